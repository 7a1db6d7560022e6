// SPDX-License-Identifier: Apache-2.0
#include "engine/config/expansion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include "engine/config/configuration.h"
#include "herald/testing/temporary_folder.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ExpansionTest : public ::testing::Test {
 protected:
  Configuration read(const std::string& text) { return readConfiguration(folder_.write("herald.properties", text)); }

  std::vector<std::string> problemsOf(const std::string& text) {
    std::vector<std::string> texts;
    for (const auto& problem : read(text).problems) texts.push_back(problem.key + ": " + problem.text);
    return texts;
  }

  testing::TemporaryFolder folder_;
};

TEST_F(ExpansionTest, ExpandsAsPocoDoes) {
  ::setenv("HERALD_TEST_HOST", "octopi.local", 1);
  const auto configuration = read(
      "source.a.type = x\nsource.a.url = http://${system.env.HERALD_TEST_HOST}/${source.a.path}\nsource.a.path = "
      "${source.a.type}/1\n"
      "source.a.dollar = $ 5 $$ $x $$${source.a.type}\nsource.a.dir = ${application.configDir}\n");
  const Block& block = configuration.sources.at("a");
  EXPECT_THAT(configuration.problems, IsEmpty());
  EXPECT_EQ(block.text("url"), "http://octopi.local/x/1");
  EXPECT_EQ(block.text("dollar"), "$ 5 $$ $x $$x");
  EXPECT_EQ(block.text("dir"), folder_.path().string() + "/");
  EXPECT_EQ(configuration.properties.at("source.a.url"), "http://octopi.local/x/1");
}

TEST_F(ExpansionTest, TakesADefaultForWhatIsNotSetWithEveryPoco) {
  ::unsetenv("HERALD_TEST_NOT_SET");
  const auto configuration = read(
      "source.a.type = x\nsource.a.set = ${source.a.type:-y}\nsource.a.unset = <${source.a.none:-y z}>\n"
      "source.a.empty = <${source.a.none:-}>\nsource.a.env = ${system.env.HERALD_TEST_NOT_SET:-http://h/}\n"
      "source.a.other = ${source.a.none:-${source.a.type}}!\nsource.a.both = ${source.a.type:-${source.a.none}}!\n"
      "source.a.nested = ${source.a.unset}\nsource.a.plain = a:-b}\n");
  const Block& block = configuration.sources.at("a");
  EXPECT_THAT(configuration.problems, IsEmpty());
  EXPECT_EQ(block.text("set"), "x");
  EXPECT_EQ(block.text("unset"), "<y z>");
  EXPECT_EQ(block.text("empty"), "<>");
  EXPECT_EQ(block.text("env"), "http://h/");
  EXPECT_EQ(block.text("other"), "x!");
  EXPECT_EQ(block.text("both"), "x!");
  EXPECT_EQ(block.text("nested"), "<y z>");
  EXPECT_EQ(block.text("plain"), "a:-b}");
}

TEST_F(ExpansionTest, ReportsWhatIsNotSet) {
  ::unsetenv("HERALD_TEST_NOT_SET");
  EXPECT_THAT(
      problemsOf("source.a.type = x\nsource.a.b = ${system.env.HERALD_TEST_NOT_SET}\nsource.a.c = ${x} ${y}\n"
                 "source.a.d = ${open\nsource.a.e = ${z:-${v}}\nlogging.channels.c.path = ${x}\n"),
      ElementsAre(
          "source.a.b: the environment variable HERALD_TEST_NOT_SET is not set",
          "source.a.c: ${x} is not set; if the text needs `${` itself, put it into a file and name it in KEY.file",
          "source.a.c: ${y} is not set; if the text needs `${` itself, put it into a file and name it in KEY.file",
          "source.a.d: ${open} is not set; if the text needs `${` itself, put it into a file and name it in KEY.file",
          "source.a.e: ${v} is not set; if the text needs `${` itself, put it into a file and name it in KEY.file",
          "logging.channels.c.path: ${x} is not set; if the text needs `${` itself, put it into a file and name it in "
          "KEY.file"));
}

