// SPDX-License-Identifier: Apache-2.0
#include "engine/config/configuration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include "herald/testing/temporary_folder.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;

class ConfigurationTest : public ::testing::Test {
 protected:
  Configuration read(const std::string& text) {
    folder_.write("herald.properties", text);
    return readConfiguration(folder_.path() / "herald.properties");
  }

  /// The problems of a text, one string each, without the folder.
  std::vector<std::string> problemsOf(const std::string& text) { return lines(read(text).problems); }

  std::vector<std::string> lines(const std::vector<ConfigProblem>& problems) const {
    std::vector<std::string> texts;
    for (const auto& problem : problems) {
      std::string line = toString(problem);
      for (auto at = line.find(root_); at != std::string::npos; at = line.find(root_)) line.erase(at, root_.size());
      texts.push_back(line);
    }
    return texts;
  }

  std::string refusalOf(const std::filesystem::path& file) const {
    try {
      readConfiguration(file);
    } catch (const BadConfiguration& bad) {
      return lines(bad.problems()).at(0);
    }
    return "";
  }

  testing::TemporaryFolder folder_;
  std::string root_ = folder_.path().string() + "/";
};

TEST_F(ConfigurationTest, SortsTheKeysIntoBlocks) {
  const auto configuration = read(
      "source.mk3.type = octoprint\nsource.mk3.url = http://octopi.local\n"
      "sink.slack.type = webhook\nsink.slack.message.PrintDone = @name is ready\n"
      "transform.long.type = filter\nroute.farm.to = slack\n"
      "logging.loggers.root.level = debug\napplication.logger = x\n");
  EXPECT_THAT(lines(configuration.problems), IsEmpty());
  EXPECT_EQ(configuration.sources.at("mk3").text("url"), "http://octopi.local");
  const Block& slack = configuration.sinks.at("slack");
  EXPECT_EQ(slack.text("message.PrintDone"), "@name is ready");
  EXPECT_EQ(slack.find("message.PrintDone")->at.line, 4);
  EXPECT_EQ(slack.key("url"), "sink.slack.url");
  EXPECT_EQ(configuration.transforms.at("long").text("type"), "filter");
  EXPECT_EQ(configuration.routes.at("farm").text("to"), "slack");
  EXPECT_EQ(configuration.properties.at("logging.loggers.root.level"), "debug");
  EXPECT_EQ(configuration.properties.at("sink.slack.type"), "webhook");
}

TEST_F(ConfigurationTest, ReadsTheFilesOfConfDInTheOrderOfTheirNames) {
  folder_.write("conf.d/20-b.properties", "sink.b.type = stdout\nsink.b.x = ${sink.a.x}\n");
  folder_.write("conf.d/10-a.properties", "sink.a.type = stdout\nsink.a.x = 1\n");
  folder_.write("conf.d/note.txt", "not read");
  folder_.write("conf.d/.hidden.properties", "not read");
  const auto configuration = read("");
  EXPECT_THAT(lines(configuration.problems), IsEmpty());
  EXPECT_THAT(configuration.sinks, ElementsAre(Key("a"), Key("b")));
  EXPECT_EQ(configuration.sinks.at("b").text("x"), "1");
}

TEST_F(ConfigurationTest, ReportsADuplicateKeyAlsoAcrossFiles) {
  folder_.write("conf.d/a.properties", "sink.s.url = 3\n");
  EXPECT_THAT(problemsOf("sink.s.type = x\nsink.s.url = 1\nsink.s.url = 2\n"),
              ElementsAre("herald.properties:3: sink.s.url: already set at herald.properties:2; keep one of them",
                          "conf.d/a.properties:1: sink.s.url: already set at herald.properties:2; keep one of them"));
}

TEST_F(ConfigurationTest, ReportsAllProblemsInTheOrderOfTheFiles) {
  folder_.write("conf.d/b.properties", "nonsense\n");
  folder_.write("conf.d/a.properties", "\nsnik.x.y = 1\n");
  EXPECT_THAT(
      problemsOf("sink.a.url = 1\nherald.datadir = /x\nopenSSL.client.caConfig = x\nsource.a b.type = x\n"
                 "sink.c = webhook\nstray\n= 1\n"),
      ElementsAre(
          "herald.properties:1: sink.a.type: is missing: name the plugin of this sink; `heraldctl plugins` lists them",
          "herald.properties:2: herald.datadir: unknown option, did you mean `dataDir`?",
          "herald.properties:3: openSSL.client.caConfig: TLS has options per plugin: use tls.*, as in "
          "sink.NAME.tls.ca",
          "herald.properties:4: source.a b.type: the name `a b` may hold only letters, digits, `_` and `-`",
          "herald.properties:5: sink.c: the option is missing: write sink.c.OPTION = VALUE",
          "herald.properties:6: this line has no `=`: write KEY = VALUE, or # for a comment",
          "herald.properties:7: there is no key before the `=` or `:`: write KEY = VALUE",
          "conf.d/a.properties:2: snik.x.y: unknown key: a key cannot begin with `snik`, did you mean `sink`?",
          "conf.d/b.properties:1: this line has no `=`: write KEY = VALUE, or # for a comment"));
}

