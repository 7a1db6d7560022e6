// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "cloud_event_format.h"
#include "data_shape.h"
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

/// Makes one request of an attempt: fills in the variables, and signs the result. Immutable; any thread may use it.
class RequestBuilder {
 public:
  /// What a request is for.
  enum class Role {
    Message,  ///< it brings the event to the receiver: in the user's format, with an id and a signature
    Step,     ///< it prepares that
  };

  /// The options of the plain request, and of what all requests have in common.
  static std::vector<Option> options();

  RequestBuilder() = default;
  explicit RequestBuilder(const Settings& settings);  ///< throws BadSettings

  /// With the options of the request from `request`, and everything else from `settings`.
  RequestBuilder(const Settings& settings, const Settings& request, Role role);

  /// `now` is the time by the wall clock. `overlay` is a JSON object: the answers of a token server and of the steps;
  /// its members win over all other variables. Throws Failure: Hold if the URL is not an address, and with `strict`
  /// Rejected if a variable is missing.
  BuiltRequest build(const Attempt& attempt, std::chrono::system_clock::time_point now, std::string overlay = {}) const;
  bool uses(std::string_view variable) const { return request_.uses(variable); }
  Vocabulary vocabulary() const;  ///< the variables of the options

  /// Whether a header or the data contains `variable`.
  bool sends(std::string_view variable) const { return request_.sends(variable); }

  /// The texts to mask, besides the values of Secret options.
  const std::vector<std::string>& secrets() const { return secrets_; }

  const RequestTemplate& request() const { return request_; }

 private:
  RequestTemplate request_;
  Role role_ = Role::Message;
  TemplateOptions templates_;
  DataShape shape_;
  CloudEventFormat format_;
  Signer signer_;
  std::string deviceIdentifier_;
  std::string apiSecret_;
  std::vector<std::string> secrets_;
};

}  // namespace herald::webhook
