// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "herald/export.h"
#include "herald/http_server.h"

namespace herald::inline v1 {

inline constexpr std::size_t kMostHeadBytes = std::size_t{32} << 10;
inline constexpr std::size_t kMostHeadFields = 100;

/// The head of a request, and how its body and its connection end. A value.
struct RequestHead {
  ServerRequest request{};
  bool keepsConnection = false;
  bool expectsContinue = false;
  bool isChunked = false;
  std::uint64_t length = 0;  ///< of the body in bytes, if it is not chunked

  bool hasBody() const { return isChunked || length > 0; }
};

/// The length of the head at the beginning of `input`, with the empty line at its end; 0 if the head is not complete.
/// Throws RequestFault as soon as the bytes cannot be a head: 400 for a line that does not end in CR LF and for a
/// control character, 431 for more than 32 KiB.
HERALD_API std::size_t headLength(std::string_view input);

/// Reads a head that headLength() has measured, by the strict rules of RFC 9112 and RFC 9110. Poco's parser and many
/// others are lenient. Then two programs may read one request differently, and one of them takes its body for the next
/// request. Throws RequestFault: 431 for more than 100 fields, and 400 for
/// - a first line that is not METHOD TARGET VERSION, and a version other than 1.0 and 1.1
/// - a folded line, a line without a colon, a blank before the colon
/// - no Host in 1.1, two Hosts, a Host that is not a name or an address, and a port
/// - a target that is not a path, unless it is an absolute URL with the same host
/// - two Content-Lengths, one that is not a number, any Transfer-Encoding except `chunked` in 1.1, and both fields.
HERALD_API RequestHead parseHead(std::string_view head);

}  // namespace herald::inline v1
