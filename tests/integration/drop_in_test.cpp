// SPDX-License-Identifier: Apache-2.0
#include "harness/daemon_fixture.h"
#include "harness/plugin_build.h"

namespace herald::testing {
namespace {

namespace fs = std::filesystem;

using DropIn = DaemonTest;

TEST_F(DropIn, ASinkOfTheUserDeliversAfterItWasCopiedIntoTheFolderOfARunningDaemon) {
  const auto plugins = folder_.path() / "plugins", events = folder_.path() / "events.txt";
  fs::create_directory(plugins);
  fs::permissions(plugins, fs::perms::owner_all);
  const std::string common = "herald.plugins = " + plugins.string() + "\n" + busyDemo();
  const std::string withTail =
      common + "sink.tail.type = tail_file\nsink.tail.path = " + events.string() + "\nsink.tail.events = *\n";
  start(common + webhook("phone", receiver_.url()));
  EXPECT_THAT(reload(withTail), ::testing::HasSubstr("did not take over"));

  const auto build = PluginBuild(folder_.path()).build(HERALD_SOURCE "/sdk/examples/tail_file");
  fs::copy_file(build / "tail_file.so", plugins / "tail_file.so");
  fs::permissions(plugins / "tail_file.so", fs::perms::group_write | fs::perms::others_write, fs::perm_options::remove);
  EXPECT_THAT(reload(withTail + webhook("phone", receiver_.url())),
              ::testing::HasSubstr("runs with the new configuration"));
  const auto seen = receiver_.received().size();
  receiver_.waitFor(seen + 10);
  EXPECT_EQ(stop(), 0);
  EXPECT_THAT(readFile(events), ::testing::HasSubstr("PrintDone"));

  const auto listed = runToEnd({heraldctl(), "plugins", "--config", config()});
  EXPECT_THAT(listed.output, ::testing::HasSubstr("sink tail_file"));
}

}  // namespace
}  // namespace herald::testing
