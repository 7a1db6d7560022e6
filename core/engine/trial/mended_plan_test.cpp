// SPDX-License-Identifier: Apache-2.0
#include "engine/trial/mended_plan.h"

#include <gmock/gmock.h>

#include "engine/config/block_settings.h"
#include "herald/json.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Checks the values against these options, as the maker of a real plan does.
class MendedPlanTest : public ::testing::Test {
 protected:
  void set(const std::string& option, const std::string& text) {
    configuration_.sinks["slack"].entries[option] = {text, {}, "sink.slack." + option};
  }

  std::optional<MendedPlan> mended() {
    return mendedPlan(configuration_, "slack", [&](const Configuration& configuration) {
      std::vector<ConfigProblem> problems;
      const auto settings = checkBlock(configuration.sinks.at("slack"), options_, problems);
      if (!settings) throw BadConfiguration(problems);
      values_ = *settings;
      return Plan{};
    });
  }

  MendedPlanTest() {
    auto& block = configuration_.sinks["slack"];
    block.kind = "sink";
    block.name = "slack";
  }

  std::vector<Option> options_{{.name = "url", .type = Type::Template, .required = true},
                               {.name = "data", .type = Type::JsonTemplate, .fallback = "{}"},
                               {.name = "text", .type = Type::Template},
                               {.name = "tries", .type = Type::Integer, .fallback = "3"}};
  Configuration configuration_{};
  Settings values_{};
};

TEST_F(MendedPlanTest, leaves_right_values_as_they_are) {
  set("url", "http://a/");
  set("data", R"({"a": "@b"})");
  const auto result = mended();
  ASSERT_TRUE(result);
  EXPECT_THAT(result->mended, IsEmpty());
  EXPECT_EQ(values_.text("data"), R"({"a": "@b"})");
}

TEST_F(MendedPlanTest, ends_json_and_makes_half_variables_text) {
  set("url", "http://a/");
  set("data", R"({"a": "@b", "c": "@{d.)");
  set("text", "@name at @{job.fi");
  const auto result = mended();
  ASSERT_TRUE(result);
  EXPECT_THAT(result->mended, ElementsAre("data", "text"));
  EXPECT_EQ(values_.text("data"), R"({"a": "@b", "c": "@@{d."})");
  EXPECT_EQ(values_.text("text"), "@name at @@{job.fi");
}

TEST_F(MendedPlanTest, drops_what_it_cannot_mend_and_stands_in_for_what_is_needed) {
  set("data", R"({"a" "b"})");
  set("tries", "many");
  set("unknown", "x");
  const auto result = mended();
  ASSERT_TRUE(result);
  EXPECT_THAT(result->mended, ElementsAre("data", "tries", "unknown", "url"));
  EXPECT_EQ(values_.text("url"), "http://not-set.invalid/");
  EXPECT_EQ(values_.integer("tries"), 3);
}

TEST_F(MendedPlanTest, gives_up_on_a_plugin_that_always_fails) {
  int turns = 0;
  set("type", "broken");
  const auto result = mendedPlan(configuration_, "slack", [&](const Configuration&) -> Plan {
    ++turns;
    throw BadConfiguration({{{}, "sink.slack.type", "failed"}});
  });
  EXPECT_FALSE(result);
  EXPECT_EQ(turns, 1);
}

TEST_F(MendedPlanTest, every_beginning_of_a_good_template_has_a_plan) {
  const std::string data = R"({"a": "@b @{c.d|none} \"@e\"", "list": ["@f", 1, {"g": null}]})";
  const std::string url = "http://host/@a/@{b|c}?@d";
  for (std::size_t size = 0; size <= std::max(data.size(), url.size()); ++size) {
    set("url", url.substr(0, std::min(size, url.size())));
    set("data", data.substr(0, std::min(size, data.size())));
    EXPECT_TRUE(mended()) << data.substr(0, size);
  }
}

TEST(WithoutHalfVariablesTest, keeps_whole_variables) {
  for (const auto* text : {"", "@", "@a.b", "@{a.b}", "@{a|b c}", "a@b.c", "@@{", R"({"a": "@{b}"})", "@{a-b_1.c}"})
    EXPECT_EQ(withoutHalfVariables(text), text) << text;
  const std::vector<std::pair<std::string, std::string>> halves{
      {"@{", "@@{"},       {"@{}", "@@{}"},       {"@{a", "@@{a"},
      {"@{a.}", "@@{a.}"}, {"@{a b}", "@@{a b}"}, {R"({"a": "@{b", "c": "}"})", R"({"a": "@@{b", "c": "}"})"},
      {"@{1a}", "@@{1a}"}, {"@{a|b", "@@{a|b"},   {"@{a..b}", "@@{a..b}"}};
  for (const auto& [text, mended] : halves) EXPECT_EQ(withoutHalfVariables(text), mended) << text;
}

/// It would take minutes if each half were searched to the end.
TEST(WithoutHalfVariablesTest, reads_a_long_text_once) {
  std::string text, mended;
  for (int i = 0; i < 300'000; ++i) {
    text += "@{a|";
    mended += "@@{a|";
  }
  EXPECT_EQ(withoutHalfVariables(text), mended);
}

}  // namespace
}  // namespace herald::core
