// SPDX-License-Identifier: Apache-2.0
#include "harness/daemon_fixture.h"

namespace herald::testing {
namespace {

namespace fs = std::filesystem;

using DropIn = DaemonTest;

/// Installs the SDK of this build and builds the example project with it, as a user does.
fs::path buildExample(const TemporaryFolder& folder) {
  const auto prefix = (folder.path() / "installed").string(), build = (folder.path() / "build").string();
  const std::string sanitize = HERALD_SANITIZE;
  std::vector<std::string> configure{HERALD_CMAKE,
                                     "-G",
                                     "Ninja",
                                     "-S",
                                     HERALD_SOURCE "/sdk/example",
                                     "-B",
                                     build,
                                     "-DCMAKE_PREFIX_PATH=" + prefix,
                                     "-DCMAKE_CXX_COMPILER=" HERALD_CXX};
  if (!sanitize.empty())
    configure.push_back("-DCMAKE_CXX_FLAGS=-fsanitize=" + sanitize),
        configure.push_back("-DHERALD_SANITIZE=" + sanitize);
  for (const auto& command :
       {std::vector<std::string>{HERALD_CMAKE, "--install", HERALD_BUILD, "--prefix", prefix, "--component", "sdk"},
        configure,
        {HERALD_CMAKE, "--build", build}}) {
    const auto finished = runToEnd(command);
    if (finished.code != 0) throw std::runtime_error(finished.output);
  }
  return fs::path(build) / "tail_file.so";
}

TEST_F(DropIn, ASinkOfTheUserDeliversAfterItWasCopiedIntoTheFolderOfARunningDaemon) {
  const auto plugins = folder_.path() / "plugins", events = folder_.path() / "events.txt";
  fs::create_directory(plugins);
  fs::permissions(plugins, fs::perms::owner_all);
  const std::string common = "herald.plugins = " + plugins.string() + "\n" + busyDemo();
  const std::string withTail =
      common + "sink.tail.type = tail_file\nsink.tail.path = " + events.string() + "\nsink.tail.events = *\n";
  start(common + webhook("phone", receiver_.url()));
  EXPECT_THAT(reload(withTail), ::testing::HasSubstr("did not take over"));

  fs::copy_file(buildExample(folder_), plugins / "tail_file.so");
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

TEST_F(DropIn, AnInstallationFindsItsLibraryInAnyPrefix) {
  const auto root = folder_.path() / "root", prefix = root / "opt" / "herald";
  const auto installed =
      runToEnd({HERALD_CMAKE, "--install", HERALD_BUILD, "--prefix", "/opt/herald"}, {{"DESTDIR", root.string()}});
  ASSERT_EQ(installed.code, 0) << installed.output;
  for (const auto* program : {"bin/heraldd", "bin/heraldctl", "lib/herald/try_plugins"}) {
    const auto loaded = runToEnd({(prefix / program).string()}, {{"LD_TRACE_LOADED_OBJECTS", "1"}});
    EXPECT_THAT(loaded.output, ::testing::ContainsRegex("libherald_sdk\\.so\\.[0-9]+ => " + prefix.string()))
        << program;
  }
}

}  // namespace
}  // namespace herald::testing
