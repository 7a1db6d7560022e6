// SPDX-License-Identifier: Apache-2.0
#include "http/request_head.h"

#include <Poco/String.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace herald::inline v1 {
namespace {

/// The headers that only the client sets: they frame the message, or Poco acts on them.
constexpr std::array<std::string_view, 9> kOwn = {"Connection", "Content-Length",    "Expect",
                                                  "Keep-Alive", "Proxy-Connection",  "TE",
                                                  "Trailer",    "Transfer-Encoding", "Upgrade"};

bool isToken(std::string_view text) {
  constexpr std::string_view kPunctuation = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           kPunctuation.find(c) != std::string_view::npos;
  });
}

bool isFieldValue(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
  });
}

bool isOwn(const std::string& name) {
  return std::any_of(kOwn.begin(), kOwn.end(),
                     [&](std::string_view own) { return Poco::icompare(name, own.data()) == 0; });
}

}  // namespace

std::string_view headerValue(const HttpHeaders& headers, std::string_view name) {
  for (const auto& [key, value] : headers) {
    if (key.size() == name.size() && Poco::icompare(key, std::string(name)) == 0) return value;
  }
  return {};
}

void checkRequest(const HttpRequest& request) {
  const auto refuse = [](const std::string& why) { throw Failure(Outcome::Verdict::Rejected, why); };
  if (!isToken(request.method)) refuse("the HTTP method is not one word: check the option method");
  for (const auto& [name, value] : request.headers) {
    if (!isToken(name)) refuse("a header has a name that HTTP does not allow: check the option headers");
    if (!isFieldValue(value))
      refuse("the header " + name + " has a line break or another control character: remove it");
  }
}

Poco::Net::HTTPRequest requestHead(const HttpRequest& request, const Url& url, const HttpSetup& setup) {
  const bool toProxy = setup.proxy && !url.origin.secure;
  Poco::Net::HTTPRequest head(request.method, toProxy ? url.origin.text() + url.target : url.target,
                              Poco::Net::HTTPMessage::HTTP_1_1);
  for (const auto& [name, value] : request.headers) {
    if (!isOwn(name)) head.add(name, value);
  }
  if (!head.has("Host")) head.set("Host", url.origin.authority());
  if (!head.has("User-Agent")) head.set("User-Agent", kUserAgent);
  if (!head.has("Authorization")) {
    if (!setup.authorization.empty()) {
      head.set("Authorization", setup.authorization);
    } else if (!url.user.empty()) {
      head.set("Authorization", basicAuthorization(url.user));
    }
  }
  if (toProxy && !setup.proxyAuthorization.empty()) head.set("Proxy-Authorization", setup.proxyAuthorization);
  head.set("Connection", "keep-alive");
  const bool mayLackBody = request.method == "GET" || request.method == "HEAD" || request.method == "DELETE";
  if (!request.body.empty() || !mayLackBody) head.setContentLength64(static_cast<Poco::Int64>(request.body.size()));
  return head;
}

}  // namespace herald::inline v1
