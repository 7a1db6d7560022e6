// SPDX-License-Identifier: Apache-2.0
#include "access_check.h"

#include <Poco/Exception.h>
#include <Poco/String.h>
#include <Poco/URI.h>
#include <openssl/crypto.h>

#include "http_error.h"

namespace herald::http_source {
namespace {

constexpr std::string_view kBearer = "bearer ";

std::string pathOf(const ServerRequest& request) {
  try {
    return Poco::URI(request.target).getPath();
  } catch (const Poco::Exception&) {
    return request.target;
  }
}

bool hasToken(const ServerRequest& request, const std::string& token) {
  const std::string sent(headerValue(request.headers, "Authorization"));
  if (sent.size() != kBearer.size() + token.size()) return false;
  if (Poco::toLower(sent.substr(0, kBearer.size())) != kBearer) return false;
  return CRYPTO_memcmp(sent.data() + kBearer.size(), token.data(), token.size()) == 0;
}

}  // namespace

void AccessCheck::check(const ServerRequest& request) const {
  if (pathOf(request) != path) throw HttpError(404, "unknown path: send events to " + path);
  if (request.method != "POST") throw HttpError(405, "wrong method: send events by POST", {{"Allow", "POST"}});
  if (token.empty() && !request.callsByAddress()) {
    throw HttpError(421, "the request calls Herald by a name: use an IP address or localhost, or set `token`");
  }
  if (!token.empty() && !hasToken(request, token)) {
    throw HttpError(401, "the token is missing or wrong: send Authorization: Bearer TOKEN",
                    {{"WWW-Authenticate", "Bearer"}});
  }
}

}  // namespace herald::http_source
