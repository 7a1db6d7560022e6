// SPDX-License-Identifier: Apache-2.0
#include "topic.h"

#include <gmock/gmock.h>

#include "herald/template.h"

namespace herald::mqtt {
namespace {

using namespace std::string_literals;

TEST(Topic, AValueStaysWithinOneLevelOfATopic) {
  EXPECT_EQ(topicLevel("mk3"), "mk3");
  EXPECT_EQ(topicLevel("parts/benchy+1#2.gcode"), "parts_benchy_1_2.gcode");
  EXPECT_EQ(topicLevel("a\0b\r\n\x7f"s), "a_b___");
  EXPECT_EQ(topicLevel("$SYS"), "_SYS");
  EXPECT_EQ(topicLevel("5$"), "5$");
  EXPECT_EQ(topicLevel("Prüfstück 🙂"), "Prüfstück 🙂");
  EXPECT_EQ(topicLevel("a\xC2\x80z"), "a_z");
  EXPECT_EQ(topicLevel("a\xC2\xA0z"), "a\xC2\xA0z");
  EXPECT_EQ(topicLevel("a\xFFz"), "a\xEF\xBF\xBDz");
  EXPECT_EQ(topicLevel(""), "");
}

TEST(Topic, ATemplateKeepsTheSlashesOfItsOwnText) {
  const Template topic("printers/@device/@{job.file.name|no/job}", topicLevel);
  const auto lookup = [](std::string_view path) -> std::string_view { return path == "device" ? "\"a/b\"" : ""; };
  EXPECT_EQ(topic.render(lookup), "printers/a_b/no_job");
}

TEST(Topic, ANameHasNoWildcard) {
  EXPECT_EQ(topicProblem("a/b"), "");
  EXPECT_EQ(topicProblem("/"), "");
  EXPECT_EQ(topicProblem(std::string(65535, 'a')), "");
  EXPECT_EQ(topicProblem(""), "is empty");
  EXPECT_EQ(topicProblem("a/+"), "has a wildcard (+ or #)");
  EXPECT_EQ(topicProblem("a#"), "has a wildcard (+ or #)");
  EXPECT_EQ(topicProblem("a\0"s), "has a zero byte");
  EXPECT_EQ(topicProblem(std::string(65536, 'a')), "has more than 65535 bytes");
}

TEST(Topic, AFilterHasItsWildcardsAlone) {
  for (const auto* right : {"#", "+", "a/#", "+/b/+", "/", "a//b", "$SYS/#", "$share/group/a/#"})
    EXPECT_EQ(filterProblem(right), "") << right;
  EXPECT_EQ(filterProblem("a/#/b"), "has a # that is not the last level");
  for (const auto* wrong : {"a#", "a/b#", "+a/b", "a/b+/c"})
    EXPECT_EQ(filterProblem(wrong), "has a + or # that is not alone in its level") << wrong;
  EXPECT_EQ(filterProblem("$share/group"), "has no filter after $share/GROUP/");
  EXPECT_EQ(filterProblem("$share/group/"), "has no filter after $share/GROUP/");
  EXPECT_EQ(filterProblem(""), "is empty");
}

TEST(Topic, AFilterMatchesAsBrokersDo) {
  struct Case {
    const char *filter, *topic;
    bool matches;
  };
  for (const auto& [filter, topic, expected] : std::initializer_list<Case>{{"a/b", "a/b", true},
                                                                           {"a/b", "a/c", false},
                                                                           {"a/b", "a", false},
                                                                           {"a", "a/b", false},
                                                                           {"+", "a", true},
                                                                           {"+", "a/b", false},
                                                                           {"a/+", "a/", true},
                                                                           {"a/+", "a", false},
                                                                           {"+/+", "/a", true},
                                                                           {"a/+/c", "a/b/c", true},
                                                                           {"#", "a/b/c", true},
                                                                           {"a/#", "a", true},
                                                                           {"a/#", "a/b/c", true},
                                                                           {"a/#", "ab", false},
                                                                           {"a/+/#", "a", false},
                                                                           {"a/+/#", "a/b", true},
                                                                           {"#", "$SYS/a", false},
                                                                           {"+/a", "$SYS/a", false},
                                                                           {"$SYS/#", "$SYS/a", true},
                                                                           {"$share/g/a/#", "a/b", true},
                                                                           {"$share/g/#", "$SYS/a", false}}) {
    EXPECT_EQ(matches(filter, topic), expected) << filter << " " << topic;
  }
}

TEST(Topic, AnEmptyLevelCounts) {
  EXPECT_THAT(levelsOf("/a//"), ::testing::ElementsAre("", "a", "", ""));
  EXPECT_THAT(levelsOf(""), ::testing::ElementsAre(""));
}

}  // namespace
}  // namespace herald::mqtt
