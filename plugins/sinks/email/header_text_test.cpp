// SPDX-License-Identifier: Apache-2.0
#include "header_text.h"

#include <gmock/gmock.h>

#include "herald/base64.h"
#include "herald/text.h"

namespace herald::email {
namespace {

std::vector<std::string> linesIn(std::string text) {
  std::vector<std::string> lines;
  for (std::size_t end = 0; (end = text.find("\r\n")) != std::string::npos; text.erase(0, end + 2))
    lines.push_back(text.substr(0, end));
  EXPECT_EQ(text, "") << "a line without its end";
  return lines;
}

/// What a reader makes of a field with encoded words. The test fails if a word ends within a character.
std::string decoded(const std::string& field) {
  std::string text;
  for (auto begin = field.find("=?UTF-8?B?"); begin != std::string::npos; begin = field.find("=?UTF-8?B?", begin + 1)) {
    const auto end = field.find("?=", begin);
    const auto word = fromBase64(field.substr(begin + 10, end - begin - 10)).value_or("not Base64");
    EXPECT_FALSE(firstNotUtf8(word).has_value()) << word;
    text += word;
  }
  return text;
}

TEST(HeaderText, NoTextAddsAField) {
  EXPECT_EQ(headerField("Subject", "done\r\nBcc: evil@example.com\n\tx\x7f"),
            "Subject: done  Bcc: evil@example.com  x \r\n");
  const auto from = headerField("From", std::vector<Mailbox>{{"a\r\nBcc: b", "c@example.com"}});
  EXPECT_EQ(from, "From: \"a  Bcc: b\" <c@example.com>\r\n");
}

TEST(HeaderText, FoldsALongLineBeforeAWord) {
  std::string text = "word";
  for (int i = 0; i < 60; ++i) text += " word" + std::to_string(i);
  const auto lines = linesIn(headerField("Subject", text));
  EXPECT_GT(lines.size(), 3u);
  std::string joined;
  for (const auto& line : lines) {
    EXPECT_LE(line.size(), 76u);
    EXPECT_EQ(line.starts_with(' '), &line != &lines.front());
    joined += line;
  }
  EXPECT_EQ(joined, "Subject: " + text);
}

TEST(HeaderText, EncodesWhatIsNotAsciiByWholeCharacters) {
  std::string text;
  for (int i = 0; i < 50; ++i) text += "Prüfung ✓ \U0001F600";
  const auto field = headerField("Subject", text);
  for (const auto& line : linesIn(field)) EXPECT_LE(line.size(), 76u) << line;
  EXPECT_EQ(decoded(field), text);
  const auto named = headerField("X-A-Header-With-The-Longest-Name-That-Is", text);
  for (const auto& line : linesIn(named)) EXPECT_LE(line.size(), 76u) << line;
  EXPECT_EQ(decoded(named), text);
}

TEST(HeaderText, EncodesWhatAReaderWouldTakeForEncodedAndWhatHasNoBlank) {
  EXPECT_EQ(decoded(headerField("Subject", "=?UTF-8?B?eA==?=")), "=?UTF-8?B?eA==?=");
  const std::string endless(5000, 'x');
  const auto field = headerField("Subject", endless);
  for (const auto& line : linesIn(field)) EXPECT_LE(line.size(), 76u);
  EXPECT_EQ(decoded(field), endless);
}

TEST(HeaderText, QuotesTheNamesOfMailboxes) {
  const auto nameOf = [](const std::string& name) {
    return headerField("To", std::vector<Mailbox>{{name, "a@example.com"}});
  };
  EXPECT_EQ(nameOf(""), "To: a@example.com\r\n");
  EXPECT_EQ(nameOf("Mara"), "To: Mara <a@example.com>\r\n");
  EXPECT_EQ(nameOf("Prusa, \"MK3\""), "To: \"Prusa, \\\"MK3\\\"\" <a@example.com>\r\n");
  EXPECT_EQ(nameOf(std::string(60, 'x')), "To: " + std::string(60, 'x') + "\r\n <a@example.com>\r\n");
  EXPECT_EQ(decoded(nameOf("Mära <x>, y")), "Mära <x>, y");
  EXPECT_EQ(headerField("To", std::vector<Mailbox>{{"", "a@b.c"}, {"", "d@e.f"}}), "To: a@b.c,\r\n d@e.f\r\n");
}

TEST(HeaderText, KnowsWhatMayNameAField) {
  EXPECT_TRUE(isFieldName("X-Priority"));
  for (const auto* name : {"", "X Priority", "X:", "X\r\nY", "Prü", "X-A-Header-With-A-Name-That-Is-One-Too-Long"})
    EXPECT_FALSE(isFieldName(name)) << name;
}

}  // namespace
}  // namespace herald::email
