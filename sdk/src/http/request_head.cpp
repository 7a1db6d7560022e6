// SPDX-License-Identifier: Apache-2.0
#include "http/request_head.h"

#include <Poco/Ascii.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace herald::inline v1 {
namespace {

/// The headers that only the client sets: they frame the message.
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

bool isSameName(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, Poco::Ascii::toLower, Poco::Ascii::toLower);
}

bool isOwn(std::string_view name) {
  return std::ranges::any_of(kOwn, [&](std::string_view own) { return isSameName(name, own); });
}

bool isToProxy(const Url& url, const HttpSetup& setup) { return setup.proxy && !url.origin.secure; }

}  // namespace

std::string_view headerValue(const HttpHeaders& headers, std::string_view name) {
  for (const auto& [key, value] : headers) {
    if (isSameName(key, name)) return value;
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

std::string requestTarget(const Url& url, const HttpSetup& setup) {
  return isToProxy(url, setup) ? url.origin.text() + url.target : url.target;
}

void eachHeader(const HttpRequest& request, const Url& url, const HttpSetup& setup,
                const std::function<void(std::string_view name, std::string_view value)>& add) {
  const auto has = [&](std::string_view name) {
    return std::ranges::any_of(request.headers, [&](const auto& header) { return isSameName(header.first, name); });
  };
  for (const auto& [name, value] : request.headers) {
    if (!isOwn(name)) add(name, value);
  }
  if (!has("Host")) add("Host", url.origin.authority());
  if (!has("User-Agent")) add("User-Agent", kUserAgent);
  if (!has("Authorization")) {
    if (!setup.authorization.empty()) {
      add("Authorization", setup.authorization);
    } else if (!url.user.empty()) {
      add("Authorization", basicAuthorization(url.user));
    }
  }
  if (isToProxy(url, setup) && !setup.proxyAuthorization.empty()) add("Proxy-Authorization", setup.proxyAuthorization);
  add("Connection", "keep-alive");
  const bool mayLackBody = request.method == "GET" || request.method == "HEAD" || request.method == "DELETE";
  if (!request.body.empty() || !mayLackBody) add("Content-Length", std::to_string(request.body.size()));
}

std::string requestHead(const HttpRequest& request, const Url& url, const HttpSetup& setup) {
  constexpr std::size_t kUsualHead = 256;
  std::string head;
  head.reserve(kUsualHead);
  head.append(request.method).append(" ").append(requestTarget(url, setup)).append(" HTTP/1.1\r\n");
  eachHeader(request, url, setup, [&](std::string_view name, std::string_view value) {
    head.append(name).append(": ").append(value).append("\r\n");
  });
  head.append("\r\n");
  return head;
}

}  // namespace herald::inline v1
