// SPDX-License-Identifier: Apache-2.0
#include "http_server/body_reader.h"

#include <algorithm>
#include <utility>

#include "http/answer_head.h"
#include "http_server/request_fault.h"

namespace herald::inline v1 {
namespace {

constexpr std::size_t kMostChunkLine = 1024;
constexpr std::size_t kMostTrailers = 32;
constexpr std::size_t kMostSizeDigits = 15;

[[noreturn]] void bodyTooLarge(std::size_t most) {
  throw RequestFault(413, "the body is larger than " + std::to_string(most) + " bytes: send several requests");
}

/// The size of a chunk: hexadecimal digits, then the end of the line, or an extension (RFC 9112 §7.1.1).
std::uint64_t chunkSizeOf(std::string_view line) {
  const auto end = line.find_first_of(" \t;");
  const auto digits = line.substr(0, end);
  const auto rest = line.substr(std::min(end, line.size()));
  const auto extension = rest.find_first_not_of(" \t");
  const auto size = digits.size() <= kMostSizeDigits ? parseCount(digits, 16) : std::nullopt;
  if (!size || (extension != rest.npos && rest[extension] != ';')) {
    refuseRequest("the size of a chunk must be a hexadecimal number");
  }
  return *size;
}

}  // namespace

BodyReader::BodyReader(const RequestHead& head, std::size_t most)
    : most_(most), isChunked_(head.isChunked), part_(isChunked_ ? Part::Size : Part::Data), left_(head.length) {
  if (left_ > most_) bodyTooLarge(most_);
}

bool BodyReader::read(std::string& input) {
  std::string_view rest(input);
  while (part_ != Part::Done) {
    const auto before = rest.size();
    const auto part = part_;
    if (part_ == Part::Data)
      takeData(rest);
    else
      readLines(rest);
    if (rest.size() == before && part_ == part) break;
  }
  input.erase(0, input.size() - rest.size());
  return part_ == Part::Done;
}

void BodyReader::takeData(std::string_view& input) {
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left_, input.size()));
  body_.append(input.substr(0, count));
  input.remove_prefix(count);
  left_ -= count;
  if (left_ == 0) part_ = isChunked_ ? Part::DataEnd : Part::Done;
}

void BodyReader::readLines(std::string_view& input) {
  const auto end = input.find('\n');
  if (std::min(end, input.size()) > kMostChunkLine) refuseRequest("a line of the chunked body is too long");
  if (end == input.npos) return;
  const auto line = input.substr(0, end);
  if (!line.ends_with('\r') || line.find('\r') != line.size() - 1) {
    refuseRequest("a line of the chunked body does not end in CR LF");
  }
  readLine(line.substr(0, line.size() - 1));
  input.remove_prefix(end + 1);
}

void BodyReader::readLine(std::string_view line) {
  switch (part_) {
    case Part::Size:
      left_ = chunkSizeOf(line);
      if (left_ > most_ - body_.size()) bodyTooLarge(most_);
      part_ = left_ == 0 ? Part::Trailer : Part::Data;
      break;
    case Part::DataEnd:
      if (!line.empty()) refuseRequest("a chunk is longer than it says");
      part_ = Part::Size;
      break;
    default:  // a field of the trailer, or the end
      if (line.empty()) part_ = Part::Done;
      if (++trailers_ > kMostTrailers + 1) refuseRequest("the chunked body has too many trailers");
  }
}

}  // namespace herald::inline v1
