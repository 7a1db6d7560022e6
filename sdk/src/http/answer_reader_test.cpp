// SPDX-License-Identifier: Apache-2.0
#include "http/answer_reader.h"

#include <Poco/Net/NetException.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace herald {
namespace {

constexpr std::size_t kKeptBytes = 5;

/// What there is to say of an answer that arrives in pieces of `size` bytes, before the connection ends.
std::string readingOf(std::string_view text, std::size_t size, std::string_view method = "POST") {
  AnswerReader reader(method, kKeptBytes);
  std::string how;
  try {
    for (std::string_view rest = text; !rest.empty(); rest.remove_prefix(std::min(size, rest.size()))) {
      reader.feed(rest.substr(0, size));
    }
    if (!reader.isDone()) reader.end();
    how = reader.keepsConnection() ? "keeps" : "ends";
  } catch (const Failure& failure) {
    how = failure.what();
  } catch (const Poco::Net::NoMessageException&) {
    how = "nothing";
  }
  const HttpResponse answer = reader.take();
  for (const auto& [name, value] : answer.headers) how += " " + name + "=" + value;
  return std::to_string(answer.status) + " " + answer.body + " " + how;
}

class Pieces : public ::testing::TestWithParam<std::pair<std::string_view, std::string_view>> {};

TEST_P(Pieces, OfAnySizeMakeTheSameAnswer) {
  const auto& [text, expected] = GetParam();
  for (std::size_t size = 1; size <= text.size() + 1; ++size) {
    EXPECT_EQ(readingOf(text, size).substr(0, expected.size()), expected) << "in pieces of " << size;
  }
}

INSTANTIATE_TEST_SUITE_P(
    AnswerReader, Pieces,
    ::testing::Values(
        std::pair("HTTP/1.1 200 OK\r\nA: 1\r\n 2\r\nContent-Length: 3\r\n\r\nabc", "200 abc keeps A=1 2"),
        std::pair("HTTP/1.1 200 OK\nContent-Length: 7\n\nabcdefg", "200 abcde keeps"),
        std::pair("HTTP/1.1 204 No\r\n\r\n", "204  keeps"), std::pair("HTTP/1.1 204 No\r\n\r\nx", "204  ends"),
        std::pair("HTTP/1.1 103 H\r\nA: 1\r\n\r\nHTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na", "200 a ends Content"),
        std::pair("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x\r\nab\r\n02\r\ncd\r\n0\r\nT: 1\r\n\r\n",
                  "200 abcd keeps"),
        std::pair("HTTP/1.1 200 OK\r\n\r\nuntil the end", "200 until ends"),
        std::pair("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", "200 abc the answer ended too early"),
        std::pair("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab", "200 ab the answer ended too early"),
        std::pair("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabXX0", "200 ab the answer is not valid"),
        std::pair("HTTP/1.1 20", "0  the answer ended too early"), std::pair("", "0  nothing")));

TEST(AnswerReader, KnowsWhatAnAnswerToHeadLacks) {
  EXPECT_THAT(readingOf("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", 9, "HEAD"),
              ::testing::StartsWith("200  keeps"));
  EXPECT_THAT(readingOf("HTTP/1.1 200 OK\r\n\r\n", 9, "CONNECT"), ::testing::StartsWith("200  keeps"));
}

TEST(AnswerReader, ReadsNoEndlessRowOfChunks) {
  AnswerReader reader("GET", kKeptBytes);
  reader.feed("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
  const std::string chunk = "10000\r\n" + std::string(0x10000, 'x') + "\r\n";
  int chunks = 0;
  for (; !reader.isDone() && chunks < 100; ++chunks) reader.feed(chunk);
  EXPECT_EQ(chunks, 65) << "4 MiB, and the size of the next one";
  EXPECT_FALSE(reader.keepsConnection());
  EXPECT_EQ(reader.take().body, "xxxxx");
}

TEST(AnswerReader, SuspectsTlsBehindNothingAndBehindAnAlert) {
  AnswerReader reader("GET", kKeptBytes);
  EXPECT_TRUE(reader.maySpeakTls());
  reader.feed("\x15\x03");
  EXPECT_TRUE(reader.maySpeakTls());
  AnswerReader other("GET", kKeptBytes);
  other.feed("H");
  EXPECT_FALSE(other.maySpeakTls());
}

}  // namespace
}  // namespace herald
