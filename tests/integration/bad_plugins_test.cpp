// SPDX-License-Identifier: Apache-2.0
#include <regex>
#include <sstream>

#include "harness/daemon_fixture.h"
#include "herald/json.h"

namespace herald::testing {
namespace {

namespace fs = std::filesystem;

class BadPlugins : public DaemonTest {
 protected:
  fs::path plugins() {
    const auto folder = folder_.path() / "plugins";
    fs::create_directories(folder);
    fs::permissions(folder, fs::perms::owner_all);
    return folder;
  }

  void install(const fs::path& file, const std::string& as) {
    fs::copy_file(file, plugins() / as, fs::copy_options::overwrite_existing);
    fs::permissions(plugins() / as, fs::perms::owner_all);
  }

  static fs::path built(const std::string& name) { return fs::path(HERALD_BUILD) / "tests" / "bad_plugins" / name; }

  std::string common() { return "herald.plugins = " + plugins().string() + "\n"; }
};

TEST_F(BadPlugins, ARefusedFileIsNamedAndTheDaemonGoesOn) {
  folder_.write("plugins/text.so", "not a library");
  fs::copy_file(built("good/good.so"), plugins() / "open.so");
  fs::permissions(plugins() / "open.so", fs::perms::all);
  const auto whole = readFile(built("good/good.so"));
  folder_.write("plugins/cut.so", whole.substr(0, whole.size() / 2));
  fs::permissions(plugins() / "cut.so", fs::perms::owner_all);
  auto& daemon = start(common() + demo() + webhook("phone", receiver_.url()));
  receiver_.waitForBody("Print Done");
  EXPECT_EQ(stop(), 0);
  for (const auto name : {"text.so", "open.so", "cut.so"})
    EXPECT_THAT(daemon.wholeOutput(), ::testing::HasSubstr(name));
}

TEST_F(BadPlugins, ATypeOfARefusedFileIsNotReportedAsUnknown) {
  folder_.write("plugins/special.so", "not a library");
  configure(common() + "sink.x.type = special\n");
  const auto finished = runToEnd({heraldctl(), "check", "--config", config()});
  EXPECT_EQ(finished.code, 78);
  EXPECT_THAT(finished.output, ::testing::HasSubstr("special.so"));
  EXPECT_THAT(finished.output, ::testing::Not(::testing::HasSubstr("unknown type")));
}

// good_sink counts its calls, and has no preview.
TEST_F(BadPlugins, ADryRunDoesNotCallASinkThatCannotShowWhatItWouldDo) {
  install(built("good/good.so"), "good.so");
  configure(common() + "sink.quiet.type = good_sink\n");
  const auto event = folder_.write("event.json", R"({"type": "PrintDone"})").string();
  const auto expectRefusal = [](const Finished& finished) {
    EXPECT_EQ(finished.code, 1);
    EXPECT_THAT(finished.output,
                ::testing::HasSubstr("the sink quiet cannot show it: its plugin `good_sink` has no preview"));
  };
  expectRefusal(runToEnd({heraldctl(), "render", "--config", config(), "--sink", "quiet", "--event", event}));
  expectRefusal(runToEnd({heraldctl(), "test", "quiet", "--dry-run", "--config", config()}));
  start(common() + "sink.quiet.type = good_sink\n");
  expectRefusal(runToEnd({heraldctl(), "test", "quiet", "--dry-run", "--config", config()}));
  EXPECT_EQ(stop(), 0);
}

TEST_F(BadPlugins, APluginThatThrowsDoesNotDisturbTheOthers) {
  install(built("misbehaving/misbehaving.so"), "misbehaving.so");
  auto& daemon =
      start(common() + demo("source.thrower.type = throws_in_run\n") + webhook("phone", receiver_.url()) +
            "sink.bad.type = throws_in_deliver\nsink.late.type = webhook\nsink.late.url = " + receiver_.url() +
            "\ntransform.bad.type = throws_in_apply\nroute.bad.transforms = bad\nroute.bad.to = late\n");
  receiver_.waitForBody("Print Done");
  EXPECT_EQ(stop(), 0) << daemon.wholeOutput();
  for (const auto name : {"sink.bad", "source.thrower", "bad"})
    EXPECT_THAT(daemon.wholeOutput(), ::testing::HasSubstr(name));
}

TEST_F(BadPlugins, APluginThatThrowsInConfigureIsABadConfiguration) {
  install(built("misbehaving/misbehaving.so"), "misbehaving.so");
  configure(common() + "sink.bad.type = throws_in_configure\n");
  const auto finished = runToEnd({heraldd(), "--config", config()});
  EXPECT_EQ(finished.code, 78);
  EXPECT_THAT(finished.output, ::testing::HasSubstr("sink.bad"));
}

TEST_F(BadPlugins, APluginThatHangsDelaysNothingAndTheDaemonStillEnds) {
  install(built("misbehaving/misbehaving.so"), "misbehaving.so");
  start(common() + demo("source.hanger.type = hangs_in_run\n") + webhook("phone", receiver_.url()) +
        "sink.bad.type = hangs_in_deliver\nsink.bad.timeout = 100ms\nherald.stopTimeout = 1s\n");
  receiver_.waitForBody("Print Done");
  daemon_->waitForLine("Herald asks nothing more of this sink");
  EXPECT_EQ(stop(), 0);
  const auto said = daemon_->wholeOutput();
  for (const auto* who : {"source hanger (plugin hangs_in_run) hangs: Herald ends without waiting for it",
                          "sink bad (plugin hangs_in_deliver) hangs: Herald ends without waiting for it"})
    EXPECT_THAT(said, ::testing::HasSubstr(who));
}

TEST_F(BadPlugins, ATransformThatHangsIsNamedAtTheStop) {
  install(built("misbehaving/misbehaving.so"), "misbehaving.so");
  start(common() + demo() + webhook("phone", receiver_.url()) + "sink.late.type = webhook\nsink.late.url = " +
        receiver_.url() + "\ntransform.slow.type = hangs_in_apply\nroute.bad.transforms = slow\nroute.bad.to = late\n");
  daemon_->waitForLine("transform slow hangs");
  EXPECT_EQ(stop(), 0);
  EXPECT_THAT(daemon_->wholeOutput(),
              ::testing::HasSubstr("transform slow (plugin hangs_in_apply) of route bad hangs: Herald ends without"));
}

TEST_F(BadPlugins, ACrashNamesThePluginAndTheEventAtOnceAndAtTheNextStart) {
  install(built("misbehaving/misbehaving.so"), "misbehaving.so");
  const std::vector<std::pair<std::string, std::string>> table{
      {demo("sink.bad.type = crashes_in_deliver\n"),
       "Herald crashed (SIGABRT) in sink bad (plugin crashes_in_deliver) with PrintStarted of mk3, event "},
      {demo("sink.bad.type = crashes_in_begin\n"),
       "Herald crashed (SIGABRT) in sink bad (plugin crashes_in_begin) with PrintStarted of mk3, event "},
      {demo("transform.bad.type = crashes_in_apply\nroute.r.transforms = bad\nroute.r.to = out\nsink.out.type = "
            "stdout\n"),
       "Herald crashed (SIGFPE) in transform bad (plugin crashes_in_apply) with "},
      {"source.bad.type = crashes_in_run\n",
       "Herald crashed (an exception that nobody caught, std::runtime_error) in source bad (plugin crashes_in_run)"},
  };
  for (const auto& [text, expected] : table) {
    configure(common() + text);
    const auto crashed = runToEnd({heraldd(), "--config", config()});
    EXPECT_GT(crashed.code, 128) << "the signal ends the process";
    EXPECT_THAT(crashed.output, ::testing::HasSubstr(expected));
    EXPECT_THAT(crashed.output, ::testing::Not(::testing::HasSubstr("s3cret")));
    auto& next = start(common());
    EXPECT_EQ(stop(), 0);
    EXPECT_THAT(next.wholeOutput(), ::testing::HasSubstr("at the last run, " + expected));
    EXPECT_EQ(start(common()).output().find("at the last run"), std::string::npos) << "it is said once";
    EXPECT_EQ(stop(), 0);
  }
}

TEST_F(BadPlugins, AKillSaysAtTheNextStartWhatWasUnderWay) {
  install(built("misbehaving/misbehaving.so"), "misbehaving.so");
  auto& daemon = start(common() + demo() + "sink.slow.type = hangs_in_deliver\n" + webhook("phone", receiver_.url()) +
                       "sink.phone.events = *\n");
  receiver_.waitForBody("Print Done");
  for (std::string status; jsonAt(status, "sinks.slow.inFlight") != "1";) status = ctl({"status", "--json"}).output;
  daemon.signal(SIGKILL);
  EXPECT_EQ(daemon.wait(), 128 + SIGKILL);
  const std::string sentence =
      "the last run ended without a stop (killed, power cut or out of memory); under way was: ";
  EXPECT_THAT(start(common()).output(),
              ::testing::AllOf(::testing::HasSubstr(sentence),
                               ::testing::HasSubstr("PrintStarted of mk3 for sink slow, event ")));
  EXPECT_EQ(stop(), 0);
  EXPECT_EQ(start(common()).output().find("ended without a stop"), std::string::npos) << "it is said once";
  EXPECT_EQ(stop(), 0);
}

TEST_F(BadPlugins, AKeptEmitDoesNothingAndIsReported) {
  install(built("misbehaving/misbehaving.so"), "misbehaving.so");
  auto& daemon = start(common() + demo() + "sink.phone.type = webhook\nsink.phone.url = " + receiver_.url() +
                       "\nsink.phone.events = PrintDone\ntransform.keeper.type = keeps_emit\nroute.r.transforms = "
                       "keeper\nroute.r.to = phone\n");
  receiver_.waitForBody("Print Done");
  EXPECT_EQ(stop(), 0);
  EXPECT_THAT(daemon.wholeOutput(),
              ::testing::HasSubstr("transform.keeper: calls `emit` after apply() or wake() has returned"));
}

TEST_F(BadPlugins, ALibraryThatEndsTheProcessIsNamedByTheDaemonAndByHeraldctl) {
  install(built("ends_by_exit/ends_by_exit.so"), "ends_by_exit.so");
  auto& daemon = start(common() + demo() + webhook("phone", receiver_.url()));
  receiver_.waitForBody("Print Done");
  const auto listed = ctl({"plugins"});
  EXPECT_EQ(stop(), 0);
  for (const auto& said : {daemon.wholeOutput(), listed.output})
    EXPECT_THAT(said,
                ::testing::HasSubstr("ends the process that loads it (exit code 3; it printed `no licence found`)"));
}

TEST_F(BadPlugins, AMistakeInADeclarationIsNamedByHeraldctlAndKeepsNothingElseFromRunning) {
  install(built("bad_options/bad_options.so"), "bad_options.so");
  const std::string mistake = "options() of `declared_twice`: option `path` is declared twice";
  auto& daemon = start(common() + demo() + webhook("phone", receiver_.url()));
  receiver_.waitForBody("Print Done");
  const auto listed = ctl({"plugins"}).output;
  EXPECT_THAT(listed, ::testing::HasSubstr(mistake));
  EXPECT_THAT(listed, ::testing::HasSubstr("options() of `reserved_name`: option `events` cannot be told from"));
  EXPECT_EQ(stop(), 0);
  EXPECT_THAT(daemon.wholeOutput(), ::testing::HasSubstr("bad_options.so: " + mistake));
  configure(common() + "sink.x.type = declared_twice\n");
  const auto checked = ctl({"check"});
  EXPECT_EQ(checked.code, 78);
  for (const auto& part : {std::string("sink.x.type"), std::string("bad_options.so"), mistake})
    EXPECT_THAT(checked.output, ::testing::HasSubstr(part));
}

TEST_F(BadPlugins, AVisibleClassIsAWarning) {
  install(built("same_class_a/same_class_a.so"), "same_class_a.so");
  configure(common() + "sink.a.type = same_class_a\n");
  const auto listed = ctl({"plugins"});
  EXPECT_THAT(listed.output, ::testing::HasSubstr("warning    it exports "));
  EXPECT_THAT(listed.output, ::testing::HasSubstr("sink same_class_a"));
}

/// A plugin that starts a program hands over nothing of Herald's: no socket, no lock, no database, no log.
TEST_F(BadPlugins, AProgramOfAPluginInheritsNoDescriptor) {
  install(built("lists_descriptors/lists_descriptors.so"), "lists_descriptors.so");
  const auto list = folder_.path() / "descriptors";
  auto& daemon =
      start(common() + busyDemo() + webhook("phone", receiver_.url()) +
            "source.web.type = http\nsource.web.listen = 127.0.0.1:0\nsource.web.token = 12345678901234567890\n" +
            "admin.listen = 127.0.0.1:0\nlogging.channels.file.class = FileChannel\nlogging.channels.file.path = " +
            (folder_.path() / "herald.log").string() +
            "\nlogging.channels.console.class = ConsoleChannel\nlogging.channels.both.class = SplitterChannel\n"
            "logging.channels.both.channels = file, console\nlogging.loggers.root.channel = both\n"
            "sink.lister.type = lists_descriptors\nsink.lister.path = " +
            list.string() + "\nsink.lister.events = PrintDone\n");
  receiver_.waitFor(8);
  EXPECT_EQ(stop(), 0) << daemon.wholeOutput();
  std::istringstream lines(readFile(list));
  std::vector<std::string> extra;
  for (std::string line; std::getline(lines, line);) {
    std::smatch found;
    if (!std::regex_search(line, found, std::regex(R"((\d+) -> (.*)$)")) || std::stoi(found[1]) <= 2) continue;
    if (found[2].str().starts_with("/proc/")) continue;  // the folder that `ls` lists
    extra.push_back(line);
  }
  EXPECT_THAT(extra, ::testing::IsEmpty());
}

TEST_F(BadPlugins, ACopyOverALoadedFileChangesNothingUntilTheReload) {
  install(built("good/good.so"), "good.so");
  const std::string config =
      common() + "source.counter.type = good_source\nsource.counter.events = 100000\nsource.counter.pace = 2ms\n" +
      webhook("phone", receiver_.url()) + "sink.phone.events = *\n";
  auto& daemon = start(config);
  receiver_.waitFor(5);
  {
    // Overwrites the bytes in place, as cp does.
    std::ofstream over(plugins() / "good.so", std::ios::binary | std::ios::trunc);
    over << "garbage where code was";
  }
  receiver_.waitFor(receiver_.received().size() + 20);
  EXPECT_THAT(reload(config), ::testing::HasSubstr("did not take over"));
  receiver_.waitFor(receiver_.received().size() + 20);
  EXPECT_EQ(stop(), 0) << daemon.wholeOutput();
}

}  // namespace
}  // namespace herald::testing
