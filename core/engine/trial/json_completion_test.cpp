// SPDX-License-Identifier: Apache-2.0
#include "engine/trial/json_completion.h"

#include <gtest/gtest.h>

#include "herald/json.h"

namespace herald::core {
namespace {

TEST(JsonCompletionTest, gives_what_is_typed_an_end) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {R"({"text": "@mess)", R"({"text": "@mess"})"},
      {R"({"text": "a\)", R"({"text": "a"})"},
      {R"({"text": "a\u00)", R"({"text": "a"})"},
      {R"({"text": "a\\)", R"({"text": "a\\"})"},
      {R"({"text": "a", )", R"({"text": "a"})"},
      {R"({"text": "a", "mor)", R"({"text": "a"})"},
      {R"({"text": "a", "more":)", R"({"text": "a"})"},
      {R"({"a": [1, {"b": tr)", R"({"a": [1, {}]})"},
      {R"({"a": [1, {"b": true)", R"({"a": [1, {"b": true}]})"},
      {"[1, 2,", "[1, 2]"},
      {"{", "{}"},
      {"\"caf\xC3", "\"caf\""},
      {R"({"whole": 1})", R"({"whole": 1})"},
  };
  for (const auto& [typed, whole] : cases) EXPECT_EQ(completedJson(typed), whole) << typed;
}

TEST(JsonCompletionTest, gives_up_on_what_is_wrong_before_its_end) {
  for (const auto* text : {"", "{]", R"({"a" "b"})", "{a: 1}", "tru", R"({"a": 1}})"})
    EXPECT_EQ(completedJson(text), std::nullopt) << text;
}

TEST(JsonCompletionTest, completes_every_beginning_of_a_document) {
  const std::string whole =
      R"({"title": "@topic: \"done\" \u2713 é", "list": [1, -2.5e3, true, null, {"deep": ["@a.b", {}]}], "last": ""})";
  for (std::size_t size = 1; size <= whole.size(); ++size) {
    const auto completed = completedJson(whole.substr(0, size));
    ASSERT_TRUE(completed) << whole.substr(0, size);
    EXPECT_EQ(jsonError(*completed), "") << *completed;
  }
}

}  // namespace
}  // namespace herald::core
