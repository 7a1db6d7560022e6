// SPDX-License-Identifier: Apache-2.0
#include "http/redirect.h"

namespace herald::inline v1 {

bool isRedirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool isRedirect(const HttpResponse& response) {
  return isRedirect(response.status) && !headerValue(response.headers, "Location").empty();
}

std::optional<Url> redirectToFollow(const HttpResponse& response, const Url& from, std::string_view method) {
  if (!isRedirect(response)) return std::nullopt;
  if (response.status == 303 && method != "GET" && method != "HEAD") return std::nullopt;
  std::optional<Url> to = resolveUrl(from, headerValue(response.headers, "Location"));
  if (!to || to->origin.host != from.origin.host) return std::nullopt;
  const bool upgrade = to->origin.secure && !from.origin.secure;  // that is another port always
  if (!upgrade && to->origin != from.origin) return std::nullopt;
  if (to->user.empty()) to->user = from.user;
  return to;
}

}  // namespace herald::inline v1
