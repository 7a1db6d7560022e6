// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "head_parser.h"
#include "herald/export.h"

namespace herald::inline v1 {

/// Puts the body of a request together while it arrives (RFC 9112 §6, §7). Ignores the extensions and the trailer of a
/// chunked body. For one thread.
class HERALD_API BodyReader {
 public:
  /// Throws RequestFault (413) if the head announces more than `most` bytes.
  BodyReader(const RequestHead& head, std::size_t most);

  /// Takes from the beginning of `input` what belongs to the body. Returns true if the body is complete. Throws
  /// RequestFault: 400 if it is malformed, 413 if it has more than `most` bytes.
  bool read(std::string& input);

  std::size_t size() const { return body_.size(); }
  std::string take() { return std::move(body_); }

 private:
  enum class Part : std::uint8_t { Data, DataEnd, Size, Trailer, Done };

  void readLines(std::string_view& input);
  void readLine(std::string_view line);
  void takeData(std::string_view& input);

  std::size_t most_;
  bool isChunked_;
  Part part_;
  std::uint64_t left_;  // bytes of the data under way
  std::size_t trailers_ = 0;
  std::string body_{};
};

}  // namespace herald::inline v1
