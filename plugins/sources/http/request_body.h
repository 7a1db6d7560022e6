// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/MessageHeader.h>

#include <cstdint>
#include <optional>
#include <string>

namespace herald::http_source {

/// Reads the bytes that follow the head of a request.
class ByteReader {
 public:
  virtual ~ByteReader() = default;
  virtual int next() = 0;                                           ///< one byte, or -1 if the connection has ended
  virtual std::size_t readSome(char* bytes, std::size_t most) = 0;  ///< at least one byte, or 0 if it has ended
};

/// Where the body of a request ends (RFC 9112, section 6).
struct Framing {
  bool chunked = false;
  std::uint64_t length = 0;  ///< in bytes, if the body is not chunked

  /// Reads it from the head. Throws HttpError: 400 if the head contradicts itself, 501 if it asks for another transfer
  /// coding, 413 if it announces more than `most` bytes.
  static Framing of(const Poco::Net::MessageHeader& head, std::size_t most);

  bool empty() const { return !chunked && length == 0; }
};

/// Reads the whole body. Reads and ignores the trailer of a chunked body. Poco's own streams cannot tell a body that
/// breaks off from a shorter one; this function can. Throws HttpError: 400 if the body breaks off or is malformed, 413
/// if it has more than `most` bytes. Close the connection then.
std::string readBody(ByteReader& reader, const Framing& framing, std::size_t most);

}  // namespace herald::http_source
