#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "herald/http.h"
#include "herald/settings.h"
#include "herald/sink.h"
#include "request_template.h"
#include "signer.h"

namespace herald::webhook {

/// The request of an attempt, and the variables that there were none of.
struct BuiltRequest {
  HttpRequest request{};
  std::vector<std::string> missing{};  ///< each once, in the order of the alphabet
};

/// Makes the request of an attempt. Immutable; any thread may use it.
class RequestBuilder {
 public:
  /// What every webhook understands, but for httpOptions().
  static std::vector<Option> options();

  RequestBuilder() = default;
  explicit RequestBuilder(const Settings& settings);  ///< throws BadSettings

  /// `now` is the wall clock's time. `overlay` is a JSON object whose members are variables that win over all others:
  /// what a token server answered. Throws Failure: Hold if the URL is no address, and with `strict` Rejected if a
  /// variable is missing.
  BuiltRequest build(const Attempt& attempt, std::chrono::system_clock::time_point now, std::string overlay = {}) const;
  bool uses(std::string_view variable) const { return request_.uses(variable); }

  /// Does a header or the data name `variable`?
  bool sends(std::string_view variable) const { return request_.sends(variable); }

  /// What has to be hidden besides the Secret options themselves.
  const std::vector<std::string>& secrets() const { return secrets_; }

 private:
  RequestTemplate request_;
  Signer signer_;
  std::string deviceIdentifier_;
  std::string apiSecret_;
  std::map<std::string, std::string> variables_;
  bool strict_ = false;
  std::vector<std::string> secrets_;
};

}  // namespace herald::webhook
