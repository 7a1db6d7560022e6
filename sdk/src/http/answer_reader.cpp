// SPDX-License-Identifier: Apache-2.0
#include "http/answer_reader.h"

#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/String.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace herald::inline v1 {
namespace {

constexpr std::size_t kFieldsLimit = 64 * 1024 + 2;  // with the empty line behind them
constexpr std::size_t kLineLimit = 4 * 1024;
constexpr std::size_t kTrailerLimit = 100;
constexpr std::size_t kDrainedBody = std::size_t{4} << 20;  // a longer body costs the connection
constexpr const char* kTooLong = "line too long";

[[noreturn]] void cutShort() {
  throw Failure(Outcome::Verdict::Retry, "the answer ended too early: check the receiver and the network");
}

bool isFinal(int status) { return status >= 200 || status == Poco::Net::HTTPResponse::HTTP_SWITCHING_PROTOCOLS; }

}  // namespace

AnswerReader::AnswerReader(std::string_view method, std::size_t mostKept)
    : lacksBody_(method == "HEAD"), isConnect_(method == "CONNECT"), mostKept_(mostKept) {}

void AnswerReader::feed(std::string_view bytes) {
  if (!bytes.empty() && !std::exchange(hasBegun_, true)) first_ = bytes.front();
  while (!bytes.empty() && !isDone()) step(bytes);
  if (!bytes.empty()) isWhole_ = false;  // it belongs to no answer
}

void AnswerReader::end() {
  if (!hasBegun_) throw Poco::Net::NoMessageException();
  if (part_ != Part::UntilClosed && part_ != Part::Done) cutShort();
  part_ = Part::Done;
}

bool AnswerReader::keepsConnection() const { return isWhole_ && head_.status() >= 200 && head_.keepsConnection(); }

HttpResponse AnswerReader::take() {
  return {.status = head_.status(), .headers = head_.takeFields(), .body = std::move(body_)};
}

/// Takes the next line, or the next piece of the body.
void AnswerReader::step(std::string_view& bytes) {
  std::string_view line;
  switch (part_) {
    case Part::Status:
      head_ = {};
      if (!takeLine(bytes, kLineLimit, kTooLong, line)) return;
      head_ = AnswerHead(line);
      fieldsLeft_ = kFieldsLimit;
      part_ = Part::Fields;
      break;
    case Part::Fields:
      if (takeLine(bytes, fieldsLeft_, "header fields longer than 64 KiB", line)) takeField(line);
      break;
    case Part::Size:
      if (takeLine(bytes, kLineLimit, kTooLong, line)) takeSize(line);
      break;
    case Part::ChunkEnd:
      if (!takeLine(bytes, 2, kTooLong, line)) return;
      if (!line.empty()) malformedAnswer("chunk without an end");
      part_ = Part::Size;
      break;
    case Part::Trailer:
      if (!takeLine(bytes, kLineLimit, kTooLong, line)) return;
      if (line.empty()) return finish();
      if (++trailers_ > kTrailerLimit) malformedAnswer("too many trailers");
      break;
    default: takeData(bytes);
  }
}

/// One line without its end. False if its end has not arrived.
bool AnswerReader::takeLine(std::string_view& bytes, std::size_t limit, const char* tooLong, std::string_view& line) {
  const std::size_t end = bytes.find('\n');
  const std::string_view piece = bytes.substr(0, end);
  if (line_.size() + piece.size() > limit) malformedAnswer(tooLong);
  bytes.remove_prefix(end == bytes.npos ? bytes.size() : end + 1);
  if (end == bytes.npos || !line_.empty()) line_ += piece;
  if (end == bytes.npos) return false;
  line = piece;
  if (!line_.empty()) {
    held_ = std::exchange(line_, {});
    line = held_;
  }
  if (line.ends_with('\r')) line.remove_suffix(1);
  return true;
}

void AnswerReader::takeField(std::string_view line) {
  if (line.empty()) {
    part_ = Part::Status;
    if (isFinal(head_.status())) beginBody();
    return;
  }
  head_.add(line);
  fieldsLeft_ -= std::min(fieldsLeft_, line.size() + 2);
}

void AnswerReader::beginBody() {
  const int status = head_.status();
  const std::string_view encoding = headerValue(head_.fields(), "Transfer-Encoding");
  if (lacksBody_ || status == 204 || status == 304 || status < 200 || (isConnect_ && status < 300)) {
    finish();
  } else if (!encoding.empty()) {
    if (Poco::icompare(std::string(encoding), "chunked") != 0) malformedAnswer("unknown Transfer-Encoding");
    part_ = Part::Size;
  } else if (const std::optional<std::uint64_t> length = head_.contentLength()) {
    left_ = *length;
    part_ = Part::Length;
    if (left_ == 0) finish();
  } else {
    part_ = Part::UntilClosed;
  }
}

void AnswerReader::takeSize(std::string_view line) {
  const std::optional<std::uint64_t> size = parseCount(line.substr(0, line.find_first_of("; \t")), 16);
  if (!size) malformedAnswer("wrong chunk size");
  left_ = *size;
  part_ = left_ == 0 ? Part::Trailer : isTooLong() ? Part::Done : Part::Chunk;
}

/// Keeps what belongs to the first bytes that the caller asked for.
void AnswerReader::takeData(std::string_view& bytes) {
  const bool isBounded = part_ != Part::UntilClosed;
  const std::size_t count =
      isBounded ? static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size())) : bytes.size();
  body_.append(bytes.substr(0, std::min(count, mostKept_ - body_.size())));
  bodySize_ += count;
  bytes.remove_prefix(count);
  if (isBounded) left_ -= count;
  if (isBounded && left_ == 0) {
    if (part_ == Part::Length) return finish();
    part_ = Part::ChunkEnd;
  } else if (isTooLong()) {
    part_ = Part::Done;
  }
}

/// True if the rest of the body does not pay.
bool AnswerReader::isTooLong() const { return bodySize_ >= std::max(kDrainedBody, mostKept_); }

void AnswerReader::finish() {
  part_ = Part::Done;
  isWhole_ = true;
}

}  // namespace herald::inline v1
