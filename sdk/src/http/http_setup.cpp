// SPDX-License-Identifier: Apache-2.0
#include "http/http_setup.h"

#include <algorithm>
#include <utility>

#include "herald/base64.h"
#include "herald/http.h"
#include "herald/tls.h"

namespace herald::inline v1 {
namespace {

void rejectControls(const Settings& settings, const std::string& option) {
  for (const char c : settings.text(option)) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      settings.reject(option, "has a line break or another control character: remove it");
  }
}

std::string readAuthorization(const Settings& settings) {
  const std::string user = settings.text("auth.user");
  const std::string password = settings.text("auth.password");
  const std::string bearer = settings.text("auth.bearer");
  rejectControls(settings, "auth.bearer");
  if (!bearer.empty() && !user.empty())
    settings.reject("auth.bearer", "cannot be combined with auth.user: set one of them only");
  if (!bearer.empty()) return "Bearer " + bearer;
  if (user.empty() && !password.empty()) settings.reject("auth.password", "needs auth.user: set it too");
  if (user.find(':') != std::string::npos) settings.reject("auth.user", "must not have a colon");
  return user.empty() ? "" : basicAuthorization(user + ":" + password);
}

bool declares(const Settings& settings, std::string_view name) {
  const std::vector<Option>& options = settings.options();
  return std::any_of(options.begin(), options.end(), [&](const Option& option) { return option.name == name; });
}

}  // namespace

std::vector<Option> httpOptions() {
  std::vector<Option> all{
      {.name = "timeout",
       .type = Type::Duration,
       .fallback = "10s",
       .help = "The time limit of a whole request: name resolution, connecting, TLS, request, answer and redirects.",
       .least = "1ms"},
      {.name = "success",
       .type = Type::List,
       .fallback = "200-399",
       .help =
           "The HTTP status codes that mean delivered, as codes and ranges. Herald does not follow a redirect whose "
           "very code is here: `200-299, 302`."},
      {.name = "proxy",
       .type = Type::Secret,
       .help = "The HTTP proxy, as http://host:port or http://user:password@host:port; https goes through it with "
               "CONNECT."},
      {.name = "auth.user", .type = Type::Text, .help = "The user name for HTTP Basic authentication."},
      {.name = "auth.password", .type = Type::Secret, .help = "The password for HTTP Basic authentication."},
      {.name = "auth.bearer", .type = Type::Secret, .help = "A token to send as `Authorization: Bearer TOKEN`."},
  };
  for (Option& option : tlsOptions()) all.push_back(std::move(option));
  return all;
}

HttpSetup readHttpSetup(const Settings& settings) {
  HttpSetup setup;
  setup.timeout = settings.duration("timeout");
  setup.authorization = readAuthorization(settings);
  if (const std::string proxy = settings.text("proxy"); !proxy.empty()) {
    const std::optional<Url> url = parseUrl(proxy);
    if (!url || url->origin.secure || url->target != "/") {
      settings.reject("proxy", "has to be http://host:port or http://user:password@host:port");
    }
    setup.proxy = url->origin;
    if (!url->user.empty()) setup.proxyAuthorization = basicAuthorization(url->user);
  }
  if (declares(settings, "success")) setup.success = readSuccessCodes(settings);
  return setup;
}

std::string basicAuthorization(const std::string& userAndPassword) { return "Basic " + toBase64(userAndPassword); }

}  // namespace herald::inline v1
