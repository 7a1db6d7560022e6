// SPDX-License-Identifier: Apache-2.0
#include "harness/daemon_fixture.h"
#include "herald/json.h"

namespace herald::testing {
namespace {

namespace fs = std::filesystem;

class DropIn : public DaemonTest {
 protected:
  void expectDryRunsWriteNothing(const std::string& common);
};

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

/// A sink whose work is not HTTP, in every dry run.
void DropIn::expectDryRunsWriteNothing(const std::string& common) {
  const auto nothing = folder_.path() / "nothing.txt";
  const std::string text = common + "sink.dry.type = tail_file\nsink.dry.path = " + nothing.string() + "\n";
  configure(text);
  const auto event = folder_.write("event.json", R"({"type": "PrintDone"})").string();
  const auto rendered = runToEnd({heraldctl(), "render", "--config", config(), "--sink", "dry", "--event", event});
  EXPECT_THAT(jsonToText(jsonAt(rendered.output, "0.preview")),
              ::testing::StartsWith("appends to " + nothing.string() + ": {\"id\":"))
      << rendered.output;
  for (const bool running : {false, true}) {
    if (running) start(text);
    const auto tried = runToEnd({heraldctl(), "test", "dry", "--dry-run", "--config", config()});
    EXPECT_EQ(tried.code, 0);
    EXPECT_THAT(tried.output, ::testing::HasSubstr("appends to " + nothing.string())) << running;
  }
  stop();
  EXPECT_FALSE(fs::exists(nothing));
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
  expectDryRunsWriteNothing(common);
}

}  // namespace
}  // namespace herald::testing
