// SPDX-License-Identifier: Apache-2.0
#include "engine/config/block_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "herald/testing/temporary_folder.h"

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
                               {"data", Type::JsonTemplate},
                               {.name = "ca", .type = Type::Path},
                               {.name = "pause", .type = Type::Duration, .formerly = {"wait"}},
                               {.name = "diskBytes", .type = Type::Size, .formerly = {"diskMiB"}}};
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

TEST_F(BlockSettingsTest, ASizeUnderAFormerNameHasTheUnitOfThatName) {
  set("type", "webhook", 1);
  set("url", "http://x", 2);
  set("diskMiB", "64", 3);
  std::vector<ConfigProblem> found;
  const auto settings = checkBlock(block_, options_, found);
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->size("diskBytes"), std::uint64_t{64} << 20);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(toString(found.front()),
            "f:3: warning: sink.s.diskMiB: is now called `diskBytes`: write sink.s.diskBytes = 64 MiB; the old name "
            "still works");
  set("diskMiB", "many", 3);
  EXPECT_THAT(problems(), ::testing::Contains(StartsWith("f:3: sink.s.diskMiB: has to be a number of bytes")));
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

TEST_F(BlockSettingsTest, TrimsASecretAndWhatStandsInAFile) {
  const std::string mark = "\xEF\xBB\xBF";
  options_.push_back({"key", Type::Secret});
  options_.push_back({"message", Type::Map});
  set("type", "webhook", 1);
  set("key", mark + " s3cret \r\n", 3);
  for (const auto& [option, text] : std::map<std::string, std::string>{
           {"url", mark + "http://x \r\n"}, {"message.A", " x "}, {"headers.A", " x "}}) {
    set(option, text, 2);
    block_.entries[option].fromFile = true;
  }
  std::vector<ConfigProblem> found;
  const auto settings = checkBlock(block_, options_, found);
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->text("key"), "s3cret");
  EXPECT_EQ(settings->text("url"), "http://x");
  EXPECT_EQ(settings->map("message").at("A"), " x ");
  EXPECT_EQ(settings->map("headers").at("A"), "x");
}

TEST_F(BlockSettingsTest, RefusesWhatNobodySeesInAnAddressOrAWord) {
  set("type", "webhook", 1);
  set("url", "http://x/\u200Ba", 2);
  set("retries", "3\u00A0", 3);
  EXPECT_THAT(problems(), ::testing::UnorderedElementsAre(
                              "f:2: sink.s.url: has U+200B (zero width space) at character 10, which nobody sees: "
                              "delete it",
                              "f:3: sink.s.retries: has U+00A0 (no-break space) at character 2, which nobody sees: "
                              "delete it"));
}

TEST_F(BlockSettingsTest, WarnsOfWhatNobodySeesInASecretOrASentence) {
  options_.push_back({"key", Type::Secret});
  set("type", "webhook", 1);
  set("url", "http://x", 2);
  set("key", "s3\u200Bcret", 3);
  set("data", "{\"a\": \"l\u2019\u00E9t\u00E9\u202F! \uFFFD\"}", 4);
  block_.entries["key"].fromFile = true;
  block_.entries["key"].file = "/secrets/key";
  std::vector<ConfigProblem> found;
  EXPECT_TRUE(checkBlock(block_, options_, found));
  std::vector<std::string> texts;
  for (const auto& problem : found) texts.push_back(toString(problem));
  EXPECT_THAT(texts, ::testing::UnorderedElementsAre(
                         "f:3: warning: sink.s.key: has U+200B (zero width space) at character 3, which nobody sees: "
                         "delete it in /secrets/key",
                         "f:4: warning: sink.s.data: has U+FFFD (the sign for a lost character) at character 16, which "
                         "nobody sees: delete it"));
}

TEST_F(BlockSettingsTest, NamesTheFileOfAWrongValue) {
  set("type", "webhook", 1);
  set("url", "\n", 2);
  set("retries", "ten", 3);
  for (const auto* option : {"url", "retries"}) {
    block_.entries[option].fromFile = true;
    block_.entries[option].file = std::string("/secrets/") + option;
  }
  EXPECT_THAT(problems(),
              ::testing::UnorderedElementsAre(
                  "f:2: sink.s.url: is missing: Where to. (/secrets/url is empty)",
                  AllOf(StartsWith("f:3: sink.s.retries: has to be"), EndsWith(" (from /secrets/retries)"))));
}

