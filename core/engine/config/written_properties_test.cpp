// SPDX-License-Identifier: Apache-2.0
#include "engine/config/written_properties.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/config/configuration.h"
#include "herald/testing/temporary_folder.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;

class ConsoleFilesTest : public ::testing::Test {
 protected:
  Configuration read(const std::string& text, FileTexts drafts = {}) {
    const auto file = folder_.write("herald.properties", "herald.dataDir = data\n" + text);
    return readConfiguration(file, ConfigFiles(std::move(drafts)));
  }

  void console(const std::string& text, const std::string& name = kConsoleFile) {
    folder_.write("data/conf.d/" + name, text);
  }

  std::vector<std::string> problems(const Configuration& configuration) const {
    std::vector<std::string> lines;
    for (const auto& problem : configuration.problems) {
      auto line = toString(problem);
      for (auto at = line.find(root_); at != std::string::npos; at = line.find(root_)) line.erase(at, root_.size());
      lines.push_back(line);
    }
    return lines;
  }

  testing::TemporaryFolder folder_;
  std::string root_ = folder_.path().string() + "/";
};

TEST_F(ConsoleFilesTest, AreReadAfterAllOthers) {
  console("sink.b.type = stdout\n");
  folder_.write("conf.d/x.properties", "sink.a.type = stdout\n");
  const auto configuration = read("");
  EXPECT_THAT(problems(configuration), IsEmpty());
  EXPECT_THAT(configuration.sinks, ElementsAre(Key("a"), Key("b")));
  EXPECT_THAT(configuration.consoleFiles, ElementsAre(folder_.path() / "data/conf.d/console.properties"));
}

TEST_F(ConsoleFilesTest, ReplaceAWholeBlockThatTheyHaveThemselves) {
  console("sink.s.type = webhook\nsink.s.url = http://new\n");
  const auto configuration = read("sink.s.preset = slack\nsink.s.url = http://old\nsink.s.timeout = 3s\n");
  EXPECT_THAT(problems(configuration), IsEmpty());
  EXPECT_THAT(configuration.sinks.at("s").entries, ElementsAre(Key("type"), Key("url")));
  EXPECT_EQ(configuration.sinks.at("s").text("url"), "http://new");
  ASSERT_EQ(configuration.replaced.size(), 1U);
  EXPECT_EQ(configuration.replaced[0].what, "sink.s");
  EXPECT_EQ(configuration.replaced[0].at.line, 2);
  EXPECT_EQ(configuration.replaced[0].by.line, 1);
}

TEST_F(ConsoleFilesTest, ReplaceSingleKeysOfOtherBlocks) {
  folder_.write("secret", "old");
  console("sink.s.enabled = false\nsink.s.apiSecret = new\nadmin.listen = off\nroute.r.events = PrintDone\n");
  const auto configuration = read(
      "sink.s.type = webhook\nsink.s.enabled = true\nsink.s.apiSecret.file = secret\nadmin.listen = 127.0.0.1:1\n"
      "route.r.events = Error\nroute.r.to = s\n");
  EXPECT_THAT(problems(configuration), IsEmpty());
  const auto& sink = configuration.sinks.at("s");
  EXPECT_EQ(sink.text("type"), "webhook");
  EXPECT_EQ(sink.text("enabled"), "false");
  EXPECT_EQ(sink.text("apiSecret"), "new");
  EXPECT_EQ(configuration.adminListen, "");
  EXPECT_EQ(configuration.routes.at("r").text("events"), "PrintDone");
  EXPECT_EQ(configuration.routes.at("r").text("to"), "s");
}

TEST_F(ConsoleFilesTest, AreAnErrorIfTwoOfThemSetOneKey) {
  console("sink.s.type = webhook\n", "a.properties");
  console("sink.s.type = webhook\n", "b.properties");
  EXPECT_THAT(
      problems(read("")),
      ElementsAre("data/conf.d/b.properties:1: sink.s.type: already set at data/conf.d/a.properties:1; keep one "
                  "of them"));
}

TEST_F(ConsoleFilesTest, CannotMoveTheDataFolder) {
  console("herald.dataDir = elsewhere\n");
  const auto direct = read("");
  EXPECT_THAT(problems(direct),
              ElementsAre("data/conf.d/console.properties:1: herald.dataDir: cannot be set within the "
                          "data folder: set it in herald.properties"));
  EXPECT_EQ(direct.dataDir, folder_.path() / "data");

  console("application.place = other\n");
  const auto file =
      folder_.write("herald.properties", "application.place = data\nherald.dataDir = ${application.place}\n");
  EXPECT_THAT(
      problems(readConfiguration(file)),
      ElementsAre("herald.properties:2: herald.dataDir: is another folder with the files of data/conf.d: write it "
                  "out, without what these files change"));
}

TEST_F(ConsoleFilesTest, ComeFromTheDataFolderWhereverItsNameStands) {
  console("sink.b.type = stdout\n");
  folder_.write("place", folder_.path() / "data");
  EXPECT_THAT(readConfiguration(folder_.write("twin.properties", "herald.dataDir.file = place\n")).sinks,
              ElementsAre(Key("b")));
  folder_.write("conf.d/x.properties", "herald.dataDir = ${application.configDir}data\n");
  EXPECT_THAT(readConfiguration(folder_.write("x.properties", "")).sinks, ElementsAre(Key("b")));
}

TEST_F(ConsoleFilesTest, AreRefusedWhereSomebodyElseCouldChangeThem) {
  console("sink.b.type = stdout\n");
  const auto file = folder_.path() / "data/conf.d/console.properties";
  using std::filesystem::perms;
  std::filesystem::permissions(file, perms::others_write, std::filesystem::perm_options::add);
  EXPECT_THAT(problems(read("")), ElementsAre(HasSubstr("chmod")));
  EXPECT_THAT(read("").sinks, IsEmpty());
  std::filesystem::permissions(file, perms::others_write, std::filesystem::perm_options::remove);
  std::filesystem::permissions(file.parent_path(), perms::others_write, std::filesystem::perm_options::add);
  EXPECT_THAT(problems(read("")), ElementsAre(HasSubstr("chmod")));
}

TEST_F(ConsoleFilesTest, AreOneFileIfTheDataFolderIsThatOfTheConfiguration) {
  folder_.write("conf.d/console.properties", "sink.s.type = webhook\nsink.s.enabled = false\n");
  folder_.write("conf.d/other.properties", "sink.s.enabled = true\n");
  const auto configuration = readConfiguration(folder_.write("herald.properties", "herald.dataDir = .\n"));
  EXPECT_THAT(problems(configuration), IsEmpty());
  EXPECT_EQ(configuration.sinks.at("s").text("enabled"), "false");
  EXPECT_EQ(configuration.consoleFiles.size(), 1U);
}

TEST_F(ConsoleFilesTest, CanBeDraftsThatNobodyHasWritten) {
  const auto place = folder_.path() / "data/conf.d/console.properties";
  const auto secret = folder_.path() / "data/secrets/s";
  const FileTexts drafts{{place, "sink.s.type = webhook\nsink.s.apiSecret.file = " + secret.string() + "\n"},
                         {secret, "hush\n"}};
  const auto configuration = read("sink.s.type = stdout\n", drafts);
  EXPECT_THAT(problems(configuration), IsEmpty());
  EXPECT_EQ(configuration.sinks.at("s").text("apiSecret"), "hush");
  EXPECT_FALSE(std::filesystem::exists(place));
  console("sink.t.type = stdout\n");
  EXPECT_THAT(read("", {{place, std::nullopt}}).sinks, IsEmpty());
}

}  // namespace
}  // namespace herald::core
