// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "herald/settings.h"
#include "http/success_codes.h"
#include "http/url.h"

namespace herald::inline v1 {

/// The values of httpOptions() that apply to every request.
struct HttpSetup {
  Millis timeout{0};
  std::string authorization{};  ///< the value of the header Authorization; empty if there is none
  std::optional<Origin> proxy{};
  std::string proxyAuthorization{};
  CodeRanges success{};  ///< empty if the plugin does not have the option
};

/// Throws BadSettings if a value is wrong.
HttpSetup readHttpSetup(const Settings& settings);

/// The value of an Authorization header for "user:password" (RFC 7617).
std::string basicAuthorization(const std::string& userAndPassword);

}  // namespace herald::inline v1
