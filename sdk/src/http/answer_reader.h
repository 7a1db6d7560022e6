// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "herald/export.h"
#include "herald/http.h"
#include "http/answer_head.h"

namespace herald::inline v1 {

/// Reads an HTTP answer while it arrives, and finds its end (RFC 9112 §6, §7). Poco takes a truncated or malformed
/// answer for a short one. It also takes the trailer of a chunked answer for the next answer. For one thread.
class HERALD_API AnswerReader {
 public:
  AnswerReader() = default;

  /// For the answer to a request with this method. It keeps at most `mostKept` bytes of the body.
  AnswerReader(std::string_view method, std::size_t mostKept);

  /// Takes what has arrived. Throws Failure with Retry if it is not as HTTP says. take() then has the part before it.
  void feed(std::string_view bytes);

  /// The connection has ended. Throws if the answer is not complete then: NoMessageException if nothing has arrived,
  /// otherwise Failure.
  void end();

  /// True if the answer is complete, or so long that the rest does not pay.
  bool isDone() const { return part_ == Part::Done; }

  /// True if the answer was read to its end, the server keeps the connection, and nothing came behind.
  bool keepsConnection() const;

  int status() const { return head_.status(); }  ///< 0 if not even the line with the status has arrived
  bool hasBegun() const { return hasBegun_; }    ///< at least one byte has arrived

  /// True if nothing has arrived, or if it began as an alert of TLS does.
  bool maySpeakTls() const { return !hasBegun_ || first_ == kTlsAlert; }

  /// The answer, or the part of it that was read.
  HttpResponse take();

 private:
  enum class Part : std::uint8_t { Status, Fields, Length, Size, Chunk, ChunkEnd, Trailer, UntilClosed, Done };

  void step(std::string_view& bytes);
  bool takeLine(std::string_view& bytes, std::size_t limit, const char* tooLong, std::string_view& line);
  void takeField(std::string_view line);
  void beginBody();
  void takeSize(std::string_view line);
  void takeData(std::string_view& bytes);
  bool isTooLong() const;
  void finish();

  static constexpr char kTlsAlert = 0x15;  ///< the first byte of its record (RFC 8446 §5.1)

  bool lacksBody_ = false;  // HEAD
  bool isConnect_ = false;
  std::size_t mostKept_ = 0;
  Part part_ = Part::Status;
  AnswerHead head_{};
  std::string line_{};          // the beginning of a line whose end has not arrived
  std::string held_{};          // the line that takeLine() gave, if it arrived in pieces
  std::size_t fieldsLeft_ = 0;  // bytes
  std::uint64_t left_ = 0;      // bytes of the body, or of the chunk
  std::size_t trailers_ = 0;
  std::string body_{};  // the first bytes of the body, at most mostKept_
  std::size_t bodySize_ = 0;
  bool hasBegun_ = false;
  char first_ = 0;
  bool isWhole_ = false;
};

}  // namespace herald::inline v1
