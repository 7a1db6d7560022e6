// SPDX-License-Identifier: Apache-2.0
#include "engine/config/presets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/config/standard_paths.h"
#include "herald/testing/temporary_folder.h"

namespace herald::core {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class PresetsTest : public ::testing::Test {
 protected:
  PresetsTest() {
    folder_.write(
        "presets/chat.properties",
        "preset.about = A chat.\npreset.needs.url = the room's address\ntype = webhook\ndata = {\"text\": 1}\n"
        "headers.A = 1\nheaders.B = 2\ntimeout = 3s\n");
  }

  Configuration read(const std::string& text) {
    folder_.write("herald.properties", text);
    return readConfiguration(folder_.path() / "herald.properties");
  }

  Block sink(const std::string& text) { return read(text).sinks.at("s"); }

  std::vector<std::string> problemsOf(const std::string& text) {
    std::vector<std::string> lines;
    for (const auto& problem : read(text).problems) {
      std::string line = toString(problem);
      for (auto at = line.find(root_); at != std::string::npos; at = line.find(root_)) line.erase(at, root_.size());
      lines.push_back(line);
    }
    return lines;
  }

  testing::TemporaryFolder folder_;
  std::string root_ = folder_.path().string() + "/";
};

TEST_F(PresetsTest, GivesItsOptionsToTheSinkThatNamesIt) {
  const auto configuration = read("sink.s.preset = chat\nsink.s.url = http://x\n");
  EXPECT_THAT(configuration.problems, IsEmpty());
  const Block& block = configuration.sinks.at("s");
  EXPECT_EQ(block.text("type"), "webhook");
  EXPECT_EQ(block.text("data"), "{\"text\": 1}");
  EXPECT_EQ(block.find("data")->key, "sink.s.data");
  EXPECT_EQ(toString(block.find("data")->at), root_ + "presets/chat.properties:4");
  EXPECT_EQ(block.find("preset.about"), nullptr);
  EXPECT_EQ(configuration.properties.at("sink.s.timeout"), "3s");
}

TEST_F(PresetsTest, OwnWinsOverPresetAndPresetOverDefaults) {
  const std::string base = "sink.s.preset = chat\nsink.s.url = http://x\n";
  const std::string defaults =
      "defaults.webhook.timeout = 9s\ndefaults.webhook.data = {}\ndefaults.webhook.proxy = http://p\n";
  EXPECT_EQ(sink(base + defaults).text("timeout"), "3s");
  EXPECT_EQ(sink(base + defaults).text("proxy"), "http://p");
  EXPECT_EQ(sink(base + defaults + "sink.s.data = [1]\n").text("data"), "[1]");
  folder_.write("own.json", "[2]");
  EXPECT_EQ(sink(base + defaults + "sink.s.data.file = own.json\n").text("data"), "[2]");
}

TEST_F(PresetsTest, MembersOfAMapAreMergedAndAWholeMapReplacesThem) {
  const std::string base = "sink.s.preset = chat\nsink.s.url = http://x\n";
  const Block merged = sink(base + "sink.s.headers.B = mine\nsink.s.headers.C = 3\n");
  EXPECT_EQ(merged.text("headers.A") + merged.text("headers.B") + merged.text("headers.C"), "1mine3");
  const Block replaced = sink(base + "sink.s.headers = {}\ndefaults.webhook.headers.D = 4\n");
  EXPECT_EQ(replaced.find("headers.A"), nullptr);
  EXPECT_EQ(replaced.find("headers.D"), nullptr);
}

TEST_F(PresetsTest, ADefaultOfTheTypeMayNameThePreset) {
  const Block block = sink("defaults.webhook.preset = chat\nsink.s.type = webhook\nsink.s.url = http://x\n");
  EXPECT_EQ(block.text("timeout"), "3s");
  EXPECT_THAT(problemsOf("defaults.webhook.preset = chat\nsink.s.type = webhook\n"),
              Contains(HasSubstr("sink.s.url: is missing")));
}

TEST_F(PresetsTest, AnOwnFolderWinsOverTheOnesThatCameWithHerald) {
  EXPECT_EQ(sink("sink.s.preset = slack\nsink.s.url = http://x\n").text("type"), "webhook");
  folder_.write("presets/slack.properties", "type = stdout\n");
  EXPECT_EQ(sink("sink.s.preset = slack\n").text("type"), "stdout");
  const auto names = Presets(presetFolders(folder_.path() / "herald.properties")).names();
  EXPECT_EQ(std::count(names.begin(), names.end(), "slack"), 1);
  EXPECT_THAT(names, Contains("chat"));
}

TEST_F(PresetsTest, ReachesTheSinksOwnOptionsAndFilesBesideIt) {
  folder_.write("presets/own.properties", "type = webhook\nurl = http://x/${own.auth.user}\ndata.file = data.json\n");
  folder_.write("presets/data.json", "[3]");
  const Block block = sink("sink.s.preset = own\nsink.s.auth.user = me\n");
  EXPECT_EQ(block.text("url"), "http://x/me");
  EXPECT_EQ(block.text("data"), "[3]");
}

TEST_F(PresetsTest, AnOwnOptionMayComeFromThePreset) {
  folder_.write("presets/own.properties", "type = webhook\nurl = http://x\nproxy = ${own.url}/p\n");
  EXPECT_EQ(sink("sink.s.preset = own\n").text("proxy"), "http://x/p");
  EXPECT_EQ(sink("sink.s.preset = own\nsink.s.url = http://mine\n").text("proxy"), "http://mine/p");
  folder_.write("url", "http://file\n");
  EXPECT_EQ(sink("sink.s.preset = own\nsink.s.url.file = url\n").text("proxy"), "http://file/p");
}

TEST_F(PresetsTest, AnOptionThatIsNoMapHidesNoneOfItsPrefix) {
  folder_.write("presets/own.properties", "type = webhook\nrate = 1/s\nrate.burst = 5\nsnapshot.url = http://p\n");
  const Block block = sink("sink.s.preset = own\nsink.s.url = http://x\nsink.s.rate = 2/s\nsink.s.snapshot = true\n");
  EXPECT_EQ(block.text("rate") + block.text("rate.burst") + block.text("snapshot.url"), "2/s5http://p");
}

/// The preset's requests with a picture have other data.
TEST_F(PresetsTest, OwnDataTakesNoPartOfTheRequestsWithAPicture) {
  folder_.write("presets/own.properties",
                "type = webhook\ndata = [0]\nsnapshot.url = http://p\nsnapshot.data = [1]\nsnapshot.most = 5 MB\n");
  const std::string base = "sink.s.preset = own\nsink.s.url = http://x\n";
  const Block plain = sink(base);
  EXPECT_EQ(plain.text("snapshot.url") + plain.text("snapshot.data"), "http://p[1]");
  const Block mine = sink(base + "sink.s.data = [2]\n");
  EXPECT_EQ(mine.find("snapshot.url"), nullptr);
  EXPECT_EQ(mine.find("snapshot.data"), nullptr);
  EXPECT_EQ(mine.text("snapshot.most"), "5 MB");
  const Block both = sink(base + "sink.s.data = [2]\nsink.s.snapshot.data = [3]\n");
  EXPECT_EQ(both.text("snapshot.url") + both.text("snapshot.data"), "http://p[3]");
  for (const std::string selector : {"on.PrintDone.", "for.mk3.", "on.Print*.for.mk?."}) {
    const Block some = sink(base + "sink.s." + selector + "data = [2]\nsink.s." + selector + "headers.data = x\n");
    EXPECT_EQ(some.text("snapshot.data") + some.text(selector + "snapshot"), "[1]false") << selector;
    const Block asked = sink(base + "sink.s." + selector + "data = [2]\nsink.s." + selector + "snapshot.data = [3]\n");
    EXPECT_EQ(asked.find(selector + "snapshot"), nullptr) << selector;
  }
}

TEST_F(PresetsTest, AnOwnOptionThatIsNotThereIsReportedOnce) {
  folder_.write("presets/own.properties", "type = webhook\npreset.needs.user = a name\nurl = http://x/${own.user}\n");
  EXPECT_THAT(problemsOf("sink.s.preset = own\n"), ElementsAre(HasSubstr("needs it: a name")));
  EXPECT_EQ(sink("sink.s.preset = own\ndefaults.webhook.user = all\n").text("url"), "http://x/all");
}

TEST_F(PresetsTest, ASourceMayHaveOne) {
  folder_.write("presets/bus.properties",
                "preset.for = source\npreset.needs.url = the broker\ntype = mqtt\ntopics = ${own.base}/#\n");
  const auto configuration = read("source.s.preset = bus\nsource.s.url = mqtt://x\nsource.s.base = b\n");
  EXPECT_THAT(configuration.problems, IsEmpty());
  const Block& block = configuration.sources.at("s");
  EXPECT_EQ(block.text("type") + " " + block.text("topics"), "mqtt b/#");
  EXPECT_THAT(problemsOf("source.s.preset = bus\nsource.s.base = b\n"),
              ElementsAre("herald.properties:1: source.s.url: is missing, and the preset `bus` needs it: the broker"));
}

TEST_F(PresetsTest, OneOfTheOtherKindIsAnErrorUnlessItIsADefault) {
  folder_.write("presets/bus.properties", "preset.for = source\ntype = both\ntopics = a\n");
  EXPECT_THAT(problemsOf("sink.s.preset = bus\n"),
              ElementsAre("herald.properties:1: sink.s.preset: the preset `bus` is for a source, not for a sink"));
  EXPECT_THAT(problemsOf("source.s.preset = chat\n"),
              ElementsAre("herald.properties:1: source.s.preset: the preset `chat` is for a sink, not for a source"));
  const auto both = read("defaults.both.preset = bus\nsource.s.type = both\nsink.s.type = both\n");
  EXPECT_THAT(both.problems, IsEmpty());
  EXPECT_EQ(both.sources.at("s").text("topics"), "a");
  EXPECT_EQ(both.sinks.at("s").find("topics"), nullptr);
  folder_.write("presets/bus.properties", "preset.for = transform\n");
  EXPECT_THAT(problemsOf("source.s.preset = bus\nsource.s.type = x\n"),
              Contains(HasSubstr("bus.properties:1: preset.for: is `transform`: write sink or source")));
}

TEST_F(PresetsTest, AnUnknownOneNamesTheNearest) {
  EXPECT_THAT(problemsOf("sink.s.preset = chatt\nsink.s.url = http://x\n"),
              ElementsAre("herald.properties:1: sink.s.preset: there is no preset `chatt`, did you mean `chat`?"));
  EXPECT_THAT(
      problemsOf("sink.s.preset = ../../etc/passwd\n"),
      ElementsAre("herald.properties:1: sink.s.preset: there is no preset `../../etc/passwd`; `heraldctl presets` "
                  "lists the presets"));
}

TEST_F(PresetsTest, WhatItNeedsAndTheSinkDoesNotHaveIsSaidInOneSentence) {
  const std::string missing = ": sink.s.url: is missing, and the preset `chat` needs it: the room's address";
  EXPECT_THAT(problemsOf("#\nsink.s.preset = chat\n"), ElementsAre("herald.properties:2" + missing));
  EXPECT_THAT(problemsOf("sink.s.preset = chat\nsink.s.url =\n"), ElementsAre("herald.properties:1" + missing));
  EXPECT_THAT(problemsOf("sink.s.preset = chat\nsink.s.url.file = no\n"), ElementsAre(HasSubstr("cannot read no")));
  EXPECT_THAT(problemsOf("sink.s.preset = chat\ndefaults.webhook.url = http://x\n"), IsEmpty());
  folder_.write("presets/map.properties", "type = webhook\npreset.needs.variables.chat = the chat\n");
  EXPECT_THAT(problemsOf("sink.s.preset = map\nsink.s.variables = {\"chat\": \"1\"}\n"), IsEmpty());
}

TEST_F(PresetsTest, WhatIsWrongInItsFileNamesThatFile) {
  folder_.write("presets/bad.properties", "type = webhook\nno sign\npreset.need.url = x\ntimeout = 1s\ntimeout = 2s\n");
  EXPECT_THAT(
      problemsOf("sink.s.preset = bad\n"),
      ElementsAre(
          HasSubstr("presets/bad.properties:2: this line has no `=`"),
          HasSubstr("presets/bad.properties:3: preset.need.url: only preset.title, preset.about, preset.for and"),
          HasSubstr("presets/bad.properties:5: timeout: is set twice")));
}

}  // namespace
}  // namespace herald::core
