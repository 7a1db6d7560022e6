// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace herald::inline v1 {

/// The scheme, host and port that a connection leads to.
struct Origin {
  bool secure = false;
  std::string host{};  ///< in lower case, an IPv6 address without brackets
  std::uint16_t port = 80;

  bool operator==(const Origin&) const = default;

  std::string authority() const;  ///< "host", "host:8080", "[::1]:8080"; without the default port of the scheme
  std::string hostAndPort() const;
  std::string text() const;  ///< "https://host:8443": the part of a URL that a message may show
};

/// An http or https URL. Path and query stay as written, except for bytes that a request line cannot hold: they are
/// percent-encoded. (Poco::URI decodes and encodes again, which turns %2F into a slash.)
struct Url {
  Origin origin{};
  std::string target{"/"};  ///< path and query
  std::string user{};       ///< user:password before the host, decoded; empty if there is none
};

/// Nothing if `text` is not an http or https URL with a host.
std::optional<Url> parseUrl(std::string_view text);

/// The URL of a Location header in the answer of `base` (RFC 3986 §5.2, except that dot segments stay: servers remove
/// them). Nothing if it is not an http or https URL.
std::optional<Url> resolveUrl(const Url& base, std::string_view location);

}  // namespace herald::inline v1
