// SPDX-License-Identifier: Apache-2.0
#include "request_body.h"

#include <gmock/gmock.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "http_error.h"
#include "testing/byte_reader.h"

namespace herald::http_source {
namespace {

using ::testing::StartsWith;

constexpr std::size_t kMost = 20;

/// The body and what is left in the reader, or the error.
std::string read(const std::string& text, std::size_t most = kMost) {
  TextReader reader(text);
  try {
    const auto body = readBody(reader, {.chunked = true}, most);
    return body + "|" + reader.rest();
  } catch (const HttpError& error) {
    return std::to_string(error.status()) + " " + error.what();
  }
}

TEST(RequestBody, ReadsChunksByTheStandard) {
  const std::vector<std::pair<std::string, std::string>> table{
      {"0\r\n\r\nnext", "|next"},
      {"3\r\nabc\r\n0\r\n\r\nnext", "abc|next"},
      {"003;a=\"b\"\r\nabc\r\n1 \r\n\n\r\n00\r\nSum: 1\r\nX:\r\n\r\n", "abc\n|"},
      {"A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n", "01234567890123456789|"},
      {"A\r\n0123456789\r\nb\r\n01234567890\r\n0\r\n\r\n", "413 the body is larger"},
      {"FFFFFFFFFFFFFFF\r\n", "413 the body is larger"},
      {"10000000000000000\r\n", "400 the size of a chunk"},
      {"", "400 the connection ended before the body was complete"},
      {"3", "400 the connection ended before the body was complete"},
      {"3\r\nab", "400 the connection ended before the body was complete"},
      {"3\r\nabc\r\n", "400 the connection ended before the body was complete"},
      {"3\r\nabc\r\n0\r\n", "400 the connection ended before the body was complete"},
      {"3\r\nabcd\r\n0\r\n\r\n", "400 a "},
      {"3\nabc\n0\n\n", "400 a line of the chunked body does not end"},
      {"x\r\n", "400 the size of a chunk"},
      {"\r\n", "400 the size of a chunk"},
      {"-1\r\n", "400 the size of a chunk"},
      {"0x1\r\na\r\n", "400 the size of a chunk"},
      {"1;" + std::string(2000, 'x') + "\r\n", "400 a line of the chunked body is too long"},
      {"0\r\n" + std::string(400, 'x') + "\r\n", "400 the connection ended before the body was complete"},
  };
  for (const auto& [text, result] : table) EXPECT_THAT(read(text), StartsWith(result)) << text;
  std::string trailers;
  for (int i = 0; i < 33; ++i) trailers += "X: y\r\n";
  EXPECT_EQ(read("0\r\n" + trailers + "\r\n"), "400 the chunked body has too many trailers");
}

RC_GTEST_PROP(RequestBody, ReadsAnyBodyInAnyChunks, (const std::vector<std::string>& pieces)) {
  std::string text, body;
  for (const auto& piece : pieces) {
    if (piece.empty()) continue;
    std::ostringstream size;
    size << std::hex << piece.size();
    text += size.str() + "\r\n" + piece + "\r\n";
    body += piece;
  }
  RC_ASSERT(read(text + "0\r\n\r\nnext", body.size()) == body + "|next");
}

TEST(RequestBody, ReadsAsManyBytesAsTheHeadSays) {
  TextReader reader("abcdef"), broken("ab");
  EXPECT_EQ(readBody(reader, {.length = 4}, kMost), "abcd");
  EXPECT_EQ(reader.rest(), "ef");
  EXPECT_THROW(readBody(broken, {.length = 4}, kMost), HttpError);
}

}  // namespace
}  // namespace herald::http_source
