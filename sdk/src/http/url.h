#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace herald::inline v1 {

/// Where a connection leads to.
struct Origin {
  bool secure = false;
  std::string host{};  ///< in lower case, an IPv6 address without brackets
  std::uint16_t port = 80;

  bool operator==(const Origin&) const = default;

  std::string authority() const;  ///< "host", "host:8080", "[::1]:8080"; without the port where it is the scheme's
  std::string hostAndPort() const;
  std::string text() const;  ///< "https://host:8443": all that a message may show of a URL
};

/// An http or https URL. Its path and query stay as they are written; only bytes that a request line cannot hold are
/// percent-encoded. (Poco::URI decodes and encodes anew, which turns %2F into a slash.)
struct Url {
  Origin origin{};
  std::string target{"/"};  ///< path and query
  std::string user{};       ///< user:password before the host, decoded; may be empty
};

/// Nothing if `text` is no http or https URL with a host.
std::optional<Url> parseUrl(std::string_view text);

/// What a Location header means in the answer of `base` (RFC 3986 §5.2, without the removal of dot segments, which
/// servers do). Nothing if it is no http or https URL.
std::optional<Url> resolveUrl(const Url& base, std::string_view location);

}  // namespace herald::inline v1