TEST_F(ConfigurationTest, SkipsAByteOrderMarkInEachFile) {
  const std::string mark = "\xEF\xBB\xBF";
  folder_.write("conf.d/a.properties", mark + "sink.s.a = 1\n");
  folder_.write("presets/p.properties", mark + "type = x\n");
  const auto configuration = read(mark + "sink.s.preset = p\n");
  EXPECT_THAT(lines(configuration.problems), IsEmpty());
  EXPECT_EQ(configuration.sinks.at("s").text("a"), "1");
  EXPECT_EQ(configuration.sinks.at("s").text("type"), "x");
}

TEST_F(ConfigurationTest, SaysOnceWhatIsWrongWithTheCharactersOfAKey) {
  EXPECT_THAT(problemsOf("si\u00ADnk.s.type = x\n"),
              ElementsAre("herald.properties:1: si\\u00ADnk.s.type: character 3 of this key is U+00AD (soft hyphen): "
                          "delete it"));
}

TEST_F(ConfigurationTest, HasTheAdminPortOnTheLoopbackInterfaceUnlessItIsOff) {
  EXPECT_EQ(read("").adminListen, "127.0.0.1:8484");
  EXPECT_EQ(read("admin.listen = off\n").adminListen, "");
  const auto configuration = read("admin.listen = [::1]:9000\nadmin.token = s3cret\n");
  EXPECT_EQ(configuration.adminListen, "[::1]:9000");
  EXPECT_EQ(configuration.adminToken, "s3cret");
}

TEST_F(ConfigurationTest, OpensTheAdminPortToOtherMachinesOnlyWithAToken) {
  for (const std::string listen : {"0.0.0.0:8484", "192.168.1.5:8484", "[fe80::1]:8484"}) {
    EXPECT_THAT(problemsOf("admin.listen = " + listen + "\n"),
                ElementsAre("herald.properties:1: admin.listen: `" + listen +
                            "` lets other machines in: set admin.token, or listen at 127.0.0.1"));
    EXPECT_THAT(problemsOf("admin.listen = " + listen + "\nadmin.token = s3cret\n"), IsEmpty()) << listen;
  }
  for (const std::string listen : {"127.0.0.1:0", "127.0.0.2:8484", "[::1]:8484"}) {
    EXPECT_THAT(problemsOf("admin.listen = " + listen + "\n"), IsEmpty()) << listen;
  }
  for (const std::string listen : {"nowhere", "127.0.0.1", "127.0.0.1:99999"}) {
    EXPECT_THAT(problemsOf("admin.token = s3cret\nadmin.listen = " + listen + "\n"),
                ElementsAre("herald.properties:2: admin.listen: `" + listen +
                            "` is not an address with a port: write one such as 127.0.0.1:8484, or off"));
  }
}

TEST_F(ConfigurationTest, TheConsoleIsThereForThisMachineAlone) {
  const auto console = read("").console;
  EXPECT_TRUE(console.enabled);
  EXPECT_FALSE(console.lan);
  EXPECT_EQ(console.idle, std::chrono::minutes(30));
  const auto set = read("console.names = Printers.example, farm\nconsole.path = /herald\nconsole.idle = 1h\n").console;
  EXPECT_THAT(set.names, ElementsAre("farm", "printers.example"));
  EXPECT_EQ(set.path, "/herald");
  EXPECT_EQ(set.idle, std::chrono::hours(1));
}

TEST_F(ConfigurationTest, OpensTheConsoleToOtherMachinesOnlyWithAPassword) {
  EXPECT_THAT(problemsOf("console.lan = true\n"),
              ElementsAre("herald.properties:1: console.lan: lets other machines in: set console.password; `heraldctl "
                          "console --lan` does both"));
  const std::string open = "console.lan = true\nconsole.password = $scrypt$ln=14,r=8,p=5$00$00\n";
  EXPECT_EQ(read(open).adminListen, "0.0.0.0:8484");
  EXPECT_EQ(read(open + "admin.listen = [::1]:9000\n").adminListen, "[::]:9000");
  EXPECT_THAT(problemsOf(open + "admin.listen = off\n"),
              ElementsAre("herald.properties:1: console.lan: opens the port of admin.listen, which is off: set an "
                          "address there"));
  EXPECT_THAT(problemsOf("console.password = hunter2\n"),
              ElementsAre("herald.properties:1: console.password: is not the hash of a password: `heraldctl console "
                          "--lan` asks for a password and stores its hash"));
}