TEST_F(BlockSettingsTest, MakesAPathBeginAtTheFolderOfTheMainFile) {
  testing::TemporaryFolder folder;
  block_.folder = folder.path().string();
  set("type", "webhook", 1);
  set("url", "x", 2);
  for (const auto& [written, meant] : std::map<std::string, std::string>{
           {"tls/../ca.pem", block_.folder + "/ca.pem"}, {"/etc//ca.pem", "/etc//ca.pem"}, {"", ""}}) {
    set("ca", written, 3);
    std::vector<ConfigProblem> found;
    const auto settings = checkBlock(block_, options_, found);
    ASSERT_TRUE(settings) << written;
    EXPECT_EQ(settings->text("ca"), meant);
    EXPECT_THAT(found, IsEmpty());
  }
}

/// The working folder of the process, until the end of its scope.
class WorkingFolder {
 public:
  explicit WorkingFolder(const std::filesystem::path& folder) { std::filesystem::current_path(folder); }
  ~WorkingFolder() { std::filesystem::current_path(before_); }
  WorkingFolder(const WorkingFolder&) = delete;
  WorkingFolder& operator=(const WorkingFolder&) = delete;

 private:
  std::filesystem::path before_ = std::filesystem::current_path();
};

TEST_F(BlockSettingsTest, WarnsOfAPathThatIsOnlyWhereHeraldWasStarted) {
  testing::TemporaryFolder folder, started;
  started.write("ca.pem", "");
  const WorkingFolder here(started.path());
  const std::string there = std::filesystem::current_path().string() + "/ca.pem";
  block_.folder = folder.path().string();
  set("type", "webhook", 1);
  set("url", "x", 2);
  set("ca", "ca.pem", 3);
  std::vector<ConfigProblem> found;
  EXPECT_EQ(checkBlock(block_, options_, found)->text("ca"), there);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(toString(found[0]),
            "f:3: warning: sink.s.ca: a relative path begins at the folder of the main file: write " + there);
  folder.write("ca.pem", "");
  found.clear();
  EXPECT_EQ(checkBlock(block_, options_, found)->text("ca"), block_.folder + "/ca.pem");
  EXPECT_THAT(found, IsEmpty());
}

TEST_F(BlockSettingsTest, RefusesATildeInAPath) {
  block_.folder = "/etc/herald";
  set("type", "webhook", 1);
  set("url", "x", 2);
  set("ca", "~/ca.pem", 3);
  EXPECT_THAT(problems(),
              ElementsAre("f:3: sink.s.ca: begins with `~`, which only a shell knows: write the whole path"));
}

TEST_F(BlockSettingsTest, WarnsOfAFormerNameAndSaysTodays) {
  set("type", "webhook", 1);
  set("url", "x", 2);
  set("wait", "3s", 3);
  std::vector<ConfigProblem> found;
  EXPECT_EQ(checkBlock(block_, options_, found)->duration("pause"), Millis(3000));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(toString(found[0]),
            "f:3: warning: sink.s.wait: is now called `pause`: rename it; the old name still works");
}

TEST_F(BlockSettingsTest, BlamesAWrongValueUnderTheNameThatIsWritten) {
  set("type", "webhook", 1);
  set("url", "x", 2);
  set("wait", "soon", 3);
  std::vector<ConfigProblem> found;
  EXPECT_FALSE(checkBlock(block_, options_, found));
  EXPECT_THAT(toString(found.back()), StartsWith("f:3: sink.s.wait: has to be a whole number and a unit"));
}

TEST_F(BlockSettingsTest, LetsABlocksOwnNameWinOverADefaultUnderAnotherOne) {
  set("type", "webhook", 1);
  set("url", "x", 2);
  const Entry own{"1s", {"f", 3}, "sink.s.pause"}, fallback{"9s", {"f", 9}, "defaults.webhook.wait"};
  for (const bool ownIsOld : {false, true}) {
    block_.entries[ownIsOld ? "wait" : "pause"] = own;
    block_.entries[ownIsOld ? "pause" : "wait"] = fallback;
    std::vector<ConfigProblem> found;
    EXPECT_EQ(checkBlock(block_, options_, found)->duration("pause"), Millis(1000)) << ownIsOld;
  }
}

TEST_F(BlockSettingsTest, RefusesTwoNamesOfOneOption) {
  set("type", "webhook", 1);
  set("url", "x", 2);
  set("wait", "3s", 3);
  set("pause", "3s", 4);
  std::vector<ConfigProblem> found;
  EXPECT_FALSE(checkBlock(block_, options_, found));
  EXPECT_EQ(toString(found.back()),
            "f:3: sink.s.wait: and sink.s.pause (f:4) are two names of one option: remove one of them");
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
