// SPDX-License-Identifier: Apache-2.0
#include <set>
#include <sstream>

#include "harness/daemon_fixture.h"
#include "harness/markdown.h"

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

/// The types of a library in the list of `heraldctl plugins`: "  offers     sink webhook, sink oauth_webhook".
std::vector<std::string> typesIn(const std::string& listing, const std::string& library) {
  const std::string label = "  offers     ";
  std::istringstream lines(listing);
  std::string line;
  while (std::getline(lines, line) && !line.starts_with(library + "  ")) continue;
  if (!std::getline(lines, line) || !line.starts_with(label)) return {};
  std::istringstream offers(line.substr(label.size()));
  std::vector<std::string> types;
  for (std::string kind, type; offers >> kind && std::getline(offers >> std::ws, type, ',');) types.push_back(type);
  return types;
}

TEST_P(PluginFolder, TheReadmesTablesAreTheDeclarationsOfTheOptions) {
  const auto folder = GetParam().filename().string(), readme = readFile(GetParam() / "README.md");
  const auto types = typesIn(runToEnd({heraldctl(), "plugins"}).output, folder);
  ASSERT_FALSE(types.empty());
  for (const auto& type : types) {
    const auto shown = runToEnd({heraldctl(), "plugins", "show", type, "--markdown"});
    EXPECT_EQ(shown.code, 0) << shown.output;
    EXPECT_EQ(sectionOf(readme, type == folder ? "options" : "options " + type), shown.output);
  }
}

/// The options that `heraldctl plugins show` lists: "  url  (template, required)".
std::vector<std::string> optionsIn(const std::string& shown) {
  std::istringstream lines(shown);
  std::vector<std::string> names;
  for (std::string line; std::getline(lines, line);) {
    const bool isOption = line.starts_with("  ") && !line.starts_with("   ");
    if (isOption) names.push_back(line.substr(2, line.find("  (") - 2));
  }
  return names;
}

TEST_P(PluginFolder, ShowsEachOptionOnce) {
  for (const auto& type : typesIn(runToEnd({heraldctl(), "plugins"}).output, GetParam().filename().string())) {
    const auto shown = runToEnd({heraldctl(), "plugins", "show", type}).output;
    const auto names = optionsIn(shown);
    EXPECT_THAT(names, ::testing::Contains("type")) << shown;
    EXPECT_EQ(std::set(names.begin(), names.end()).size(), names.size()) << shown;
  }
}

TEST_P(PluginFolder, TheSampleIsAValidConfiguration) {
  configure(readFile(GetParam() / "sample.properties"));
  const auto finished = runToEnd({heraldctl(), "check", "--config", config()});
  EXPECT_EQ(finished.code, 0) << finished.output;
}

INSTANTIATE_TEST_SUITE_P(Plugins, PluginFolder, ::testing::ValuesIn(pluginFolders()),
                         [](const auto& folder) { return folder.param.filename().string(); });

}  // namespace
}  // namespace herald::testing
