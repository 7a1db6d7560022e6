// SPDX-License-Identifier: Apache-2.0
#include "engine/config/environment_properties.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include "engine/config/configuration.h"
#include "herald/testing/temporary_folder.h"

namespace herald::core {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;

TEST(VariableName, StandsForAKeyOnlyWithADot) {
  EXPECT_TRUE(standsForKey("HERALD_sink__slack__url"));
  EXPECT_TRUE(standsForKey("HERALD_sink.slack.url"));  // as some container tools allow
  for (const auto* other : {"HERALD_DEMO_URL", "HERALD_", "HERALD", "sink__slack__url", "herald_sink__slack__url"}) {
    EXPECT_FALSE(standsForKey(other)) << other;
    EXPECT_EQ(keyOfVariable(other), std::nullopt) << other;
  }
}

TEST(VariableName, IsReadFromLeftToRight) {
  const std::map<std::string, std::string> table{
      {"HERALD_sink__slack__url", "sink.slack.url"},
      {"HERALD_sink__my_slack__url__file", "sink.my_slack.url.file"},
      {"HERALD_source__my___2Dprinter__url", "source.my-printer.url"},
      {"HERALD_source__my___2dprinter__url", "source.my-printer.url"},
      {"HERALD_sink__a__headers__X___2DApi___2DKey", "sink.a.headers.X-Api-Key"},
      {"HERALD_sink_____5Fa__url", "sink._a.url"},
      {"HERALD_a____b", "a..b"},
      {"HERALD_sink.slack.url", "sink.slack.url"},
  };
  for (const auto& [variable, key] : table) EXPECT_EQ(keyOfVariable(variable), key) << variable;
  EXPECT_EQ(keyOfVariable("HERALD_sink___slack__url"), std::nullopt);
  EXPECT_EQ(keyOfVariable("HERALD_sink__a__url___"), std::nullopt);
}

TEST(VariableName, CanExpressEveryKey) {
  EXPECT_EQ(variableOf("sink.slack.url"), "HERALD_sink__slack__url");
  EXPECT_EQ(variableOf("source.my-printer.url"), "HERALD_source__my___2Dprinter__url");
  const std::vector<std::string> keys{
      "sink.a_b.url",     "sink._a.url",           "sink.a_.url", "sink.a__b.url", "sink.a_-b.x", "sink.a-_b.x", "a..b",
      "sink.s.data.ключ", "sink.s.headers.X-_.y_", "sink.2D.url", "s.a-.2D",       "s.a.-2D",     "log.keep"};
  for (const auto& key : keys) {
    const auto variable = variableOf(key);
    EXPECT_EQ(keyOfVariable(variable), key) << variable;
    EXPECT_EQ(variable.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"),
              std::string::npos)
        << variable;
  }
}

TEST(VariableName, OfEveryShortKeyLeadsBackToIt) {
  const std::string letters = "a2D_-.";
  for (std::size_t number = 0; number < 6U * 6 * 6 * 6 * 6; ++number) {
    std::string key;
    for (auto rest = number; key.size() < 5; rest /= 6) key += letters[rest % 6];
    key = "x." + key;
    ASSERT_EQ(keyOfVariable(variableOf(key)), key);
  }
}

TEST(ProcessVariables, AreThoseOfHerald) {
  ::setenv("HERALD_sink__a__url", "x=y", 1);
  EXPECT_THAT(processVariables(), ::testing::Contains(Pair("HERALD_sink__a__url", "x=y")));
  ::unsetenv("HERALD_sink__a__url");
  for (const auto& [name, value] : processVariables()) EXPECT_TRUE(name.starts_with("HERALD_")) << name;
}

class EnvironmentLayerTest : public ::testing::Test {
 protected:
  Configuration read(const std::string& text, const Variables& variables) {
    const auto file = folder_.write("herald.properties", "herald.dataDir = data\n" + text);
    return readConfiguration(file, ConfigFiles(), variables);
  }

  static std::vector<std::string> problems(const Configuration& configuration) {
    std::vector<std::string> lines;
    for (const auto& problem : configuration.problems) lines.push_back(toString(problem));
    return lines;
  }

