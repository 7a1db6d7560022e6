// SPDX-License-Identifier: Apache-2.0
#include "engine/config_edit/configuration_changes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "engine/config_edit/testing/edited_folder.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

namespace fs = std::filesystem;

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ConfigurationChangesTest : public ::testing::Test {
 protected:
  std::optional<std::uint64_t> put(const std::string& name, FormValues values, bool isNew = true) {
    BlockForm form{.name = name, .values = std::move(values)};
    if (!isNew) form.original = name;
    return changes_.apply("change " + name, [&](const auto& editor) { return editor.put(form); }).id;
  }

  std::vector<std::string> secrets() const {
    std::vector<std::string> names;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder_.folder.path() / "data/secrets", none))
      names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
  }

  std::string tokenOf(const std::string& sink) const {
    return readConfiguration(folder_.file).sinks.at(sink).text("token");
  }

  EditedFolder folder_;
  FakeTime time_;
  std::vector<std::string> reloaded_{};  // what the console's file said at each reload
  std::string refusal_{};
  std::vector<ConfigProblem> before_{}, after_{};  // the warnings, before the first reload and after it
  ConfigurationChanges changes_{folder_.editor,
                                {[](const Configuration& configuration) {
                                   if (hasErrors(configuration.problems))
                                     throw BadConfiguration(configuration.problems);
                                   for (const auto& [name, sink] : configuration.sinks) {
                                     if (sink.text("url") == "wrong")
                                       throw BadConfiguration({{sink.find("url")->at, "sink." + name + ".url", "no"}});
                                   }
                                 },
                                 [this] {
                                   reloaded_.push_back(folder_.consoleText());
                                   return reloaded_.size() == 1 ? refusal_ : std::string();
                                 },
                                 [this] { return reloaded_.empty() ? before_ : after_; }},
                                time_};
};

TEST_F(ConfigurationChangesTest, WriteAndReload) {
  EXPECT_EQ(put("s", {{"type", {"x"}}, {"token", {"hush"}}}), 1U);
  EXPECT_EQ(tokenOf("s"), "hush");
  EXPECT_THAT(reloaded_, ElementsAre(folder_.consoleText()));
  for (const auto* name :
       {"data/conf.d/console.properties", "data/secrets/sink.s.token", "data/console/saves/1.json"}) {
    struct stat facts {};
    ASSERT_EQ(::stat((folder_.folder.path() / name).c_str(), &facts), 0) << name;
    EXPECT_EQ(facts.st_mode & 0777U, 0600U) << name;
  }
}

TEST_F(ConfigurationChangesTest, WriteNothingThatIsWrong) {
  EXPECT_THROW(put("s", {{"type", {"x"}}, {"url", {"wrong"}}, {"token", {"hush"}}}), BadConfiguration);
  EXPECT_FALSE(fs::exists(folder_.folder.path() / "data/conf.d"));
  EXPECT_THAT(secrets(), IsEmpty());
  EXPECT_THAT(changes_.saves(), IsEmpty());
  EXPECT_THAT(reloaded_, IsEmpty());
}

TEST_F(ConfigurationChangesTest, PutTheFilesBackIfTheDaemonRefuses) {
  folder_.console("# mine\n");
  refusal_ = "not today";
  EXPECT_THROW(put("s", {{"type", {"x"}}, {"token", {"hush"}}}), NotTakenOver);
  EXPECT_EQ(folder_.consoleText(), "# mine\n");
  EXPECT_THAT(secrets(), IsEmpty());
  EXPECT_THAT(changes_.saves(), IsEmpty());
  EXPECT_THAT(reloaded_, ElementsAre(HasSubstr("sink.s"), "# mine\n"));
}

TEST_F(ConfigurationChangesTest, SayWhichFilesWerePutBack) {
  refusal_ = "not today";
  try {
    put("s", {{"type", {"x"}}, {"token", {"hush"}}});
    FAIL() << "the daemon refuses it";
  } catch (const NotTakenOver& refused) {
    EXPECT_STREQ(refused.what(), "not today");
    EXPECT_THAT(refused.putBack(), ElementsAre(folder_.folder.path() / "data/conf.d/console.properties"));
  }
}

TEST_F(ConfigurationChangesTest, SayWhatTheReloadWarnsOf) {
  const auto warning = [](int line, const std::string& key, const std::string& text) {
    return ConfigProblem{{"herald.properties", line}, key, text, Severity::Warning};
  };
  before_ = {warning(1, "sink.s.url", "was there"), warning(2, "sink.other.url", "was there"),
             warning(3, "sink.s2.url", "was there")};
  after_ = {warning(1, "sink.s.url", "was there"), warning(5, "sink.other.url", "was there"),
            warning(6, "sink.s2.url", "is new"), warning(7, "route.r.from", "is new")};
  const auto saved = changes_.apply("add s", [](const auto& editor) {
    return editor.put({.name = "s", .values = {{"type", {"x"}}}});
  });
  EXPECT_THAT(saved.warnings, ElementsAre(after_[0], after_[2], after_[3]));
  const auto undone = changes_.undo(*saved.id).result;
  EXPECT_EQ(undone.id, saved.id);
  EXPECT_THAT(undone.warnings, ElementsAre(after_[0])) << "all others were there before the undo";
}

