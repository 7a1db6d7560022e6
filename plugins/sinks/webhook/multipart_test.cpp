// SPDX-License-Identifier: Apache-2.0
#include "multipart.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "herald/json.h"
#include "herald/testing/hostile_events.h"

namespace herald::webhook {
namespace {

TEST(Multipart, MakesOnePartOfEachMember) {
  const auto [contentType, body] = multipart(R"({"m":"a \"b\" ä","o":{"k":[1]},"n":1.50,"t":true,"none":null,"e":""})");
  EXPECT_EQ(contentType, "multipart/form-data; boundary=herald-0-part");
  const auto part = [](const std::string& name, const std::string& content) {
    return "--herald-0-part\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + content + "\r\n";
  };
  EXPECT_EQ(body, part("m", "a \"b\" ä") + part("o", R"({"k":[1]})") + part("n", "1.50") + part("t", "true") +
                      part("e", "") + "--herald-0-part--\r\n");
}

TEST(Multipart, HasAnEndEvenWithoutParts) { EXPECT_EQ(multipart("{}").second, "--herald-0-part--\r\n"); }

TEST(Multipart, ChoosesABoundaryThatNoPartContains) {
  const auto [contentType, body] = multipart(R"({"a":"--herald-0-part--","herald-1-part":"b"})");
  EXPECT_EQ(contentType, "multipart/form-data; boundary=herald-2-part");
  EXPECT_TRUE(body.starts_with("--herald-2-part\r\n"));
}

TEST(Multipart, EscapesTheNamesOfParts) {
  EXPECT_NE(multipart(R"({"a\"; filename=\"x\r\nY: z":"v"})").second.find("name=\"a%22; filename=%22x%0D%0AY: z\"\r\n"),
            std::string::npos);
}

/// Any text of a printer stays the content of its part.
RC_GTEST_PROP(Multipart, KeepsEachTextInItsPart, ()) {
  auto texts = *rc::gen::container<std::vector<std::string>>(
      rc::gen::oneOf(rc::gen::elementOf(test::hostileTexts()), rc::gen::arbitrary<std::string>(),
                     rc::gen::elementOf(std::vector<std::string>{"--herald-0-part--\r\n", "\r\n--", "herald-1-part"})));
  JsonObject object;
  for (std::size_t i = 0; i < texts.size(); ++i) object.add("p" + std::to_string(i), texts[i]);
  const auto [contentType, body] = multipart(object.text());

  const std::string delimiter = "\r\n--" + contentType.substr(contentType.find('=') + 1), rest = "\r\n" + body;
  std::vector<std::string> read;
  for (auto at = rest.find(delimiter); rest.compare(at + delimiter.size(), 2, "--") != 0;) {
    const auto next = rest.find(delimiter, at + 1);
    RC_ASSERT(next != rest.npos);
    const auto content = rest.find("\r\n\r\n", at + 2) + 4;
    read.push_back(rest.substr(content, next - content));
    at = next;
  }
  for (auto& text : texts) text = jsonToText(jsonQuote(text));  // JSON makes it valid UTF-8
  RC_ASSERT(read == texts);
}

}  // namespace
}  // namespace herald::webhook