TEST_F(ExpansionTest, ReportsCircles) {
  EXPECT_THAT(
      problemsOf("source.a.type = x\nsource.a.b = ${source.a.c}\nsource.a.c = ${source.a.b}\n"),
      ElementsAre("source.a.b: its ${…} refer to themselves, or are nested more than ten deep: write the value out",
                  "source.a.c: its ${…} refer to themselves, or are nested more than ten deep: write the value out"));
}

TEST_F(ExpansionTest, BoundsWhatNestedVariablesMake) {
  const std::string why =
      "its ${…} make too much text (more than 1 MiB, or 16 MiB with those of all keys): put a long text into a file "
      "and "
      "name it in KEY.file";
  std::string text = "source.a.type = x\nsource.a.l0 = 0123456789\n";
  for (int level = 1; level <= 8; ++level) {
    text += "source.a.l" + std::to_string(level) + " = ";
    for (int i = 0; i < 10; ++i) text += "${source.a.l" + std::to_string(level - 1) + "}";
    text += "\n";
  }
  EXPECT_THAT(problemsOf(text),
              ElementsAre("source.a.l5: " + why, "source.a.l6: " + why, "source.a.l7: " + why, "source.a.l8: " + why));
  EXPECT_EQ(read(text).sources.at("a").text("l4").size(), 100000U);
}

TEST_F(ExpansionTest, BoundsWhatEmptyVariablesMakeToo) {
  std::string text = "source.a.type = x\nsource.a.l0 =\n";
  for (int level = 1; level <= 8; ++level) {
    text += "source.a.l" + std::to_string(level) + " = ";
    for (int i = 0; i < 10; ++i) text += "${source.a.l" + std::to_string(level - 1) + "}";
    text += "\n";
  }
  EXPECT_THAT(problemsOf(text), ::testing::Contains(::testing::StartsWith("source.a.l8: its ${…} make too much text")));
}

TEST_F(ExpansionTest, BoundsWhatAllVariablesMakeTogether) {
  std::string text = "source.a.type = x\nsource.a.big = " + std::string(500000, 'x') + "\n";
  for (int i = 10; i < 30; ++i) text += "source.a.u" + std::to_string(i) + " = ${source.a.big}${source.a.big}\n";
  const auto problems = problemsOf(text);
  ASSERT_FALSE(problems.empty());
  EXPECT_THAT(problems.front(), ::testing::StartsWith("source.a.u26: its ${…} make too much text"));
}

TEST_F(ExpansionTest, BoundsKeysThatBelongToPocoAsWell) {
  EXPECT_THAT(problemsOf("application.y = " + std::string(600000, 'x') +
                         "\napplication.x = ${application.y}${application.y}\n"),
              ElementsAre(::testing::StartsWith("application.x: its ${…} make too much text")));
}

TEST_F(ExpansionTest, LeavesWhatBelongsToPocoAsItIs) {
  const auto configuration =
      read("application.x = ${unknown} ${application.configDir}\napplication.y = ${application.y}\n");
  EXPECT_THAT(configuration.problems, IsEmpty());
  EXPECT_EQ(configuration.properties.at("application.x"), "${unknown} " + folder_.path().string() + "/");
}

TEST_F(ExpansionTest, AVariableThatIsNotSetIsTheOnlyProblemOfItsOption) {
  EXPECT_THAT(
      problemsOf("herald.stopTimeout = ${x}\nsink.s.type = ${y}\n"),
      ElementsAre(
          "herald.stopTimeout: ${x} is not set; if the text needs `${` itself, put it into a file and name it in "
          "KEY.file",
          "sink.s.type: ${y} is not set; if the text needs `${` itself, put it into a file and name it in KEY.file"));
}

}  // namespace
}  // namespace herald::core
