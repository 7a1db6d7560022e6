// SPDX-License-Identifier: Apache-2.0
#include "engine/config/file_twins.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include "engine/config/configuration.h"
#include "herald/testing/temporary_folder.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class FileTwinsTest : public ::testing::Test {
 protected:
  Configuration read(const std::string& text) {
    return readConfiguration(folder_.write("herald.properties", "sink.s.type = x\n" + text));
  }

  std::string problemOf(const std::string& text) {
    const auto problems = read(text).problems;
    if (problems.size() != 1) return std::to_string(problems.size()) + " problems";
    EXPECT_EQ(toString(problems[0].at), path("herald.properties") + ":2");
    return problems[0].key + ": " + problems[0].text;
  }

  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }

  testing::TemporaryFolder folder_;
};

TEST_F(FileTwinsTest, TakeTheContentWithoutItsLastLineBreak) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"token\n", "token"},   {"token", "token"}, {"a\nb\n\n", "a\nb\n"},           {"token\r\n", "token"},
      {" token ", " token "}, {"", ""},           {"\\d ${x} # y", "\\d ${x} # y"}, {"\xEF\xBB\xBFtoken\r\n", "token"}};
  for (const auto& [content, value] : cases) {
    folder_.write("secret", content);
    const auto configuration = read("sink.s.url.file = secret\n");
    EXPECT_THAT(configuration.problems, IsEmpty());
    const Entry* entry = configuration.sinks.at("s").find("url");
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->text, value);
    EXPECT_TRUE(entry->fromFile);
    EXPECT_EQ(entry->at.line, 2);
    EXPECT_FALSE(configuration.sinks.at("s").find("url.file"));
    EXPECT_EQ(configuration.properties.at("sink.s.url"), value);
  }
}

TEST_F(FileTwinsTest, AreRelativeToTheFolderOfTheMainFile) {
  folder_.write("conf.d/inner", "inner");
  folder_.write("outer", "outer");
  folder_.write("conf.d/a.properties", "sink.s.b.file = outer\nsink.s.d.file = conf.d/inner\n");
  folder_.write("presets/p.properties", "e.file = outer\n");
  const auto configuration =
      read("sink.s.preset = p\nsink.s.a.file = outer\nsink.s.c.file = " + path("conf.d/inner") + "\n");
  EXPECT_THAT(configuration.problems, IsEmpty());
  const Block& sink = configuration.sinks.at("s");
  for (const auto* option : {"a", "b", "e"}) EXPECT_EQ(sink.text(option), "outer");
  for (const auto* option : {"c", "d"}) EXPECT_EQ(sink.text(option), "inner");
}

TEST_F(FileTwinsTest, StillTakeAFileBesideTheOneThatNamesItAndSaySoOnce) {
  folder_.write("conf.d/one", "1");
  folder_.write("conf.d/two", "2");
  folder_.write("conf.d/a.properties", "sink.s.a.file = one\nsink.s.b.file = two\n");
  const auto configuration = read("");
  EXPECT_EQ(configuration.sinks.at("s").text("a"), "1");
  EXPECT_EQ(configuration.sinks.at("s").text("b"), "2");
  ASSERT_EQ(configuration.problems.size(), 1U);
  EXPECT_EQ(toString(configuration.problems[0]),
            path("conf.d/a.properties") +
                ":1: warning: sink.s.a.file: a relative path begins at the folder of the main file: write conf.d/one, "
                "and correct the other paths in this file");
}

TEST_F(FileTwinsTest, WarnWhereBothMeaningsOfAPathExist) {
  folder_.write("conf.d/secret", "inner");
  folder_.write("secret", "outer");
  folder_.write("conf.d/a.properties", "sink.s.a.file = secret\n");
  const auto configuration = read("");
  EXPECT_EQ(configuration.sinks.at("s").text("a"), "outer");
  ASSERT_EQ(configuration.problems.size(), 1U);
  EXPECT_EQ(configuration.problems[0].text,
            "is " + path("secret") + ", not the file beside this one: for that one, write conf.d/secret");
  EXPECT_EQ(configuration.problems[0].severity, Severity::Warning);
}

TEST_F(FileTwinsTest, MayNameTheirPathByVariables) {
  folder_.write("secret", "s");
  ::setenv("HERALD_TEST_CREDENTIALS", folder_.path().c_str(), 1);
  EXPECT_EQ(read("sink.s.a.file = ${system.env.HERALD_TEST_CREDENTIALS}/secret\n").sinks.at("s").text("a"), "s");
  EXPECT_EQ(read("sink.s.a.file = ${application.configDir}secret\n").sinks.at("s").text("a"), "s");
}

TEST_F(FileTwinsTest, GoIntoOtherPropertiesAsTheyAre) {
  folder_.write("secret", "a${system.env.HOME}$");
  EXPECT_EQ(read("sink.s.a.file = secret\nsink.s.b = <${sink.s.a}>\n").sinks.at("s").text("b"),
            "<a${system.env.HOME}$>");
}

TEST_F(FileTwinsTest, AreOfAnyKindOfKey) {
  folder_.write("secret", "debug");
  EXPECT_EQ(read("logging.loggers.root.level.file = secret\n").properties.at("logging.loggers.root.level"), "debug");
}

TEST_F(FileTwinsTest, AreRefusedBesideThePlainKey) {
  folder_.write("secret", "s3cret");
  EXPECT_EQ(problemOf("sink.s.a.file = secret\nsink.s.a = 1\n"),
            "sink.s.a.file: sink.s.a is also set at " + path("herald.properties") + ":3; keep one of them");
}

TEST_F(FileTwinsTest, SayWhyTheirFileCannotBeRead) {
  folder_.write("nul", std::string("s3\0cret", 7));
  folder_.write("latin1", "a\nf\xFCr");
  folder_.write("utf16", std::string("\xFF\xFE"
                                     "s\0",
                                     4));
  folder_.write("large", std::string((1U << 20) + 1, 'x'));
  std::filesystem::create_directory(folder_.path() / "folder");
  const std::vector<std::pair<std::string, std::string>> cases{
      {"none", "cannot read " + path("none") + ": there is no such file; create it, or correct the path"},
      {"folder", "cannot read " + path("folder") + ": it is a folder; name a file in it"},
      {"/dev/null", "cannot read /dev/null: it is neither a file nor a link to a file; name a file"},
      {"large", "cannot read " + path("large") + ": it is larger than 1 MiB; name a smaller file"},
      {"nul", path("nul") + " has a NUL byte: write text into it"},
      {"latin1", path("latin1") + " has a byte that is not UTF-8 in line 2: save it as UTF-8"},
      {"utf16", path("utf16") + " is a text in UTF-16: save it as UTF-8"},
      {"${nowhere}/x",
       "${nowhere} is not set; if the text needs `${` itself, put it into a file and name it in KEY.file"}};
  for (const auto& [file, problem] : cases) {
    EXPECT_EQ(problemOf("sink.s.a.file = " + file + "\n"), "sink.s.a.file: " + problem);
  }
}

TEST_F(FileTwinsTest, SayHowToMakeASecretReadable) {
  std::filesystem::permissions(folder_.write("secret", "s3cret"), std::filesystem::perms::none);
  folder_.write("herald.properties", "sink.s.type = x\nsink.s.a.file = secret\n");
  const testing::WithoutPrivileges rights;
  const auto problems = readConfiguration(folder_.path() / "herald.properties").problems;
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].text, "cannot read " + path("secret") +
                                  ": Permission denied; give it to the daemon's user (chown) with mode 0600");
}

}  // namespace
}  // namespace herald::core
