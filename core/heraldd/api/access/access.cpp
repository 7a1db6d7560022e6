// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/access/access.h"

#include <Poco/Exception.h>
#include <Poco/String.h>
#include <Poco/URI.h>

#include <algorithm>
#include <cctype>
#include <string_view>
#include <vector>

#include "heraldd/api/operations/api_problem.h"

namespace herald::core {

namespace {

constexpr std::size_t kMostCookies = 8;  // of our name: each costs a hash
constexpr std::size_t kMostPath = 200;

bool isSafe(const std::string& method) { return method == "GET" || method == "HEAD"; }

/// The tokens in the cookies of the request.
std::vector<std::string> tokensIn(const ServerRequest& request) {
  const std::string wanted = std::string(Access::kCookie) + "=";
  std::vector<std::string> tokens;
  for (const auto& [name, value] : request.headers) {
    if (Poco::icompare(name, std::string("Cookie")) != 0) continue;
    std::string_view rest = value;
    while (!rest.empty() && tokens.size() < kMostCookies) {
      const auto end = std::min(rest.find(';'), rest.size());
      auto one = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      one.remove_prefix(std::min(one.find_first_not_of(' '), one.size()));
      if (one.starts_with(wanted)) tokens.emplace_back(one.substr(wanted.size()));
    }
  }
  return tokens;
}

/// Any other character could end the attribute, or the field.
bool isCookiePath(const std::string& path) {
  constexpr std::string_view kOthers = "/._-~%";
  return path.starts_with('/') && path.size() <= kMostPath &&
         std::all_of(path.begin(), path.end(), [&](unsigned char c) {
           return c < 0x80 && (std::isalnum(c) != 0 || kOthers.find(static_cast<char>(c)) != kOthers.npos);
         });
}

void checkChange(const ServerRequest& request) {
  if (isSafe(request.method) || headerValue(request.headers, Access::kChangeHeader) == "1") return;
  throw ApiProblem(403, std::string("a change needs the header ") + Access::kChangeHeader + ": 1");
}

}  // namespace

std::string Access::clientOf(const ServerRequest& request) {
  auto address = request.peer.substr(0, request.peer.rfind(':'));
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  return address;
}

void Access::checkHost(const ServerRequest& request) const {
  if (hosts_.has(request.host)) return;
  throw ApiProblem(
      421, "Herald does not know the name `" + request.host + "`: use its address, or add the name to console.names");
}

ApiCaller Access::callerOf(const ServerRequest& request, bool isUse) const {
  checkHost(request);
  checkChange(request);
  if (!isSafe(request.method) && !isKnownOrigin(request)) {
    throw ApiProblem(403, "another page asked for this change: if it is Herald's own, add its name to console.names");
  }
  ApiCaller caller{.way = ApiCaller::Way::Stranger, .address = clientOf(request)};
  // Somebody who controls another name below the same domain, or another port, can add a cookie. It opens nothing.
  for (const auto& token : tokensIn(request)) {
    caller.session = sessions_.idOf(token, isUse);
    if (caller.session.empty()) continue;
    caller.way = ApiCaller::Way::Session;
    break;
  }
  return caller;
}

ApiCaller Access::callerThroughIngress(const ServerRequest& request) {
  checkChange(request);
  return {.way = ApiCaller::Way::Ingress, .address = clientOf(request)};
}

/// A proxy may send another Host than the browser did, so the two may differ. `null` is a page of nowhere.
bool Access::isKnownOrigin(const ServerRequest& request) const {
  const auto origin = headerValue(request.headers, "Origin");
  if (origin.empty()) return true;
  try {
    return hosts_.has(Poco::toLower(Poco::URI(std::string(origin)).getHost()));
  } catch (const Poco::Exception&) {
    return false;
  }
}

std::string Access::cookieFor(const std::string& token, const ServerRequest& request, const std::string& path) const {
  const bool isTls = isTls_ || headerValue(request.headers, "X-Forwarded-Proto") == "https";
  return std::string(kCookie) + "=" + token + "; Path=" + (isCookiePath(path) ? path : "/") +
         "; HttpOnly; SameSite=Strict" + (isTls ? "; Secure" : "") + (token.empty() ? "; Max-Age=0" : "");
}

}  // namespace herald::core
