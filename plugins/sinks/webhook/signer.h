#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "herald/http.h"

namespace herald::webhook {

/// The headers of Standard Webhooks 1.0.0 (https://www.standardwebhooks.com): webhook-id, webhook-timestamp and, where
/// there is a secret, webhook-signature with HMAC-SHA256. Immutable; any thread may use it.
class Signer {
 public:
  Signer() = default;

  /// `secrets` are `whsec_` and 24 to 64 bytes in Base64, between blanks; each makes a signature. Throws
  /// std::invalid_argument with a clause that names none of them.
  explicit Signer(const std::string& secrets);

  /// `id` is the event's, the same on every attempt; without one the request stays as it is. `now` is the wall clock's.
  void sign(HttpRequest& request, const std::string& id, std::chrono::system_clock::time_point now) const;

  /// Each secret on its own, with and without its prefix.
  std::vector<std::string> secrets() const;

 private:
  std::vector<std::string> secrets_;  ///< without the prefix
  std::vector<std::string> keys_;
};

}  // namespace herald::webhook