TEST_F(ConfigurationTest, OpensThePortToHomeAssistantWhichAsksForTheLogin) {
  EXPECT_EQ(read("console.ingress = 172.30.32.2\nadmin.listen = 0.0.0.0:8484\n").adminListen, "0.0.0.0:8484");
}

TEST_F(ConfigurationTest, SaysWhatIsWrongWithTheConsole) {
  const std::vector<std::pair<std::string, std::string>> table{
      {"console.names = http://farm",
       "console.names: `http://farm` is not a host name: leave out http:// and the port"},
      {"console.frame = octopi.local",
       "console.frame: `octopi.local` is not an origin: write one such as http://octopi.local"},
      {"console.frame = http://a; script-src",
       "console.frame: `http://a; script-src` is not an origin: write one such as http://octopi.local"},
      {"console.path = herald/",
       "console.path: `herald/` is not a path: write one such as /herald, without a slash at its end"},
      {"console.ingress = supervisor",
       "console.ingress: `supervisor` is not an address: the Supervisor of Home Assistant is at 172.30.32.2"},
      {"console.longest = 1m", "console.longest: has to be at least console.idle"},
      {"console.idle = 0", "console.idle: has to be more than 0"},
      {"admin.tls.key = /nowhere",
       "admin.tls.certificate: is missing, but tls.key is set: set the certificate of that key"},
      {"admin.tls.certificate = /nowhere",
       "admin.tls.certificate: names `/nowhere`, which does not exist: create it, or correct the path"},
  };
  for (const auto& [line, why] : table) {
    EXPECT_THAT(problemsOf(line + "\n"), ElementsAre("herald.properties:1: " + why)) << line;
  }
}

TEST_F(ConfigurationTest, IsRefusedWhereTheFileCannotBeRead) {
  EXPECT_EQ(refusalOf(folder_.path() / "none"),
            "none: cannot read the configuration: there is no such file; check the path");
  folder_.write("folder/x", "");
  EXPECT_EQ(refusalOf(folder_.path() / "folder"),
            "folder: cannot read the configuration: it is a folder; name the file in it");
  folder_.write("large", std::string((4U << 20) + 1, '#'));
  EXPECT_EQ(refusalOf(folder_.path() / "large"),
            "large: cannot read the configuration: it is larger than 4 MiB; split it into files in conf.d");
  const auto secret = folder_.write("secret", "");
  std::filesystem::permissions(secret, std::filesystem::perms::none);
  const testing::WithoutPrivileges rights;
  EXPECT_EQ(refusalOf(secret),
            "secret: cannot read the configuration: permission denied; let the daemon's user read it");
}

TEST_F(ConfigurationTest, ReadsAnUnreadableFileOfConfDAsAProblem) {
  folder_.write("conf.d/a.properties/x", "");
  EXPECT_THAT(problemsOf(""),
              ElementsAre("conf.d/a.properties: cannot read the configuration: it is a folder; name the file in it"));
}

TEST_F(ConfigurationTest, GivesDefaultsToEveryBlockOfTheirType) {
  const auto configuration = read(
      "defaults.webhook.timeout = 5s\ndefaults.webhook.headers.A = 1\ndefaults.webhook.headers.B = 1\n"
      "defaults.webhook.apiSecret.file = secret\ndefaults.unused.x = 1\n"
      "sink.own.type = webhook\nsink.own.timeout = 9s\nsink.own.headers.A = 2\nsink.own.apiSecret = mine\n"
      "sink.bare.type = webhook\nsink.whole.type = webhook\nsink.whole.headers = {}\nsink.other.type = stdout\n"
      "source.in.type = webhook\nroute.r.type = webhook\n");
  folder_.write("secret", "theirs");
  const auto again = readConfiguration(configuration.file);
  const auto text = [&](const std::string& sink, const std::string& option) {
    return again.sinks.at(sink).text(option);
  };
  EXPECT_EQ(text("own", "timeout"), "9s");
  EXPECT_EQ(text("own", "headers.A"), "2");
  EXPECT_EQ(text("own", "headers.B"), "1");
  EXPECT_EQ(text("own", "apiSecret"), "mine");
  EXPECT_EQ(text("bare", "timeout"), "5s");
  EXPECT_EQ(text("bare", "apiSecret"), "theirs");
  EXPECT_EQ(text("whole", "headers"), "{}");
  EXPECT_FALSE(again.sinks.at("whole").find("headers.A"));
  EXPECT_EQ(text("other", "timeout"), "");
  EXPECT_EQ(again.sources.at("in").text("timeout"), "5s");
  EXPECT_FALSE(again.routes.at("r").find("timeout"));
  EXPECT_THAT(again.defaults, ElementsAre(Key("unused"), Key("webhook")));
  EXPECT_EQ(again.sinks.at("bare").find("timeout")->at.line, 1);
  EXPECT_EQ(again.sinks.at("bare").key("timeout"), "defaults.webhook.timeout");
  EXPECT_THAT(lines(again.problems), IsEmpty());
}

