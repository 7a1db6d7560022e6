#include <sstream>

#include "harness/daemon_fixture.h"

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

/// The classes of a library, as `heraldctl plugins` lists them: "  offers     sink webhook, sink oauth_webhook".
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

/// The table of a class in a README: behind `<!-- options -->`, or `<!-- options TYPE -->` if the folder has another
/// name.
std::string tableOf(const std::string& readme, const std::string& type, bool isNamesake) {
  const std::string begin = isNamesake ? "<!-- options -->\n" : "<!-- options " + type + " -->\n";
  const auto from = readme.find(begin), to = readme.find("<!-- /options -->", from);
  if (from == readme.npos || to == readme.npos) return "no " + begin;
  return readme.substr(from + begin.size(), to - from - begin.size());
}

TEST_P(PluginFolder, TheReadmesTablesAreTheDeclarationsOfTheOptions) {
  const auto folder = GetParam().filename().string(), readme = readFile(GetParam() / "README.md");
  const auto types = typesIn(runToEnd({heraldctl(), "plugins"}).output, folder);
  ASSERT_FALSE(types.empty());
  for (const auto& type : types) {
    const auto shown = runToEnd({heraldctl(), "plugins", "show", type, "--markdown"});
    EXPECT_EQ(shown.code, 0) << shown.output;
    EXPECT_EQ(tableOf(readme, type, type == folder), shown.output);
  }
}

TEST_P(PluginFolder, TheSampleIsARightConfiguration) {
  configure(readFile(GetParam() / "sample.properties"));
  const auto finished = runToEnd({heraldctl(), "check", "--config", config()});
  EXPECT_EQ(finished.code, 0) << finished.output;
}

INSTANTIATE_TEST_SUITE_P(Plugins, PluginFolder, ::testing::ValuesIn(pluginFolders()),
                         [](const auto& folder) { return folder.param.filename().string(); });

}  // namespace
}  // namespace herald::testing
