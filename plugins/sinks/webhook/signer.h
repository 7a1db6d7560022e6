// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "herald/http.h"

namespace herald::webhook {

/// Adds the headers of Standard Webhooks 1.0.0 (https://www.standardwebhooks.com): webhook-id, webhook-timestamp and,
/// if there is a secret, webhook-signature with HMAC-SHA256. Immutable; any thread may use it.
class Signer {
 public:
  Signer() = default;

  /// `secrets` are separated by blanks. Each is `whsec_` and 24 to 64 bytes in Base64, and makes a signature of its
  /// own. Throws std::invalid_argument with a clause that contains no secret.
  explicit Signer(const std::string& secrets);

  /// `id` is the event's id, the same on every attempt; if it is empty, this changes nothing. `now` is the time by the
  /// wall clock.
  void sign(HttpRequest& request, const std::string& id, std::chrono::system_clock::time_point now) const;

  /// Each secret with and without its prefix.
  std::vector<std::string> secrets() const;

 private:
  std::vector<std::string> secrets_;  ///< without the prefix
  std::vector<std::string> keys_;     ///< the bytes
};

}  // namespace herald::webhook