  testing::TemporaryFolder folder_;
};

TEST_F(EnvironmentLayerTest, SetsKeysThatNoFileHas) {
  const auto configuration =
      read("", {{"HERALD_sink__s__type", "webhook"}, {"HERALD_sink__s__url", " http://h/ "}, {"HERALD_DEMO_URL", "x"}});
  EXPECT_THAT(problems(configuration), IsEmpty());
  EXPECT_EQ(configuration.sinks.at("s").text("url"), "http://h/");
  EXPECT_THAT(configuration.variables, ElementsAre("HERALD_sink__s__type", "HERALD_sink__s__url"));
  EXPECT_EQ(configuration.properties.at("sink.s.url"), "http://h/");
}

TEST_F(EnvironmentLayerTest, WinsOverTheFilesOfPeople) {
  folder_.write("conf.d/more.properties", "sink.s.url = http://old\n");
  const auto configuration =
      read("sink.s.type = webhook\nsink.s.timeout = 3s\n", {{"HERALD_sink__s__url", "http://new"}});
  EXPECT_THAT(problems(configuration), IsEmpty());
  EXPECT_EQ(configuration.sinks.at("s").text("url"), "http://new");
  EXPECT_EQ(configuration.sinks.at("s").text("timeout"), "3s");
  ASSERT_EQ(configuration.replaced.size(), 1U);
  EXPECT_EQ(configuration.replaced[0].what, "sink.s.url");
  EXPECT_EQ(toString(configuration.replaced[0].by), "HERALD_sink__s__url");
}

TEST_F(EnvironmentLayerTest, ReplacesAWholeBlockThatItHasItself) {
  const auto configuration =
      read("sink.s.type = webhook\nsink.s.url = http://old\n", {{"HERALD_sink__s__type", "stdout"}});
  EXPECT_THAT(problems(configuration), IsEmpty());
  EXPECT_EQ(configuration.sinks.at("s").text("type"), "stdout");
  EXPECT_EQ(configuration.sinks.at("s").text("url"), "");
}

TEST_F(EnvironmentLayerTest, LosesAgainstTheConsole) {
  folder_.write("data/conf.d/console.properties", "sink.s.url = http://console\n");
  const auto configuration = read("sink.s.type = webhook\n", {{"HERALD_sink__s__url", "http://variable"}});
  EXPECT_EQ(configuration.sinks.at("s").text("url"), "http://console");
  ASSERT_EQ(configuration.replaced.size(), 1U);
  EXPECT_EQ(toString(configuration.replaced[0].at), "HERALD_sink__s__url");
}

TEST_F(EnvironmentLayerTest, SaysWhereTheDataFolderIs) {
  folder_.write("elsewhere/conf.d/console.properties", "sink.c.type = stdout\n");
  const auto configuration = read("", {{"HERALD_herald__dataDir", "elsewhere"}});
  EXPECT_THAT(problems(configuration), IsEmpty());
  EXPECT_EQ(configuration.dataDir, folder_.path() / "elsewhere");
  EXPECT_TRUE(configuration.sinks.contains("c"));
}

TEST_F(EnvironmentLayerTest, HasTwinsFromTheFolderOfTheMainFile) {
  folder_.write("token", "hidden\n");
  const auto configuration =
      read("sink.s.type = webhook\nsink.s.apiSecret = plain\n", {{"HERALD_sink__s__apiSecret__file", "token"}});
  EXPECT_THAT(problems(configuration), IsEmpty());
  EXPECT_EQ(configuration.sinks.at("s").text("apiSecret"), "hidden");
  EXPECT_TRUE(configuration.sinks.at("s").find("apiSecret")->fromFile);
}

TEST_F(EnvironmentLayerTest, ExpandsVariablesAndKeepsBackslashes) {
  const auto configuration = read("sink.s.type = webhook\n", {{"HERALD_sink__s__url", "http://${sink.s.type}/"},
                                                              {"HERALD_sink__s__data", R"(\d)"}});
  EXPECT_EQ(configuration.sinks.at("s").text("url"), "http://webhook/");
  EXPECT_EQ(configuration.sinks.at("s").text("data"), R"(\d)");
}

TEST_F(EnvironmentLayerTest, NamesTheVariableOfAMistakeAndNoValue) {
  const auto configuration = read("", {{"HERALD_SINK__s__apiSecret", "tip-top-secret"},
                                       {"HERALD_sink___s__url", "tip-top-secret"},
                                       {"HERALD_herald__stopTimeut", "5s"},
                                       {"HERALD_log__keep", "tip-top-\xff"},
                                       {"HERALD_log___2Ekeep", "7d, 32 MiB"}});
  const auto lines = problems(configuration);
  EXPECT_THAT(lines, ::testing::UnorderedElementsAre(
                         AllOf(HasSubstr("HERALD_SINK__s__apiSecret: SINK.s.apiSecret: unknown key"),
                               HasSubstr("did you mean `sink`?")),
                         AllOf(HasSubstr("HERALD_sink___s__url: "), HasSubstr("`___2D`")),
                         AllOf(HasSubstr("HERALD_herald__stopTimeut: herald.stopTimeut: "),
                               HasSubstr("did you mean `stopTimeout`?")),
                         HasSubstr("HERALD_log__keep: log.keep: has a byte that is not UTF-8"),
                         AllOf(HasSubstr("HERALD_log__keep: log.keep: HERALD_log___2Ekeep sets it too"))));
  for (const auto& line : lines) EXPECT_THAT(line, Not(HasSubstr("tip-top")));
}

TEST_F(EnvironmentLayerTest, WarnsOfAVariableThatWasMeantForAKey) {
  const Variables variables{{"HERALD_SINK_SLACK_URL", "x"}, {"HERALD_sink_slack_url", "x"}, {"HERALD_outbox_sync", "x"},
                            {"HERALD_CONSOLE_TOOLS", "x"},  {"HERALD_SINKS", "x"},          {"HERALD_SINK_TOKEN", "x"}};
  const auto configuration =
      read("sink.s.type = webhook\nsink.s.apiSecret = ${system.env.HERALD_SINK_TOKEN:-x}\n", variables);
  EXPECT_THAT(problems(configuration), ElementsAre(HasSubstr("HERALD_SINK_SLACK_URL: warning: sets nothing"),
                                                   HasSubstr("HERALD_outbox_sync: warning: sets nothing"),
                                                   HasSubstr("HERALD_sink_slack_url: warning: sets nothing")));
}

}  // namespace
}  // namespace herald::core
