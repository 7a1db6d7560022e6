// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "herald/http.h"
#include "herald/rendering.h"
#include "herald/settings.h"
#include "herald/sink.h"
#include "herald/vocabulary.h"
#include "request_template.h"
#include "signer.h"

namespace herald::webhook {

/// The request of an attempt, and the variables that were missing.
struct BuiltRequest {
  HttpRequest request{};
  std::vector<std::string> missing{};  ///< each once, sorted
};

/// Makes the request of an attempt: fills in the variables, and signs the result. Immutable; any thread may use it.
class RequestBuilder {
 public:
  /// The options of every webhook, except httpOptions().
  static std::vector<Option> options();

  RequestBuilder() = default;
  explicit RequestBuilder(const Settings& settings);  ///< throws BadSettings

  /// `now` is the time by the wall clock. `overlay` is a JSON object, the answer of a token server; its members win
  /// over all other variables. Throws Failure: Hold if the URL is not an address, and with `strict` Rejected if a
  /// variable is missing.
  BuiltRequest build(const Attempt& attempt, std::chrono::system_clock::time_point now, std::string overlay = {}) const;
  bool uses(std::string_view variable) const { return request_.uses(variable); }
  Vocabulary vocabulary() const;  ///< the variables of the options

  /// Whether a header or the data contains `variable`.
  bool sends(std::string_view variable) const { return request_.sends(variable); }

  /// The texts to mask, besides the values of Secret options.
  const std::vector<std::string>& secrets() const { return secrets_; }

 private:
  RequestTemplate request_;
  TemplateOptions templates_;
  Signer signer_;
  std::string deviceIdentifier_;
  std::string apiSecret_;
  std::vector<std::string> secrets_;
};

}  // namespace herald::webhook
