// SPDX-License-Identifier: Apache-2.0
#include "harness/daemon_fixture.h"
#include "harness/plugin_build.h"

namespace herald::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// What `heraldctl plugins new` writes.
class NewPlugin : public ::testing::TestWithParam<std::string> {
 protected:
  Finished write(const std::string& name) {
    return runToEnd({heraldctl(), "plugins", "new", name, "--" + GetParam(), "--folder", project_.string()});
  }

  TemporaryFolder folder_;
  const fs::path project_ = folder_.path() / "project";
};

TEST_P(NewPlugin, BuildsPassesItsTestsAndIsAccepted) {
  const auto written = write("my_own");
  ASSERT_EQ(written.code, 0) << written.output;
  EXPECT_THAT(written.output, HasSubstr("is a project for the " + GetParam() + " `my_own`"));

  const auto build = PluginBuild(folder_.path() / "sdk").build(project_, project_ / "build");
  EXPECT_THAT(PluginBuild::run({HERALD_CTEST, "--test-dir", build.string(), "--output-on-failure"}),
              HasSubstr("100% tests passed"));
  PluginBuild::run({HERALD_CMAKE, "--install", build.string(), "--prefix", (folder_.path() / "usr").string()});
  EXPECT_TRUE(fs::exists(folder_.path() / "usr/lib/herald/plugins/my_own.so"));

  const auto config = (project_ / "try.properties").string();
  const auto checked = runToEnd({heraldctl(), "check", "--strict", "--config", config});
  EXPECT_EQ(checked.code, 0) << checked.output;
  const auto table = runToEnd({heraldctl(), "plugins", "show", "my_own", "--markdown", "--config", config});
  EXPECT_THAT(readFile(project_ / "README.md"), HasSubstr(table.output));
}

INSTANTIATE_TEST_SUITE_P(Kinds, NewPlugin, ::testing::Values("sink", "source", "transform"),
                         [](const auto& kind) { return kind.param; });

TEST(NewPluginRefusal, SaysWhatIsWrongAndWritesNothing) {
  const TemporaryFolder folder;
  const auto project = folder.path() / "project";
  const auto refuse = [&](const std::vector<std::string>& arguments) {
    std::vector<std::string> command{heraldctl(), "plugins", "new", "--folder", project.string()};
    command.insert(command.end(), arguments.begin(), arguments.end());
    const auto finished = runToEnd(command);
    EXPECT_NE(finished.code, 0);
    EXPECT_FALSE(fs::exists(project));
    return finished.output;
  };
  EXPECT_THAT(refuse({"mine"}), HasSubstr("say what it is: --sink, --source or --transform"));
  EXPECT_THAT(refuse({"mine", "--sink", "--source"}), HasSubstr("say what it is"));
  EXPECT_THAT(refuse({"../mine", "--sink"}), HasSubstr("`../mine` is no name for a plugin"));
  EXPECT_THAT(refuse({"webhook", "--sink"}), HasSubstr("Herald has a sink `webhook` already: choose another name"));
}

}  // namespace
}  // namespace herald::testing
