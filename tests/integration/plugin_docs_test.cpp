#include <sstream>

#include "tests/integration/daemon_fixture.h"

namespace herald::testing {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> pluginFolders() {
  std::vector<fs::path> folders;
  for (const auto kind : {"sources", "transforms", "sinks"}) {
    for (const auto& entry : fs::directory_iterator(fs::path(HERALD_SOURCE) / "plugins" / kind)) {
      if (fs::exists(entry.path() / "CMakeLists.txt")) folders.push_back(entry.path());
    }
  }
  return folders;
}

class PluginFolder : public DaemonTest, public ::testing::WithParamInterface<fs::path> {};

TEST_P(PluginFolder, TheReadmesTableIsTheDeclarationOfTheOptions) {
  const auto readme = readFile(GetParam() / "README.md");
  const std::string begin = "<!-- options -->\n", end = "<!-- /options -->";
  const auto from = readme.find(begin), to = readme.find(end);
  ASSERT_NE(from, std::string::npos);
  ASSERT_NE(to, std::string::npos);
  const auto shown = runToEnd({heraldctl(), "plugins", "show", GetParam().filename().string(), "--markdown"});
  EXPECT_EQ(shown.code, 0) << shown.output;
  EXPECT_EQ(readme.substr(from + begin.size(), to - from - begin.size()), shown.output);
}

TEST_P(PluginFolder, TheSampleIsARightConfiguration) {
  configure(readFile(GetParam() / "sample.properties"));
  const auto finished = runToEnd({heraldctl(), "check", "--config", config()});
  EXPECT_EQ(finished.code, 0) << finished.output;
}

INSTANTIATE_TEST_SUITE_P(Plugins, PluginFolder, ::testing::ValuesIn(pluginFolders()),
                         [](const auto& folder) { return folder.param.filename().string(); });

TEST(Layers, NoPluginAndNoHeaderOfTheSdkIncludesTheCoreOrAnotherPlugin) {
  for (const auto top : {"sdk", "plugins", "core"}) {
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(HERALD_SOURCE) / top)) {
      if (entry.path().extension() != ".h" && entry.path().extension() != ".cpp") continue;
      std::istringstream text(readFile(entry.path()));
      for (std::string line; std::getline(text, line);) {
        if (!line.starts_with("#include ")) continue;
        const auto header = line.substr(std::string("#include ").size() + 1);
        const bool isCore = std::string(top) == "core";
        EXPECT_FALSE(header.starts_with("plugins/") || (!isCore && header.starts_with("core/")))
            << entry.path() << ": " << line;
      }
    }
  }
}

}  // namespace
}  // namespace herald::testing
