// SPDX-License-Identifier: Apache-2.0
#include "http_server/head_parser.h"

#include <gmock/gmock.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "http_server/request_fault.h"

namespace herald::inline v1 {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// "METHOD TARGET HOST BODY", or the status and the sentence of the fault.
std::string read(const std::string& text) {
  try {
    const auto length = headLength(text);
    if (length == 0) return "incomplete";
    const auto head = parseHead(text.substr(0, length));
    const auto body = head.isChunked ? "chunked" : std::to_string(head.length);
    return head.request.method + " " + head.request.target + " " + head.request.host + " " + body +
           (head.keepsConnection ? " stays" : " ends");
  } catch (const RequestFault& fault) {
    return std::to_string(fault.status()) + " " + fault.what();
  }
}

/// A POST with these fields.
std::string with(const std::string& fields) { return "POST /a HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n"; }

TEST(HeadParser, ReadsWhatTheStandardAllows) {
  const std::vector<std::pair<std::string, std::string>> table{
      {with(""), "POST /a x 0 stays"},
      {with("Content-Length:5\r\n"), "POST /a x 5 stays"},
      {with("content-length: \t 005 \t\r\n"), "POST /a x 5 stays"},
      {with("TRANSFER-ENCODING: Chunked\r\n"), "POST /a x chunked stays"},
      {with("Connection: x, Close\r\n"), "POST /a x 0 ends"},
      {with("Empty:\r\nX: \xC3\xBC\tb\r\n"), "POST /a x 0 stays"},
      {"GET /?q=%20 HTTP/1.0\r\n\r\n", "GET /?q=%20  0 ends"},
      {"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "GET /  0 stays"},
      {"GET / HTTP/1.1\r\nHost: LocalHost:8484\r\n\r\n", "GET / localhost 0 stays"},
      {"GET / HTTP/1.1\r\nhost:[::1]:80\r\n\r\n", "GET / ::1 0 stays"},
      {"GET / HTTP/1.1\r\nHost:\r\n\r\n", "GET /  0 stays"},
      {"GET http://x:80/b?c HTTP/1.1\r\nHost: X:80\r\n\r\n", "GET /b?c x 0 stays"},
      {"GET HTTPS://x HTTP/1.1\r\nHost: x\r\n\r\n", "GET / x 0 stays"},
      {"GET http://x?c HTTP/1.1\r\nHost: x\r\n\r\n", "GET /?c x 0 stays"},
      {"GET / HTTP/1.1\r\nHost: x\r\n", "incomplete"},
      {"", "incomplete"},
  };
  for (const auto& [text, result] : table) EXPECT_EQ(read(text), result) << text;
}

TEST(HeadParser, RefusesWhatOthersMayReadDifferently) {
  const std::vector<std::pair<std::string, std::string>> table{
      {with("Content-Length : 113\r\n"), "blank"},
      {with("Transfer-Encoding : chunked\r\n"), "blank"},
      {with("Transfer-Encoding\t: chunked\r\n"), "blank"},
      {with(": x\r\n"), "name"},
      {with("X Y: z\r\n"), "name"},
      {with("X\xC3\xBC: z\r\n"), "name"},
      {with("no colon\r\n"), "no colon"},
      {with("X: a\r\n b\r\n"), "folded"},
      {with("X: a\r\n\tContent-Length: 3\r\n"), "folded"},
      {"POST / HTTP/1.1\r\n Host: x\r\n\r\n", "folded"},
      {with(std::string("X: a\0b\r\n", 8)), "control"},
      {with("X: a\x0B\r\n"), "control"},
      {with("X: a\x7F\r\n"), "control"},
      {with("X: a\rY: b\r\n"), "CR LF"},
      {with("X: a\nY: b\r\n"), "CR LF"},
      {"GET / HTTP/1.1\nHost: x\n\n", "CR LF"},
      {"\nGET / HTTP/1.1\r\n", "CR LF"},
      {"\x16\x03\x01\x02", "control"},
      {"GET / HTTP/1.1\r\n\r\n", "no Host"},
      {"GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", "two Host"},
      {"GET / HTTP/1.0\r\nHost: x\r\nHost: x\r\n\r\n", "two Host"},
      {"GET / HTTP/1.1\r\nHost: evil@localhost\r\n\r\n", "Host must be"},
      {"GET / HTTP/1.1\r\nHost: x/y\r\n\r\n", "Host must be"},
      {"GET / HTTP/1.1\r\nHost: x:80a\r\n\r\n", "Host must be"},
      {"GET / HTTP/1.1\r\nHost: x, y\r\n\r\n", "Host must be"},
      {"GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", "Host must be"},
      {"GET / HTTP/1.1\r\nHost: []\r\n\r\n", "Host must be"},
      {"GET / HTTP/1.1\r\nHost: [::1]x:80\r\n\r\n", "Host must be"},
      {"GET / HTTP/1.1\r\nHost: [x]\r\n\r\n", "Host must be"},
      {"GET http://evil/ HTTP/1.1\r\nHost: x\r\n\r\n", "different servers"},
      {"GET http://evil@x/ HTTP/1.1\r\nHost: x\r\n\r\n", "different servers"},
      {"GET http://x:81/ HTTP/1.1\r\nHost: x\r\n\r\n", "different servers"},
      {"GET http:///a HTTP/1.1\r\nHost: x\r\n\r\n", "different servers"},
      {"GET ftp://x/ HTTP/1.1\r\nHost: x\r\n\r\n", "a path"},
      {"GET * HTTP/1.1\r\nHost: x\r\n\r\n", "a path"},
      {"CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n", "a path"},
      {"GET / HTTP/9.9\r\nHost: x\r\n\r\n", "version"},
      {"GET / HTTP/1.2\r\nHost: x\r\n\r\n", "version"},
      {"GET / HTTP/2.0\r\nHost: x\r\n\r\n", "version"},
      {"GET / http/1.1\r\nHost: x\r\n\r\n", "version"},
      {"GET / HTTP/1.1 \r\nHost: x\r\n\r\n", "version"},
      {"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", "version"},
      {"GET  / HTTP/1.1\r\nHost: x\r\n\r\n", "target"},
      {"GET /\xC3\xBC HTTP/1.1\r\nHost: x\r\n\r\n", "target"},
      {"GET /\r\nHost: x\r\n\r\n", "first line"},
      {"GET\r\n\r\n", "first line"},
      {"\r\n", "first line"},
      {"G(T / HTTP/1.1\r\nHost: x\r\n\r\n", "method"},
      {" / HTTP/1.1\r\nHost: x\r\n\r\n", "method"},
      {"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.0"},
      {with("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"), "exclude"},
      {with("Transfer-Encoding: gzip\r\n"), "only Transfer-Encoding"},
      {with("Transfer-Encoding: gzip, chunked\r\n"), "only Transfer-Encoding"},
      {with("Transfer-Encoding: chunked, chunked\r\n"), "only Transfer-Encoding"},
      {with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), "only Transfer-Encoding"},
      {with("Transfer-Encoding:\r\n"), "only Transfer-Encoding"},
      {with("Transfer-Encoding: \"chunked\"\r\n"), "only Transfer-Encoding"},
      {with("Content-Length: 3\r\nContent-Length: 4\r\n"), "one number"},
      {with("Content-Length: 3\r\nContent-Length: 3\r\n"), "one number"},
      {with("Content-Length: 3, 4\r\n"), "one number"},
      {with("Content-Length: +3\r\n"), "one number"},
      {with("Content-Length: -3\r\n"), "one number"},
      {with("Content-Length: 3 3\r\n"), "one number"},
      {with("Content-Length: 0x3\r\n"), "one number"},
      {with("Content-Length:\r\n"), "one number"},
      {with("Content-Length: 99999999999999999999\r\n"), "one number"},
  };
  for (const auto& [text, sentence] : table) {
    EXPECT_THAT(read(text), AllOf(StartsWith("400 "), HasSubstr(sentence))) << text;
  }
}

TEST(HeadParser, BoundsTheHead) {
  EXPECT_EQ(read(with("X: " + std::string(kMostHeadBytes, 'x') + "\r\n")), "431 the head is larger than 32 KiB");
  EXPECT_EQ(read("GET /" + std::string(kMostHeadBytes, 'x')), "431 the head is larger than 32 KiB");
  std::string fields;
  for (std::size_t i = 0; i < kMostHeadFields; ++i) fields += "X: y\r\n";
  EXPECT_EQ(read(with(fields)), "431 the head has more than 100 fields");
}

RC_GTEST_PROP(HeadParser, ReadsNothingBehindTheHead, (const std::string& body)) {
  const auto head = with("Content-Length: 1\r\n");
  RC_ASSERT(headLength(head + body) == head.size());
}

}  // namespace
}  // namespace herald::inline v1
