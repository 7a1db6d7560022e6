// SPDX-License-Identifier: Apache-2.0
#include "content_coding.h"

#include <gmock/gmock.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "http_error.h"
#include "testing/compress.h"

namespace herald::http_source {
namespace {

using enum ContentCoding;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::StartsWith;

/// The decoded body, or the error.
std::string decode(const std::string& body, const std::vector<ContentCoding>& codings, std::size_t most = 1000) {
  try {
    return decoded(body, codings, most);
  } catch (const HttpError& error) {
    return std::to_string(error.status()) + " " + error.what();
  }
}

RC_GTEST_PROP(ContentCoding, GivesBackAnyBody, (const std::string& body)) {
  RC_ASSERT(decode(compressed(body, kGzip), {Gzip}, body.size()) == body);
  RC_ASSERT(decode(compressed(body, kZlib), {Deflate}, body.size()) == body);
  RC_ASSERT(decode(compressed(body, kBare), {Deflate}, body.size()) == body);
  RC_ASSERT(decode(body, {}, body.size()) == body);
}

TEST(ContentCoding, UndoesTheLastCodingFirst) {
  EXPECT_EQ(decode(compressed(compressed("{}", kZlib), kGzip), {Deflate, Gzip}), "{}");
  EXPECT_THAT(decode(compressed(compressed("{}", kZlib), kGzip), {Gzip, Deflate}), StartsWith("400 "));
}

TEST(ContentCoding, ReadsAllMembersOfAGzip) {
  const auto two = compressed("{\"a\":", kGzip) + compressed("1}", kGzip);
  EXPECT_EQ(decode(two, {Gzip}), "{\"a\":1}");
  EXPECT_THAT(decode(two + "x", {Gzip}), StartsWith("400 "));
  EXPECT_THAT(decode(compressed("{}", kZlib) + "x", {Deflate}), StartsWith("400 "));
}

TEST(ContentCoding, RefusesABodyThatBreaksOff) {
  const std::string text(40'000, 'x');
  for (const auto& [format, coding] : {std::pair(kGzip, Gzip), std::pair(kZlib, Deflate), std::pair(kBare, Deflate)}) {
    const auto whole = compressed(text + "end", format);
    for (std::size_t size = 1; size < whole.size(); ++size) {
      EXPECT_THAT(decode(whole.substr(0, size), {coding}, 100'000), StartsWith("400 the ")) << format << " " << size;
    }
    EXPECT_THAT(decode("", {coding}), StartsWith("400 the compressed body breaks off"));
  }
}

TEST(ContentCoding, RefusesABodyThatIsNotInItsCoding) {
  EXPECT_EQ(decode(R"({"type":"A"})", {Gzip}), "400 the body is not in the coding of Content-Encoding");
  EXPECT_THAT(decode(R"({"type":"A"})", {Deflate}), StartsWith("400 "));
  auto wrongSum = compressed("{}", kGzip);
  wrongSum[wrongSum.size() - 6] ^= 1;
  EXPECT_EQ(decode(wrongSum, {Gzip}), "400 the body is not in the coding of Content-Encoding");
}

TEST(ContentCoding, StopsAtTheLimitOfWhatComesOut) {
  const std::string text(1000, ' ');
  for (const auto& [format, coding] : {std::pair(kGzip, Gzip), std::pair(kZlib, Deflate), std::pair(kBare, Deflate)}) {
    EXPECT_EQ(decode(compressed(text, format), {coding}, 1000), text);
    EXPECT_THAT(decode(compressed(text + " ", format), {coding}, 1000),
                StartsWith("413 the decoded body is larger than 1000 bytes"));
  }
  const auto bomb = compressed(std::string(64 << 20, '\0'), kGzip);
  ASSERT_LT(bomb.size(), 100'000U);
  EXPECT_THAT(decode(bomb, {Gzip}, 1 << 20), StartsWith("413 "));
  EXPECT_THAT(decode(compressed(bomb, kGzip), {Gzip, Gzip}, 1 << 20), StartsWith("413 ")) << "a bomb in a bomb";
  std::string members;
  for (int i = 0; i < 100; ++i) members += compressed(std::string(20'000, '\0'), kGzip);
  EXPECT_THAT(decode(members, {Gzip}, 1 << 20), StartsWith("413 ")) << "many members, each below the limit";
}

std::vector<ContentCoding> codingsNamed(std::initializer_list<const char*> values) {
  HttpHeaders headers;
  for (const char* value : values) headers.emplace_back("content-encoding", value);
  return codingsOf(headers);
}

TEST(ContentCoding, ReadsTheHead) {
  EXPECT_THAT(codingsNamed({}), ElementsAre());
  EXPECT_THAT(codingsNamed({""}), ElementsAre());
  EXPECT_THAT(codingsNamed({"identity"}), ElementsAre());
  EXPECT_THAT(codingsNamed({"GZip"}), ElementsAre(Gzip));
  EXPECT_THAT(codingsNamed({"x-gzip"}), ElementsAre(Gzip));
  EXPECT_THAT(codingsNamed({"deflate"}), ElementsAre(Deflate));
  EXPECT_THAT(codingsNamed({" deflate ,, gzip"}), ElementsAre(Deflate, Gzip));
  EXPECT_THAT(codingsNamed({"deflate", "gzip"}), ElementsAre(Deflate, Gzip));
}

TEST(ContentCoding, RefusesAnyOtherCodingAndSaysWhichItReads) {
  for (const char* value : {"br", "zstd", "compress", "gzip, br", "*", "gzip;q=1", "gzip, gzip, gzip"}) {
    try {
      codingsNamed({value});
      ADD_FAILURE() << value;
    } catch (const HttpError& error) {
      EXPECT_EQ(error.status(), 415);
      EXPECT_THAT(error.what(), HasSubstr("cannot read Content-Encoding " + std::string(value)));
      EXPECT_THAT(error.fields(), ElementsAre(Pair("Accept-Encoding", "gzip, deflate")));
    }
  }
}

}  // namespace
}  // namespace herald::http_source
