#include "wire_body.h"

#include <Poco/NumberParser.h>
#include <Poco/String.h>

#include <algorithm>

#include "refusal.h"

namespace herald::http_source {
namespace {

constexpr std::size_t kMostLine = 1024;
constexpr int kMostTrailers = 32;

[[noreturn]] void tooLarge(std::size_t most) {
  throw Refusal(413, "the body is larger than " + std::to_string(most) + " bytes: send several requests");
}

std::size_t lengthOf(const std::string& text) {
  std::uint64_t length = 0;
  const bool isNumber = !text.empty() && text.find_first_not_of("0123456789") == text.npos;
  if (!isNumber || !Poco::NumberParser::tryParseUnsigned64(text, length)) {
    throw Refusal(400, "Content-Length has to be one number");
  }
  return length;
}

void append(Wire& wire, std::string& body, std::size_t count) {
  const auto begin = body.size();
  body.resize(begin + count);
  for (std::size_t done = 0; done < count;) {
    const auto got = wire.take(body.data() + begin + done, count - done);
    if (got == 0) throw Refusal(400, "the body broke off");
    done += got;
  }
}

/// Without the line's end.
std::string readLine(Wire& wire) {
  std::string line;
  for (int c = wire.next(); c != '\n'; c = wire.next()) {
    if (c < 0) throw Refusal(400, "the body broke off");
    if (line.size() == kMostLine) throw Refusal(400, "a line of the chunked body is too long");
    line += static_cast<char>(c);
  }
  if (!line.ends_with('\r')) throw Refusal(400, "a line of the chunked body does not end in CR LF");
  line.pop_back();
  return line;
}

std::size_t chunkSize(Wire& wire) {
  const auto line = readLine(wire);
  const auto digits = Poco::trim(line.substr(0, line.find(';')));
  const bool isHex = !digits.empty() && digits.find_first_not_of("0123456789abcdefABCDEF") == digits.npos;
  if (!isHex || digits.size() > 15) throw Refusal(400, "the size of a chunk has to be a hexadecimal number");
  return Poco::NumberParser::parseHex64(digits);
}

std::string readChunks(Wire& wire, std::size_t most) {
  std::string body;
  while (const auto size = chunkSize(wire)) {
    if (size > most - body.size()) tooLarge(most);
    append(wire, body, size);
    if (!readLine(wire).empty()) throw Refusal(400, "a chunk is longer than it says");
  }
  for (int trailers = 0; !readLine(wire).empty(); ++trailers) {
    if (trailers == kMostTrailers) throw Refusal(400, "the chunked body has too many trailers");
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
    if (head.has("Content-Length")) throw Refusal(400, "Content-Length and Transfer-Encoding exclude each other");
    if (Poco::icompare(coding, "chunked") != 0) throw Refusal(501, "the only Transfer-Encoding is chunked");
    return {.chunked = true};
  }
  if (!head.has("Content-Length")) return {};
  const Framing framing{.length = lengthOf(length)};
  if (framing.length > most) tooLarge(most);
  return framing;
}

std::string readBody(Wire& wire, const Framing& framing, std::size_t most) {
  if (framing.chunked) return readChunks(wire, most);
  std::string body;
  append(wire, body, framing.length);
  return body;
}

}  // namespace herald::http_source
