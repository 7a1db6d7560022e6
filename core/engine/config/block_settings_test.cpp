// SPDX-License-Identifier: Apache-2.0
#include "engine/config/block_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::core {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class BlockSettingsTest : public ::testing::Test {
 protected:
  void set(const std::string& option, const std::string& text, int line) {
    block_.entries[option] = {text, {"f", line}, "sink.s." + option};
  }

  std::vector<std::string> problems() {
    std::vector<ConfigProblem> found;
    const auto settings = checkBlock(block_, options_, found);
    EXPECT_EQ(settings.has_value(), found.empty());
    std::vector<std::string> texts;
    for (const auto& problem : found) texts.push_back(toString(problem));
    return texts;
  }

  std::vector<Option> options_{{"type", Type::Text, "", "", true},
                               {"url", Type::Text, "", "Where to.", true},
                               {"retries", Type::Integer, "3"},
                               {"headers", Type::Map},
                               {"data", Type::JsonTemplate}};
  Block block_{"sink", "s", {}};
};

TEST_F(BlockSettingsTest, GivesTheSettingsOfARightBlock) {
  set("type", "webhook", 1);
  set("url", "http://x", 2);
  std::vector<ConfigProblem> found;
  const auto settings = checkBlock(block_, options_, found);
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->text("url"), "http://x");
  EXPECT_EQ(settings->integer("retries"), 3);
  EXPECT_THAT(found, IsEmpty());
}

TEST_F(BlockSettingsTest, NamesFileLineAndKeyOfEachProblem) {
  set("retrys", "1", 3);
  set("retries", "ten", 4);
  set("type", "webhook", 5);
  EXPECT_THAT(problems(), ::testing::UnorderedElementsAre(
                              AllOf(StartsWith("f:3: sink.s.retrys: unknown option"), HasSubstr("`retries`")),
                              StartsWith("f:4: sink.s.retries: has to be"), StartsWith("f:5: sink.s.url: is missing")));
}

TEST_F(BlockSettingsTest, BlamesADefaultWhereItStands) {
  set("type", "webhook", 1);
  set("url", "http://x", 2);
  block_.entries["retries"] = {"ten", {"g", 7}, "defaults.webhook.retries"};
  EXPECT_THAT(problems(), ElementsAre(StartsWith("g:7: defaults.webhook.retries: ")));
}

TEST_F(BlockSettingsTest, FindsTheMemberOfAMapThatAPluginRefuses) {
  set("type", "webhook", 1);
  set("headers.Accept", "x", 9);
  std::vector<ConfigProblem> found;
  addProblems(block_, BadSettings(std::vector<Problem>{{"headers", "too many"}}), found);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(toString(found[0]), "f:9: sink.s.headers: too many");
}

TEST_F(BlockSettingsTest, NamesALostBackslashAsTheCauseOfBadJson) {
  set("type", "webhook", 1);
  set("url", "http://x", 2);
  block_.entries["data"] = {"{\"a\": \"\"b\"\"}", {"f", 3}, "sink.s.data"};
  EXPECT_THAT(problems(), ElementsAre(Not(HasSubstr("backslash"))));
  block_.entries["data"].lostBackslash = true;
  EXPECT_THAT(problems(),
              ElementsAre(AllOf(HasSubstr("JSON"),
                                EndsWith("; a .properties file needs two backslashes for one: write \\\\, or "
                                         "put the text into a file and name it in sink.s.data.file"))));
}

TEST_F(BlockSettingsTest, NamesALostBackslashOnlyForJson) {
  set("type", "webhook", 1);
  set("url", "http://x", 2);
  set("retries", "ten", 3);
  block_.entries["retries"].lostBackslash = true;
  EXPECT_THAT(problems(), ElementsAre(Not(HasSubstr("backslash"))));
}

TEST_F(BlockSettingsTest, IsSilentAboutWhatIsReportedAlready) {
  set("type", "webhook", 1);
  set("url", "", 2);
  block_.entries["url"].reported = true;
  std::vector<ConfigProblem> found;
  EXPECT_FALSE(checkBlock(block_, options_, found));
  EXPECT_THAT(found, IsEmpty());
}

}  // namespace
}  // namespace herald::core
