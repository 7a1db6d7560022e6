// SPDX-License-Identifier: Apache-2.0
#include "harness/daemon_fixture.h"

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
  EXPECT_EQ(stop(), 0);
  EXPECT_THAT(daemon_->wholeOutput(), ::testing::HasSubstr("hangs"));
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
