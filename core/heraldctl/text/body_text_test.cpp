// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/body_text.h"

#include <gtest/gtest.h>

namespace herald::core::ctl {
namespace {

const std::string kJpeg("\xff\xd8\0\x1b[2J\xff\xd9", 9);
const std::string kType = "multipart/form-data; boundary=herald-0-part";

std::string part(const std::string& head, const std::string& content) {
  return "--herald-0-part\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + content + "\r\n";
}

TEST(BodyText, ShowsTextAsItIsAndJsonOnSeveralLines) {
  EXPECT_EQ(bodyText("", ""), "");
  EXPECT_EQ(bodyText("a=b&c=d", "application/x-www-form-urlencoded"), "a=b&c=d");
  EXPECT_EQ(bodyText(R"({"a":1})", "application/json"), "{\n  \"a\": 1\n}");
}

TEST(BodyText, ShowsOnlyTheSizeOfWhatIsNoText) {
  EXPECT_EQ(bodyText(kJpeg, "image/jpeg"), "(9 bytes, image/jpeg)");
  EXPECT_EQ(bodyText(kJpeg, ""), "(9 bytes)");
  EXPECT_EQ(bodyText(std::string("a\0b", 3), "text/plain"), "(3 bytes, text/plain)");
  EXPECT_EQ(bodyText(kJpeg, "image/jpeg\x1b[2J").find('\x1b'), std::string::npos);
}

TEST(BodyText, ShowsTheParts) {
  const std::string body = part("name=\"m\"", "Your print is done.") + part("name=\"job\"", R"({"a":1})") +
                           part("name=\"photo\"; filename=\"snapshot.jpg\"\r\nContent-Type: image/jpeg", kJpeg) +
                           "--herald-0-part--\r\n";
  EXPECT_EQ(bodyText(body, kType),
            "part m: Your print is done.\n"
            "part job: {\n  \"a\": 1\n}\n"
            "part photo (file snapshot.jpg): (9 bytes, image/jpeg)");
}

TEST(BodyText, BearsMalformedParts) {
  EXPECT_EQ(bodyText("no parts at all", kType), "no parts at all");
  EXPECT_EQ(bodyText(kJpeg, kType), "(9 bytes, " + kType + ")");
  EXPECT_EQ(bodyText("text", "multipart/form-data"), "text");
  EXPECT_NE(bodyText(part("name", "x"), kType), "");
  EXPECT_NE(bodyText("--herald-0-part\r\n", kType), "");
  EXPECT_EQ(bodyText("x", "multipart/form-data; boundary="), "x");
}

TEST(BodyText, CutsLongLines) {
  const std::string picture(100'000, 'A');
  const std::string text = bodyText(R"({"image":")" + picture + "\"}", "application/json");
  EXPECT_LT(text.size(), 5000u);
  EXPECT_NE(text.find("… (100"), std::string::npos) << text.substr(4000);
}

}  // namespace
}  // namespace herald::core::ctl
