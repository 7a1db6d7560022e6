// SPDX-License-Identifier: Apache-2.0
#include "harness/daemon_fixture.h"
#include "harness/markdown.h"
#include "harness/plugin_build.h"
#include "herald/json.h"

namespace herald::testing {
namespace {

namespace fs = std::filesystem;

class DropIn : public DaemonTest {
 protected:
  void expectDryRunsWriteNothing(const std::string& common);
};

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

  const auto build =
      PluginBuild(folder_.path() / "sdk").build(HERALD_SOURCE "/sdk/examples/tail_file", folder_.path() / "build");
  fs::copy_file(build / "tail_file.so", plugins / "tail_file.so");
  const auto tested = runToEnd({(build / "tail_file_test").string()});
  EXPECT_EQ(tested.code, 0) << tested.output;
  fs::permissions(plugins / "tail_file.so", fs::perms::group_write | fs::perms::others_write, fs::perm_options::remove);
  EXPECT_THAT(reload(withTail + webhook("phone", receiver_.url())),
              ::testing::HasSubstr("runs with the new configuration"));
  const auto seen = receiver_.received().size();
  receiver_.waitFor(seen + 10);
  EXPECT_EQ(stop(), 0);
  EXPECT_THAT(readFile(events), ::testing::HasSubstr("PrintDone"));

  const auto listed = runToEnd({heraldctl(), "plugins", "--config", config()});
  EXPECT_THAT(listed.output, ::testing::HasSubstr("sink tail_file"));
  expectDryRunsWriteNothing("herald.plugins = " + plugins.string() + "\n");
}

// As it is written, for an SDK in a folder that nobody else knows, and for a user without any rights.
TEST_F(DropIn, TheFirstSinkOfTheTutorialGetsItsFirstEvent) {
  const auto readme = pageText("sdk/README.md");
  const auto code = [&](const std::string& language) {
    return codeBelow(readme, "## A first sink in ten minutes", language);
  };
  folder_.write("hello/CMakeLists.txt", code("cmake") + codeBelow(readme, "## Test it", "cmake"));
  folder_.write("hello/hello.cpp", code("cpp"));
  folder_.write("hello/hello_test.cpp", codeBelow(readme, "## Test it", "cpp"));
  const auto file = folder_.write("hello/hello.properties", code("properties"));
  PluginBuild(folder_.path() / "sdk").build(folder_.path() / "hello", folder_.path() / "hello" / "build");
  const auto listed = runToEnd({heraldctl(), "plugins", "--config", file.string()});
  EXPECT_THAT(listed.output, ::testing::HasSubstr("sink hello"));
  daemon_ = std::make_unique<Process>(std::vector<std::string>{heraldd(), "--config", file.string()});
  EXPECT_THAT(daemon_->waitForLine("good evening, PrintStarted"), ::testing::HasSubstr("sink.greeter"));
  EXPECT_EQ(stop(), 0);
  const auto tested = runToEnd({HERALD_CTEST, "--test-dir", (folder_.path() / "hello" / "build").string()});
  EXPECT_EQ(tested.code, 0) << tested.output;
  EXPECT_THAT(tested.output, ::testing::HasSubstr("HelloSinkContract.EndsAnAttemptByItsDeadline"));
}

TEST_F(DropIn, ATestOfAPluginNamesThePackagesThatItLacks) {
  const PluginBuild sdk(folder_.path() / "sdk");
  const auto configure = [this](const std::string& more) {
    return runToEnd({HERALD_CMAKE, "-G", "Ninja", "-S", HERALD_SOURCE "/sdk/examples/tail_file", "-B",
                     (folder_.path() / "build").string(), "-DCMAKE_PREFIX_PATH=" + (folder_.path() / "sdk").string(),
                     "-DCMAKE_CXX_COMPILER=" HERALD_CXX, "-DCMAKE_DISABLE_FIND_PACKAGE_GTest=ON", more});
  };
  const auto lacking = configure("-DBUILD_TESTING=ON");
  EXPECT_NE(lacking.code, 0);
  EXPECT_THAT(lacking.output, ::testing::HasSubstr("libgtest-dev"));
  const auto without = configure("-DBUILD_TESTING=OFF");
  EXPECT_EQ(without.code, 0) << without.output;
}

TEST_F(DropIn, AnInstallationFindsItsLibraryInAnyPrefix) {
  const auto root = folder_.path() / "root", prefix = root / "opt" / "herald";
  const auto installed =
      runToEnd({HERALD_CMAKE, "--install", HERALD_BUILD, "--prefix", "/opt/herald"}, {{"DESTDIR", root.string()}});
  ASSERT_EQ(installed.code, 0) << installed.output;
  for (const auto* program : {"bin/heraldd", "bin/heraldctl", "lib/herald/try_plugins", "lib/herald/try_contract"}) {
    const auto loaded = runToEnd({(prefix / program).string()}, {{"LD_TRACE_LOADED_OBJECTS", "1"}});
    EXPECT_THAT(loaded.output, ::testing::ContainsRegex("libherald_sdk\\.so\\.[0-9]+ => " + prefix.string()))
        << program;
  }
}

}  // namespace
}  // namespace herald::testing
