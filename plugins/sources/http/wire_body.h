#pragma once

#include <Poco/Net/MessageHeader.h>

#include <cstdint>
#include <optional>
#include <string>

namespace herald::http_source {

/// The bytes that follow a request's head, one after the other.
class Wire {
 public:
  virtual ~Wire() = default;
  virtual int next() = 0;                                       ///< one byte, or -1 where the connection ends
  virtual std::size_t take(char* bytes, std::size_t most) = 0;  ///< 0 where the connection ends
};

/// Where a request's body ends (RFC 9112, section 6), from its head.
struct Framing {
  bool chunked = false;
  std::uint64_t length = 0;  ///< of a body that is not chunked

  /// Throws Refusal (400, 413, 501) where the head is contradictory, wants what is not understood here or announces
  /// more than `most` bytes.
  static Framing of(const Poco::Net::MessageHeader& head, std::size_t most);

  bool empty() const { return !chunked && length == 0; }
};

/// The whole body; of a chunked one the trailer is read and left out. Poco's own streams take a body that breaks off
/// for a shorter one. Throws Refusal (400) if it breaks off or is malformed, and (413) if it has more than `most`
/// bytes; the connection is of no use then.
std::string readBody(Wire& wire, const Framing& framing, std::size_t most);

}  // namespace herald::http_source
