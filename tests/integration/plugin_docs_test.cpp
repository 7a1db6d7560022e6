// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <regex>
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

/// The name of a folder's library: mostly that of the folder.
std::string libraryOf(const fs::path& folder) {
  const std::regex library(R"(herald_add_plugin\((\w+))");
  const auto text = readFile(folder / "CMakeLists.txt");
  std::smatch found;
  return std::regex_search(text, found, library) ? found[1].str() : "";
}

class PluginFolder : public DaemonTest, public ::testing::WithParamInterface<fs::path> {};

struct Offered {
  std::string kind, type, summary;
  bool operator==(const Offered&) const = default;
};

/// What a library offers in the list of `heraldctl plugins`: "  offers     sink webhook: Sends each event …".
std::vector<Offered> offersOf(const std::string& listing, const std::string& library) {
  const std::string label = "  offers     ";
  std::istringstream lines(listing);
  std::string line;
  while (std::getline(lines, line) && !line.starts_with(library + "  ")) continue;
  std::vector<Offered> all;
  while (std::getline(lines, line) && line.starts_with(label)) {
    std::istringstream offer(line.substr(label.size()));
    auto& one = all.emplace_back();
    offer >> one.kind&& std::getline(offer >> std::ws, one.type, ':') && std::getline(offer >> std::ws, one.summary);
  }
  return all;
}

/// The section of the README with the options: "options" for the type of the folder's name, "options oauth_webhook" for
/// another one, "options source" if the folder has a type of two kinds.
std::string sectionFor(const Offered& one, const std::vector<Offered>& all, const std::string& folder) {
  const auto isSame = [&](const Offered& other) { return other.type == one.type; };
  if (std::ranges::count_if(all, isSame) > 1) return "options " + one.kind;
  return one.type == folder ? "options" : "options " + one.type;
}

TEST_P(PluginFolder, TheReadmesTablesAreTheDeclarationsOfTheOptions) {
  const auto folder = GetParam().filename().string(), readme = readFile(GetParam() / "README.md");
  const auto all = offersOf(runToEnd({heraldctl(), "plugins"}).output, libraryOf(GetParam()));
  ASSERT_FALSE(all.empty());
  for (const auto& one : all) {
    const auto shown = runToEnd({heraldctl(), "plugins", "show", one.type, "--" + one.kind, "--markdown"});
    EXPECT_EQ(shown.code, 0) << shown.output;
    EXPECT_EQ(sectionOf(readme, sectionFor(one, all, folder)), shown.output);
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

TEST_P(PluginFolder, SaysWhatItDoesAndShowsEachOptionOnce) {
  for (const auto& one : offersOf(runToEnd({heraldctl(), "plugins"}).output, libraryOf(GetParam()))) {
    const auto shown = runToEnd({heraldctl(), "plugins", "show", one.type, "--" + one.kind}).output;
    const auto names = optionsIn(shown);
    EXPECT_TRUE(one.summary.ends_with('.')) << one.kind << " " << one.type << " says in no sentence what it does";
    EXPECT_THAT(shown, ::testing::HasSubstr("\n" + one.summary + "\n"));
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
                         [](const auto& folder) { return libraryOf(folder.param); });

}  // namespace
}  // namespace herald::testing
