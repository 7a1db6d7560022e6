// SPDX-License-Identifier: Apache-2.0
#include "request_body.h"

#include <Poco/NumberParser.h>
#include <Poco/String.h>

#include <algorithm>

#include "http_error.h"

namespace herald::http_source {
namespace {

constexpr std::size_t kMaxLine = 1024;
constexpr int kMaxTrailers = 32;

[[noreturn]] void tooLarge(std::size_t most) {
  throw HttpError(413, "the body is larger than " + std::to_string(most) + " bytes: send several requests");
}

std::size_t lengthOf(const std::string& text) {
  std::uint64_t length = 0;
  const bool isNumber = !text.empty() && text.find_first_not_of("0123456789") == text.npos;
  if (!isNumber || !Poco::NumberParser::tryParseUnsigned64(text, length)) {
    throw HttpError(400, "Content-Length must be one number");
  }
  return length;
}

void append(ByteReader& reader, std::string& body, std::size_t count) {
  const auto begin = body.size();
  body.resize(begin + count);
  for (std::size_t done = 0; done < count;) {
    const auto got = reader.readSome(body.data() + begin + done, count - done);
    if (got == 0) throw HttpError(400, "the connection ended before the body was complete: send the request again");
    done += got;
  }
}

/// Returns the line without its end.
std::string readLine(ByteReader& reader) {
  std::string line;
  for (int c = reader.next(); c != '\n'; c = reader.next()) {
    if (c < 0) throw HttpError(400, "the connection ended before the body was complete: send the request again");
    if (line.size() == kMaxLine) throw HttpError(400, "a line of the chunked body is too long");
    line += static_cast<char>(c);
  }
  if (!line.ends_with('\r')) throw HttpError(400, "a line of the chunked body does not end in CR LF");
  line.pop_back();
  return line;
}

std::size_t chunkSize(ByteReader& reader) {
  const auto line = readLine(reader);
  const auto digits = Poco::trim(line.substr(0, line.find(';')));
  const bool isHex = !digits.empty() && digits.find_first_not_of("0123456789abcdefABCDEF") == digits.npos;
  if (!isHex || digits.size() > 15) throw HttpError(400, "the size of a chunk must be a hexadecimal number");
  return Poco::NumberParser::parseHex64(digits);
}

std::string readChunks(ByteReader& reader, std::size_t most) {
  std::string body;
  while (const auto size = chunkSize(reader)) {
    if (size > most - body.size()) tooLarge(most);
    append(reader, body, size);
    if (!readLine(reader).empty()) throw HttpError(400, "a chunk is longer than it says");
  }
  for (int trailers = 0; !readLine(reader).empty(); ++trailers) {
    if (trailers == kMaxTrailers) throw HttpError(400, "the chunked body has too many trailers");
  }
  return body;
}

}  // namespace

Framing Framing::of(const Poco::Net::MessageHeader& head, std::size_t most) {
  std::string length, coding;
  for (const auto& [name, value] : head) {
    if (Poco::icompare(name, "Content-Length") == 0) length += (length.empty() ? "" : ",") + value;
    if (Poco::icompare(name, "Transfer-Encoding") == 0) coding += value;
  }
  if (!coding.empty()) {
    if (head.has("Content-Length")) throw HttpError(400, "Content-Length and Transfer-Encoding exclude each other");
    if (Poco::icompare(coding, "chunked") != 0) throw HttpError(501, "the only Transfer-Encoding is chunked");
    return {.chunked = true};
  }
  if (!head.has("Content-Length")) return {};
  const Framing framing{.length = lengthOf(length)};
  if (framing.length > most) tooLarge(most);
  return framing;
}

std::string readBody(ByteReader& reader, const Framing& framing, std::size_t most) {
  if (framing.chunked) return readChunks(reader, most);
  std::string body;
  append(reader, body, framing.length);
  return body;
}

}  // namespace herald::http_source
