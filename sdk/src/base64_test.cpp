// SPDX-License-Identifier: Apache-2.0
#include "herald/base64.h"

#include <gmock/gmock.h>

namespace herald {
namespace {

using ::testing::Optional;

TEST(Base64, EncodesTheExamplesOfRfc4648) {
  EXPECT_EQ(toBase64(""), "");
  EXPECT_EQ(toBase64("f"), "Zg==");
  EXPECT_EQ(toBase64("fo"), "Zm8=");
  EXPECT_EQ(toBase64("foo"), "Zm9v");
  EXPECT_EQ(toBase64("foobar"), "Zm9vYmFy");
}

TEST(Base64, WritesALongTextInOneLine) {
  EXPECT_EQ(toBase64(std::string(300, 'a')).find_first_of("\r\n"), std::string::npos);
}

TEST(Base64, GivesBackAnyBytes) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) {
    EXPECT_THAT(fromBase64(toBase64(bytes)), Optional(bytes));
    bytes += static_cast<char>(i);
  }
}

TEST(Base64, SkipsLineBreaksAndBlanks) { EXPECT_THAT(fromBase64("Zm9v\r\nYm Fy\t"), Optional(std::string("foobar"))); }

TEST(Base64, KnowsWhatIsNotBase64) {
  for (const auto* text : {"Z", "Zg", "Zg=", "Zm9vY", "Zm9vYg", "Zm9!", "Zm9\xff", "-_-_"})
    EXPECT_EQ(fromBase64(text), std::nullopt) << text;
}

}  // namespace
}  // namespace herald
