// SPDX-License-Identifier: Apache-2.0
#include "heraldd/admin/admin_server.h"

#include <Poco/Net/ServerSocket.h>
#include <Poco/URI.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <utility>

#include "herald/json.h"

namespace herald::core {

namespace {

constexpr HttpServerLimits kLimits{.mostBody = std::size_t{1} << 20, .workers = 4, .mostConnections = 64};
constexpr std::string_view kBearer = "Bearer ";
constexpr std::array<std::string_view, 2> kUrgent{"/healthz", "/readyz"};
constexpr std::array<std::string_view, 3> kOpen{"/healthz", "/readyz", "/metrics"};

bool isOneOf(const auto& paths, const ServerRequest& request) {
  const auto path = std::string_view(request.target).substr(0, request.target.find('?'));
  return std::find(paths.begin(), paths.end(), path) != paths.end();
}

bool hasToken(const ServerRequest& request, const std::string& token) {
  const auto sent = headerValue(request.headers, "Authorization");
  if (token.empty() || sent.size() != kBearer.size() + token.size() || !sent.starts_with(kBearer)) return false;
  return CRYPTO_memcmp(sent.data() + kBearer.size(), token.data(), token.size()) == 0;
}

bool isTrustedBy(const AdminServer::Access& access, const ServerRequest& request) {
  return access.anything || hasToken(request, access.token);
}

/// Throws AdminFailure if the client may not ask this.
void check(const ServerRequest& request, const AdminServer::Access& access) {
  if (isTrustedBy(access, request)) return;
  if (!request.callsByAddress()) throw AdminFailure(421, "use the address of this machine, or localhost, as the host");
  if (access.isOpen && request.method == "GET" && isOneOf(kOpen, request)) return;
  throw AdminFailure(401, access.token.empty() ? "this port answers only monitors: set admin.token, or use heraldctl"
                                               : "send admin.token: Authorization: Bearer TOKEN");
}

AdminRequest toAdminRequest(ServerRequest request) {
  const Poco::URI uri(request.target);
  AdminRequest result{.method = request.method, .path = uri.getPath(), .body = std::move(request.body)};
  for (const auto& [key, value] : uri.getQueryParameters()) result.query[key] = value;
  return result;
}

ServerAnswer toServerAnswer(AdminAnswer answer) {
  return {.status = answer.status,
          .body = std::move(answer.body),
          .headers = {{"Content-Type", answer.type}, {"Cache-Control", "no-store"}}};
}

ServerAnswer failed(const AdminFailure& refused) {
  auto answer = toServerAnswer({refused.status(), JsonObject().add("error", refused.what()).text()});
  if (refused.status() == 401) answer.headers.emplace_back("WWW-Authenticate", "Bearer");
  return answer;
}

}  // namespace

AdminServer::AdminServer(const AdminRoutes& routes, const Poco::Net::ServerSocket& socket, Access access)
    : service_(routes, std::move(access)), server_(socket, service_, kLimits) {}

std::optional<ServerAnswer> AdminServer::Service::refusal(const ServerRequest& head) {
  try {
    check(head, access_);
    return std::nullopt;
  } catch (const AdminFailure& refused) {
    return failed(refused);
  }
}

bool AdminServer::Service::isUrgent(const ServerRequest& head) const { return isOneOf(kUrgent, head); }

ServerAnswer AdminServer::Service::answer(ServerRequest request) {
  try {
    const bool isTrusted = isTrustedBy(access_, request);
    auto asked = toAdminRequest(std::move(request));
    asked.isTrusted = isTrusted;
    return toServerAnswer(routes_.answer(std::move(asked)));
  } catch (const Poco::Exception&) {
    return failed({400, "the target cannot be read: percent-encode it"});
  }
}

}  // namespace herald::core