TEST_F(ConfigurationChangesTest, AreNoSaveIfNothingChanges) {
  folder_.console("sink.s.type = x\n");
  EXPECT_EQ(put("s", {{"type", {"x"}}}, false), std::nullopt);
  EXPECT_THAT(reloaded_, IsEmpty());
}

TEST_F(ConfigurationChangesTest, CanBeUndoneWithTheirSecrets) {
  put("s", {{"type", {"x"}}, {"token", {"first"}}});
  const auto second = put("s", {{"type", {"x"}}, {"token", {"second"}}}, false);
  EXPECT_EQ(tokenOf("s"), "second");
  changes_.undo(second.value());
  EXPECT_EQ(tokenOf("s"), "first");
  EXPECT_TRUE(changes_.saves().at(0).isUndone);
  EXPECT_THAT(secrets(), ElementsAre("sink.s.token"));
  EXPECT_THROW(changes_.undo(second.value()), BadForm);
  EXPECT_THROW(changes_.undo(77), std::out_of_range);
  changes_.undo(1);
  EXPECT_THAT(readConfiguration(folder_.file).sinks, IsEmpty());
  EXPECT_THAT(secrets(), IsEmpty());
}

TEST_F(ConfigurationChangesTest, AreUndoneOnlyWhileTheBlockIsStillTheirs) {
  const auto first = put("s", {{"type", {"x"}}, {"url", {"1"}}});
  put("s", {{"type", {"x"}}, {"url", {"2"}}}, false);
  const auto other = put("t", {{"type", {"x"}}});
  EXPECT_THROW(changes_.undo(first.value()), BadForm);
  changes_.undo(other.value());
  EXPECT_EQ(readConfiguration(folder_.file).sinks.at("s").text("url"), "2");
}

TEST_F(ConfigurationChangesTest, KeepTheLastTenAndTheSecretsThatTheyNeed) {
  put("s", {{"type", {"x"}}, {"token", {"0"}}});
  for (int i = 1; i <= 5; ++i) put("s", {{"type", {"x"}}, {"token", {std::to_string(i)}}}, false);
  EXPECT_THAT(secrets(), SizeIs(6));
  for (int i = 0; i < 10; ++i)
    put("s", {{"type", {"x"}}, {"url", {std::to_string(i)}}, {"token", {.isStored = true}}}, false);
  EXPECT_THAT(changes_.saves(), SizeIs(10));
  EXPECT_EQ(changes_.saves().front().id, 16U);
  EXPECT_THAT(secrets(), ElementsAre("sink.s.token.6"));
  EXPECT_EQ(tokenOf("s"), "5");
}

TEST_F(ConfigurationChangesTest, LeaveASecretWhoseFolderIsWrittenInAnotherWay) {
  folder_.folder.write("data/secrets/sink.a.token", "x");
  folder_.folder.write("data/secrets/sink.b.token", "x");
  folder_.main("sink.a.type = x\nsink.a.token.file = data/../data/secrets/sink.a.token\n");
  put("s", {{"type", {"x"}}});
  EXPECT_THAT(secrets(), ElementsAre("sink.a.token"));
  folder_.folder.write("data/secrets/sink.b.token", "x");
  folder_.main("sink.b.type = x\nsink.b.token.file = ${system.env.NO_SUCH:-data/secrets/sink.b.token}\n");
  put("t", {{"type", {"x"}}});
  EXPECT_THAT(secrets(), ElementsAre("sink.a.token", "sink.b.token")) << "the variable may mean each";
}

TEST_F(ConfigurationChangesTest, RememberTheNamesOfARename) {
  put("s", {{"type", {"x"}}});
  const auto renamed = changes_.apply("rename s to t", [](const ConfigurationEditor& editor) {
    return editor.put({.name = "t", .original = "s", .values = {{"type", {"x"}}}});
  });
  EXPECT_EQ(changes_.undo(renamed.id.value()).save.rename, (BlockRename{"sink.s.", "sink.t."}));
  EXPECT_FALSE(changes_.undo(1).save.rename);
}

TEST_F(ConfigurationChangesTest, LeaveFilesThatAreNotTheirs) {
  folder_.folder.write("data/secrets/mine", "x");
  put("s", {{"type", {"x"}}});
  EXPECT_THAT(secrets(), ElementsAre("mine"));
}

}  // namespace
}  // namespace herald::core