TEST_F(ConfigurationTest, RefusesADefaultForTheType) {
  EXPECT_THAT(
      problemsOf("defaults.webhook.type = x\n"),
      ElementsAre("herald.properties:1: defaults.webhook.type: `type` cannot have a default: write it in each block"));
}

TEST_F(ConfigurationTest, ChecksItsOwnOptions) {
  const auto configuration = read("herald.dataDir = data\nherald.plugins = plugins, /opt/x\nherald.stopTimeout = 3s\n");
  EXPECT_EQ(configuration.dataDir, folder_.path() / "data");
  EXPECT_THAT(configuration.pluginFolders, ElementsAre(folder_.path() / "plugins", "/opt/x"));
  EXPECT_EQ(configuration.stopTimeout, Millis(3000));
  EXPECT_THAT(problemsOf("herald.stopTimeout = soon\n"),
              ElementsAre(HasSubstr("herald.properties:1: herald.stopTimeout: ")));
}

TEST_F(ConfigurationTest, HasDefaultsForItsOwnOptions) {
  const auto configuration = read("");
  EXPECT_EQ(configuration.stopTimeout, Millis(10000));
  EXPECT_THAT(configuration.pluginFolders, IsEmpty());
  EXPECT_TRUE(configuration.dataDir.is_absolute());
  EXPECT_EQ(configuration.dataDir.filename(), "herald");
}

TEST_F(ConfigurationTest, ReadsHowMuchOfTheDeliveryLogStays) {
  EXPECT_EQ(read("").log, (LogKeep{std::chrono::hours(7 * 24), std::size_t{32} << 20}));
  EXPECT_EQ(read("log.keep = 12h, 1 MiB\n").log, (LogKeep{std::chrono::hours(12), std::size_t{1} << 20}));
  EXPECT_THAT(problemsOf("\nlog.keep = 7d\n"),
              ElementsAre("herald.properties:2: log.keep: expected an age and a size, such as 7d, 32 MiB"));
  EXPECT_THAT(problemsOf("log.keep = 7d, 1 KiB\n"),
              ElementsAre("herald.properties:1: log.keep: the size has to be at least 256 KiB"));
  EXPECT_THAT(problemsOf("log.keep = 32 MiB, 7d\n"), ElementsAre(HasSubstr("herald.properties:1: log.keep: ")));
  EXPECT_THAT(problemsOf("log.kepp = 7d, 32 MiB\n"), ElementsAre(HasSubstr("did you mean `keep`")));
}

TEST_F(ConfigurationTest, KeepsTheStateOfAnOrdinaryUserInTheHomeFolder) {
  folder_.write("herald.properties", "");
  ::setenv("XDG_STATE_HOME", "/xdg", 1);
  const testing::WithoutPrivileges rights;
  EXPECT_EQ(readConfiguration(folder_.path() / "herald.properties").dataDir, "/xdg/herald");
  ::unsetenv("XDG_STATE_HOME");
  EXPECT_THAT(readConfiguration(folder_.path() / "herald.properties").dataDir.string(),
              HasSubstr("/.local/state/herald"));
}

TEST(BadConfiguration, SaysEachProblemOnceOnALineOfItsOwn) {
  const BadConfiguration bad({{{"f", 10}, "k", "second"}, {{"f", 9}, "k", "first"}, {{"f", 10}, "k", "second"}});
  EXPECT_STREQ(bad.what(), "f:9: k: first\nf:10: k: second");
  EXPECT_EQ(bad.problems().size(), 2U);
}

TEST_F(ConfigurationTest, RefusesATildeInItsOwnPaths) {
  EXPECT_THAT(
      problemsOf("herald.dataDir = ~/herald\nherald.plugins = ~/plugins\n"),
      ElementsAre("herald.properties:1: herald.dataDir: begins with `~`, which only a shell knows: write the whole "
                  "path",
                  "herald.properties:2: herald.plugins: begins with `~`, which only a shell knows: write the whole "
                  "path"));
}

}  // namespace
}  // namespace herald::core
