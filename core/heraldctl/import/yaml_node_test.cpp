// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/import/yaml_node.h"

#include <gmock/gmock.h>

#include <stdexcept>

namespace herald::core::import {
namespace {

using ::testing::HasSubstr;

std::string refusalOfYaml(const std::string& text) {
  try {
    YamlNode::parse(text);
    return {};
  } catch (const std::runtime_error& bad) {
    return bad.what();
  }
}

TEST(YamlNode, KeepsATextAsItIsWritten) {
  const auto root = YamlNode::parse("a: yes\nb: 0x10\nc: '~'\nd: ~\ne:\nf: null\ng: \"null\"\n");
  EXPECT_EQ(root["a"].text(), "yes");
  EXPECT_EQ(root["b"].text(), "0x10");
  EXPECT_EQ(root["c"].text(), "~");
  EXPECT_EQ(root["g"].text(), "null");
  for (const auto* key : {"d", "e", "f"}) EXPECT_TRUE(root[key].isNull()) << key;
  EXPECT_FALSE(root["h"].exists());
  EXPECT_FALSE(root["a"]["b"].exists());
}

// Each text is what PyYAML 6.0.3 writes or reads, and what it reads from it.
TEST(YamlNode, ReadsWhatPyYamlWrites) {
  const std::vector<std::pair<std::string, std::string>> table{
      {"a: \"f\\xFCr \\u20AC \\U0001F600\"", "für € 😀"},
      {"a: \"x\\x85\\L\"", "x\u0085\u2028"},
      {"a: \"one\\\n  \\ two\\\n  three\"", "one twothree"},
      {"a: 'one\n\n  two\n  three'", "one\ntwo three"},
      {"a: plain\n  goes on", "plain goes on"},
      {"a: |-\n  one\n   two\n", "one\n two"},
      {"a: '!x' # comment", "!x"},
      {"a: http://h:80/?x=1#y", "http://h:80/?x=1#y"},
      {"{\"a\": \"b\"}", "b"},
      {"{a: http://h:80/, b: c}", "http://h:80/"},
      {"a: 1\r\nb: 2\r\n", "1"},
      {"a: 1\rb: 2\r", "1"},
      {"a: 1\na: 2\n", "2"},
      {"\xEF\xBB\xBF"
       "a: 1",
       "1"},
      {std::string("\xFF\xFE"
                   "a\0:\0 \0\xFC\0",
                   10),
       "ü"},
      {"? a\n: 1\n", "1"},
      {"%YAML 1.1\n---\na: 1\n...\n", "1"},
  };
  for (const auto& [text, value] : table) {
    ASSERT_EQ(refusalOfYaml(text), "") << text;
    EXPECT_EQ(YamlNode::parse(text)["a"].text(), value) << text;
  }
}

TEST(YamlNode, TakesListsAtTheIndentOfTheirKey) {
  const auto root = YamlNode::parse("hooks:\n- a: 1\n  b: 2\n- a: 3\n");
  ASSERT_EQ(root["hooks"].list().size(), 2u);
  EXPECT_EQ(root["hooks"].list()[1]["a"].text(), "3");
}

TEST(YamlNode, FollowsAliasesAndMergesMaps) {
  const auto root = YamlNode::parse(
      "base: &b {url: x, data: y}\nmore: &m {url: z, method: PUT}\nhook: {url: own, <<: [*b, *m]}\nsame: *b\n"
      "text: {'<<': t}\n");
  EXPECT_EQ(root["hook"]["url"].text(), "own");
  EXPECT_EQ(root["hook"]["data"].text(), "y");
  EXPECT_EQ(root["hook"]["method"].text(), "PUT");
  EXPECT_EQ(root["hook"].members().size(), 3u);
  EXPECT_EQ(root["same"]["url"].text(), "x");
  EXPECT_EQ(root["text"]["<<"].text(), "t");
}

TEST(YamlNode, EndsACircle) {
  const auto root = YamlNode::parse("a: &a {b: *a, c: 1}");
  EXPECT_EQ(root["a"]["c"].text(), "1");
  EXPECT_TRUE(root["a"]["b"].members().empty());
}

TEST(YamlNode, SaysWhatIsWrongAndWhere) {
  EXPECT_THAT(refusalOfYaml("a: 1\nb: [\n"), HasSubstr("is not valid YAML: "));
  EXPECT_THAT(refusalOfYaml("a: 1\nb: }\n"), HasSubstr(" at line 2"));
  EXPECT_THAT(refusalOfYaml("a: 1\nb: 2\nc: f\xFCr\n"), HasSubstr(" at line 3"));
  EXPECT_THAT(refusalOfYaml("a: 1\n---\nb: 2\n"), HasSubstr("has several YAML documents"));
  EXPECT_EQ(refusalOfYaml(""), "");
  EXPECT_FALSE(YamlNode::parse("# nothing\n").exists());
}

}  // namespace
}  // namespace herald::core::import
