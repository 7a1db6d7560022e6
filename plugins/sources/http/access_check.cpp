// SPDX-License-Identifier: Apache-2.0
#include "access_check.h"

#include <Poco/Exception.h>
#include <Poco/Net/IPAddress.h>
#include <Poco/String.h>
#include <Poco/URI.h>
#include <openssl/crypto.h>

#include "http_error.h"

namespace herald::http_source {
namespace {

using Poco::Net::HTTPRequest;

constexpr std::string_view kBearer = "bearer ";

std::string pathOf(const HTTPRequest& request) {
  try {
    return Poco::URI(request.getURI()).getPath();
  } catch (const Poco::Exception&) {
    return request.getURI();
  }
}

bool hasToken(const HTTPRequest& request, const std::string& token) {
  const auto sent = request.get("Authorization", "");
  if (sent.size() != kBearer.size() + token.size()) return false;
  if (Poco::toLower(sent.substr(0, kBearer.size())) != kBearer) return false;
  return CRYPTO_memcmp(sent.data() + kBearer.size(), token.data(), token.size()) == 0;
}

bool isCalledByAddress(const HTTPRequest& request) {
  try {
    const Poco::URI uri("http://" + request.get("Host", "localhost"));
    Poco::Net::IPAddress address;
    return uri.getHost() == "localhost" || Poco::Net::IPAddress::tryParse(uri.getHost(), address);
  } catch (const Poco::Exception&) {
    return false;
  }
}

}  // namespace

void AccessCheck::check(const HTTPRequest& request) const {
  if (pathOf(request) != path) throw HttpError(404, "unknown path: send events to " + path);
  if (request.getMethod() != HTTPRequest::HTTP_POST)
    throw HttpError(405, "wrong method: send events by POST", {{"Allow", "POST"}});
  if (token.empty() && !isCalledByAddress(request)) {
    throw HttpError(421, "the request calls Herald by a name: use an IP address or localhost, or set `token`");
  }
  if (!token.empty() && !hasToken(request, token)) {
    throw HttpError(401, "the token is missing or wrong: send Authorization: Bearer TOKEN",
                    {{"WWW-Authenticate", "Bearer"}});
  }
}

}  // namespace herald::http_source
