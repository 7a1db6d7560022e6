// SPDX-License-Identifier: Apache-2.0
#include "http_server/body_reader.h"

#include <gmock/gmock.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <sstream>

#include "http_server/request_fault.h"

namespace herald::inline v1 {
namespace {

using ::testing::StartsWith;

constexpr std::size_t kMost = 20;

/// Gives the reader one byte after the other. The body and what is left, or the fault.
std::string readBody(const RequestHead& head, const std::string& text, std::size_t most = kMost) {
  try {
    BodyReader reader(head, most);
    std::string input;
    for (std::size_t i = 0;; ++i) {
      if (reader.read(input)) return reader.take() + "|" + input + text.substr(i);
      if (i == text.size()) return "incomplete";
      input += text[i];
    }
  } catch (const RequestFault& fault) {
    return std::to_string(fault.status()) + " " + fault.what();
  }
}

const RequestHead kChunked{.isChunked = true};

TEST(BodyReader, ReadsChunksByTheStandard) {
  const std::vector<std::pair<std::string, std::string>> table{
      {"0\r\n\r\n", "|"},
      {"3\r\nabc\r\n0\r\n\r\n", "abc|"},
      {"003;a=\"b\"\r\nabc\r\n1 \r\n\n\r\n00\r\nSum: 1\r\nX:\r\n\r\n", "abc\n|"},
      {"A\r\n0123456789\r\na ; x\r\n0123456789\r\n0\r\n\r\n", "01234567890123456789|"},
      {"A\r\n0123456789\r\nb\r\n01234567890\r\n0\r\n\r\n", "413 the body is larger"},
      {"FFFFFFFFFFFFFFF\r\n", "413 the body is larger"},
      {"10000000000000000\r\n", "400 the size of a chunk"},
      {"", "incomplete"},
      {"3", "incomplete"},
      {"3\r\nab", "incomplete"},
      {"3\r\nabc\r\n", "incomplete"},
      {"3\r\nabc\r\n0\r\n", "incomplete"},
      {"3\r\nabcd\r\n0\r\n\r\n", "400 a "},
      {"3\nabc\n0\n\n", "400 a line of the chunked body does not end"},
      {"3\r\r\nabc\r\n", "400 a line of the chunked body does not end"},
      {"3;\rx\r\n", "400 a line of the chunked body does not end"},
      {"x\r\n", "400 the size of a chunk"},
      {"\r\n", "400 the size of a chunk"},
      {" 3\r\n", "400 the size of a chunk"},
      {"3 4\r\n", "400 the size of a chunk"},
      {"-1\r\n", "400 the size of a chunk"},
      {"+1\r\n", "400 the size of a chunk"},
      {"0x1\r\na\r\n", "400 the size of a chunk"},
      {"1_\r\na\r\n", "400 the size of a chunk"},
      {"1;" + std::string(2000, 'x') + "\r\n", "400 a line of the chunked body is too long"},
      {"0\r\n" + std::string(2000, 'x'), "400 a line of the chunked body is too long"},
  };
  for (const auto& [text, result] : table) EXPECT_THAT(readBody(kChunked, text), StartsWith(result)) << text;
  std::string trailers;
  for (int i = 0; i < 33; ++i) trailers += "X: y\r\n";
  EXPECT_EQ(readBody(kChunked, "0\r\n" + trailers + "\r\n"), "400 the chunked body has too many trailers");
}

RC_GTEST_PROP(BodyReader, ReadsAnyBodyInAnyChunksAndNothingBehindIt, (const std::vector<std::string>& pieces)) {
  std::string text, body;
  for (const auto& piece : pieces) {
    if (piece.empty()) continue;
    std::ostringstream size;
    size << std::hex << piece.size();
    text += size.str() + "\r\n" + piece + "\r\n";
    body += piece;
  }
  text += "0\r\n\r\n";
  RC_ASSERT(readBody(kChunked, text, body.size()) == body + "|");
  BodyReader reader(kChunked, body.size());
  std::string whole = text + "next";
  RC_ASSERT(reader.read(whole));
  RC_ASSERT(reader.take() == body);
  RC_ASSERT(whole == "next");
}

TEST(BodyReader, ReadsAsManyBytesAsTheHeadSays) {
  const RequestHead four{.length = 4};
  EXPECT_EQ(readBody(four, "abcdef"), "abcd|ef");
  EXPECT_EQ(readBody(four, "ab"), "incomplete");
  EXPECT_EQ(readBody({}, "ab"), "|ab");
  EXPECT_THAT(readBody({.length = kMost + 1}, ""), StartsWith("413 the body is larger than 20 bytes"));
}

}  // namespace
}  // namespace herald::inline v1
