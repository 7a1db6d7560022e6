// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/import/address.h"

#include <Poco/Exception.h>
#include <Poco/String.h>
#include <Poco/URI.h>

#include <algorithm>
#include <cctype>

namespace herald::core::import {

namespace {

/// Where the path begins: at the first slash after the host, or at the end.
std::size_t pathOf(const std::string& url) {
  const auto scheme = url.find("://");
  return std::min(url.find('/', scheme == std::string::npos ? 0 : scheme + 3), url.size());
}

}  // namespace

bool isHttpAddress(const std::string& url) {
  return Poco::icompare(url, 0, 7, "http://") == 0 || Poco::icompare(url, 0, 8, "https://") == 0;
}

bool holdsKey(const std::string& url) {
  constexpr std::size_t kShortestKey = 16;
  std::size_t length = 0;
  bool letter = false, digit = false;
  const auto from = url.find("://") == std::string::npos ? 0 : pathOf(url);
  for (const char c : url.substr(from)) {
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

std::string hostOf(const std::string& url) {
  try {
    return Poco::URI(url.substr(0, url.find('@'))).getHost();
  } catch (const Poco::Exception&) {
    return {};
  }
}

std::string withoutPath(const std::string& url) {
  const auto path = pathOf(url);
  return path == url.size() ? url : url.substr(0, path) + "/…";
}

}  // namespace herald::core::import
