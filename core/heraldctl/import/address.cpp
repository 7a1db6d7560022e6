// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/import/address.h"

#include <Poco/Exception.h>
#include <Poco/String.h>
#include <Poco/URI.h>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <string_view>

namespace herald::core::import {

namespace {

/// Where the parts of a URL begin. A URL may be a template, so a URI parser would not do.
struct Parts {
  std::size_t authority = 0;
  std::size_t host = 0;  ///< behind `user:password@`; the same as `authority` if there is no user
  std::size_t path = 0;  ///< the path, the query or the fragment; the end if there is none
};

Parts partsOf(const std::string& url) {
  Parts parts;
  const auto scheme = url.find("://");
  parts.authority = scheme == std::string::npos ? 0 : scheme + 3;
  parts.path = std::min(url.find_first_of("/?#", parts.authority), url.size());
  parts.host = parts.authority;
  const auto at = url.substr(0, parts.path).rfind('@');
  const bool isVariable = at == std::string::npos || at <= parts.authority || url.compare(at, 2, "@{") == 0;
  if (!isVariable) parts.host = at + 1;
  return parts;
}

/// A value in the query that is no variable.
bool hasQueryValue(const std::string& url) {
  const auto begin = url.find('?');
  if (begin == std::string::npos) return false;
  const auto query = url.substr(begin, url.find('#', begin) - begin);
  for (auto at = query.find('='); at != std::string::npos; at = query.find('=', at + 1)) {
    if (at + 1 < query.size() && std::string_view("@&").find(query[at + 1]) == std::string_view::npos) return true;
  }
  return false;
}

/// A word with letters and digits that is too long for a name.
bool hasLongWord(std::string_view text) {
  constexpr std::size_t kShortestKey = 16;
  std::size_t length = 0;
  bool letter = false, digit = false;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) || c == '-' || c == '_') {
      ++length;
      letter = letter || std::isalpha(byte);
      digit = digit || std::isdigit(byte);
      if (length >= kShortestKey && letter && digit) return true;
    } else {
      length = 0;
      letter = digit = false;
    }
  }
  return false;
}

/// Returns whether this is a host, with a port or without. Otherwise it may be part of a password with a slash in it.
bool isHostAndPort(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos || text.ends_with(']')) return true;
  return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(colon) + 1, text.end(),
                     [](unsigned char c) { return std::isdigit(c); });
}

}  // namespace

bool isHttpAddress(const std::string& url) {
  return Poco::icompare(url, 0, 7, "http://") == 0 || Poco::icompare(url, 0, 8, "https://") == 0;
}

bool holdsKey(const std::string& url) {
  const auto parts = partsOf(url);
  const bool hasUser = parts.host != parts.authority;
  const auto from = url.find("://") == std::string::npos ? 0 : parts.path;
  const auto authority = url.substr(parts.host, parts.path - parts.host);
  return hasUser || hasQueryValue(url) || hasLongWord(std::string_view(url).substr(from)) || !isHostAndPort(authority);
}

std::string hostOf(const std::string& url) {
  try {
    const auto text = url.substr(partsOf(url).host);
    return Poco::URI("http://" + text.substr(0, text.find('@'))).getHost();
  } catch (const Poco::Exception&) {
    return {};
  }
}

std::string withoutPath(const std::string& url) {
  const auto parts = partsOf(url);
  const auto scheme = url.substr(0, parts.authority), host = url.substr(parts.host, parts.path - parts.host);
  if (!isHostAndPort(host)) return scheme + "…";
  return scheme + host + (parts.path == url.size() ? "" : "/…");
}

}  // namespace herald::core::import
