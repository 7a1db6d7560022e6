// SPDX-License-Identifier: Apache-2.0
#include "http/url.h"

#include <Poco/Ascii.h>
#include <Poco/Exception.h>
#include <Poco/String.h>
#include <Poco/URI.h>

#include <algorithm>
#include <charconv>

namespace herald::inline v1 {
namespace {

constexpr std::uint16_t kHttpPort = 80;
constexpr std::uint16_t kHttpsPort = 443;

bool isHostByte(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_'; }

bool isAddressByte(char c) { return (c >= 'a' && c <= 'f') || (c >= '0' && c <= '9') || c == ':' || c == '.'; }

bool isHost(std::string_view host) { return !host.empty() && std::all_of(host.begin(), host.end(), isHostByte); }

bool isIp6(std::string_view host) { return !host.empty() && std::all_of(host.begin(), host.end(), isAddressByte); }

bool readPort(std::string_view text, std::uint16_t& port) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port > 0;
}

bool readHost(std::string_view authority, Origin& origin) {
  std::string_view host = authority;
  std::string_view rest;
  const bool ip6 = authority.starts_with('[');
  const std::size_t hostEnd = ip6 ? authority.find(']') : authority.find(':');
  if (hostEnd != std::string_view::npos) {
    host = authority.substr(ip6 ? 1 : 0, hostEnd - (ip6 ? 1 : 0));
    rest = authority.substr(hostEnd + (ip6 ? 1 : 0));
  } else if (ip6) {
    return false;
  }
  origin.host = host;
  Poco::toLowerInPlace(origin.host);
  if (ip6 ? !isIp6(origin.host) : !isHost(origin.host)) return false;
  if (rest.empty() || rest == ":") return true;
  return rest.front() == ':' && readPort(rest.substr(1), origin.port);
}

std::string decoded(std::string_view text) {
  std::string result;
  Poco::URI::decode(std::string(text), result);
  return result;
}

bool isPrintable(char c) { return c > 0x20 && c < 0x7f; }

std::string printable(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  if (std::all_of(text.begin(), text.end(), isPrintable)) return std::string(text);
  std::string result;
  result.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (isPrintable(c)) {
      result += c;
    } else {
      result += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return result;
}

std::string targetOf(std::string_view pathAndQuery) {
  std::string target = printable(pathAndQuery.substr(0, pathAndQuery.find('#')));
  if (!target.starts_with('/')) target.insert(0, 1, '/');
  return target;
}

bool isSameScheme(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, Poco::Ascii::toLower, Poco::Ascii::toLower);
}

bool hasScheme(std::string_view text) {
  const std::size_t colon = text.find_first_of(":/?#");
  return colon != std::string_view::npos && colon > 0 && text[colon] == ':';
}

}  // namespace

std::string Origin::authority() const {
  if (port != (secure ? kHttpsPort : kHttpPort)) return hostAndPort();
  return host.find(':') == std::string::npos ? host : '[' + host + ']';
}

std::string Origin::hostAndPort() const {
  std::string result = host.find(':') == std::string::npos ? host : '[' + host + ']';
  return result.append(":").append(std::to_string(port));
}

std::string Origin::text() const { return (secure ? "https://" : "http://") + authority(); }

std::optional<Url> parseUrl(std::string_view text) {
  const std::size_t schemeEnd = text.find("://");
  if (schemeEnd == std::string_view::npos) return std::nullopt;
  const bool secure = isSameScheme(text.substr(0, schemeEnd), "https");
  if (!secure && !isSameScheme(text.substr(0, schemeEnd), "http")) return std::nullopt;
  Url url;
  url.origin.secure = secure;
  url.origin.port = url.origin.secure ? kHttpsPort : kHttpPort;

  const std::string_view rest = text.substr(schemeEnd + 3);
  const auto isBehindHost = [](char c) { return c == '/' || c == '?' || c == '#'; };
  std::string_view authority(rest.begin(), std::find_if(rest.begin(), rest.end(), isBehindHost));
  url.target = targetOf(rest.substr(authority.size()));
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    try {
      url.user = decoded(authority.substr(0, at));
    } catch (const Poco::Exception&) {
      return std::nullopt;
    }
    authority.remove_prefix(at + 1);
  }
  if (!readHost(authority, url.origin)) return std::nullopt;
  return url;
}

std::optional<Url> resolveUrl(const Url& base, std::string_view location) {
  if (hasScheme(location)) return parseUrl(location);
  if (location.starts_with("//")) return parseUrl((base.origin.secure ? "https:" : "http:") + std::string(location));
  Url url = base;
  if (location.starts_with('/')) {
    url.target = targetOf(location);
  } else {
    const std::string_view path = std::string_view(base.target).substr(0, base.target.find('?'));
    const std::string_view kept = location.starts_with('?') ? path : path.substr(0, path.rfind('/') + 1);
    url.target = targetOf(std::string(kept) + std::string(location));
  }
  return url;
}

}  // namespace herald::inline v1
