// SPDX-License-Identifier: Apache-2.0
// Which part of the tree may include which: the layers of core/README.md, as rules that fail.
#include <gmock/gmock.h>

#include <fstream>
#include <regex>
#include <sstream>

#include "architecture/source_tree.h"

namespace herald::testing {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kTops = {"sdk", "core", "plugins"};

/// What files below a folder may include, by the beginning of the header's path. The longest matching folder counts.
struct Layer {
  std::string folder{};
  std::vector<std::string> mayInclude{};
};

const std::vector<Layer> kLayers = {
    {"sdk/include", {"sdk/include"}},
    {"sdk/src", {"sdk/include", "sdk/src"}},
    {"sdk/testing", {"sdk/include", "sdk/testing"}},
    {"sdk/examples", {"sdk/include"}},
    {"core/base", {"sdk/include", "core/base"}},
    {"core/testing", {"sdk/include", "sdk/testing", "core/base", "core/testing"}},
    {"core/engine", {"sdk/include", "core/base", "core/engine"}},
    {"core/console", {"core/console"}},
    {"core/heraldd", {"sdk/include", "core/base", "core/engine", "core/console", "core/heraldd"}},
    {"core/heraldctl/contract", {"sdk/include", "sdk/testing", "core/base", "core/engine", "core/heraldctl/contract"}},
    {"core/heraldctl", {"sdk/include", "core/base", "core/engine", "core/heraldctl"}},
    {"plugins/common", {"sdk/include", "plugins/common"}},
};

bool startsWithOneOf(const std::string& path, const std::vector<std::string>& folders) {
  return std::any_of(folders.begin(), folders.end(),
                     [&](const auto& folder) { return path.starts_with(folder + "/"); });
}

/// A plugin may include the SDK, what plugins share, and its own folder.
std::vector<std::string> mayInclude(const SourceFile& file) {
  for (const auto& layer : kLayers) {
    if (startsWithOneOf(file.path, {layer.folder})) return layer.mayInclude;
  }
  return {"sdk/include", "plugins/common", file.folder};
}

/// A target of herald_unit: its folders, and the targets that it names.
struct Unit {
  std::vector<std::string> folders{};
  std::set<std::string> depends{};
};

std::vector<std::string> words(const std::string& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

/// Every herald_unit of the core by the name of its target, as the CMakeLists.txt files declare it.
std::map<std::string, Unit> declaredUnits() {
  std::map<std::string, Unit> units;
  const std::regex call(R"(herald_unit\(([^)]*)\))");
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(HERALD_SOURCE) / "core")) {
    if (entry.path().filename() != "CMakeLists.txt") continue;
    std::ifstream in(entry.path());
    const std::string text(std::istreambuf_iterator<char>(in), {});
    std::smatch found;
    if (!std::regex_search(text, found, call)) continue;
    const auto folder = fs::relative(entry.path().parent_path(), HERALD_SOURCE).string();
    const auto list = words(found[1]);
    auto& unit = units["herald_" + list.front()];
    unit.folders.push_back(folder);
    std::string kind;
    for (std::size_t i = 1; i < list.size(); ++i) {
      if (list[i] == "PARTS" || list[i] == "DEPENDS") {
        kind = list[i];
      } else if (kind == "PARTS") {
        unit.folders.push_back(folder + "/" + list[i]);
      } else {
        unit.depends.insert(list[i]);
      }
    }
  }
  return units;
}

void addDependencies(const std::map<std::string, Unit>& units, const std::string& name, std::set<std::string>& all) {
  const auto unit = units.find(name);
  if (unit == units.end() || !all.insert(name).second) return;
  for (const auto& depends : unit->second.depends) addDependencies(units, depends, all);
}

std::string unitOf(const std::map<std::string, Unit>& units, const std::string& file) {
  const auto folder = fs::path(file).parent_path().string();
  for (const auto& [name, unit] : units) {
    if (std::find(unit.folders.begin(), unit.folders.end(), folder) != unit.folders.end()) return name;
  }
  return "";
}

TEST(Layers, AFileIncludesOnlyItsOwnLayerAndThoseBelow) {
  for (const auto& file : sourceFiles(kTops)) {
    if (file.isTest) continue;
    for (const auto& header : file.includes) {
      EXPECT_TRUE(startsWithOneOf(header, mayInclude(file))) << file.path << " includes " << header;
    }
  }
}

TEST(Layers, ATestOfAPluginReachesNoCoreAndNoOtherPlugin) {
  for (const auto& file : sourceFiles({"plugins", "sdk"})) {
    for (const auto& header : file.includes) {
      EXPECT_FALSE(header.starts_with("core/") || header.starts_with("tests/") || header.starts_with("(missing)"))
          << file.path << " includes " << header;
      if (header.starts_with("plugins/") && !header.starts_with("plugins/common/")) {
        const fs::path folder(file.folder);
        const auto plugin = folder.filename() == "testing" ? folder.parent_path().string() : file.folder;
        EXPECT_TRUE(header.starts_with(plugin + "/")) << file.path << " includes " << header;
      }
    }
  }
}

TEST(Layers, NoProgramContainsTestCode) {
  for (const auto& file : sourceFiles(kTops)) {
    if (file.isTest || file.folder == "core/heraldctl/contract") continue;  // that program runs the contract suite
    for (const auto& header : file.includes) {
      EXPECT_FALSE(header.find("/testing/") != header.npos || header.find("/testing_") != header.npos)
          << file.path << " includes " << header;
    }
  }
}

TEST(Layers, NoFoldersIncludeEachOtherInACircle) {
  const auto circle = circleIn(folderGraph(sourceFiles(kTops)));
  EXPECT_THAT(circle, ::testing::IsEmpty());
}

TEST(Layers, AUnitIncludesOnlyTheUnitsThatItsCMakeListsNames) {
  const auto units = declaredUnits();
  ASSERT_GT(units.size(), 10u);
  for (const auto& file : sourceFiles({"core"})) {
    if (file.isTest || file.path.ends_with("_main.cpp")) continue;
    const auto own = unitOf(units, file.path);
    ASSERT_NE(own, "") << file.path << " belongs to no herald_unit";
    std::set<std::string> allowed;
    addDependencies(units, own, allowed);
    for (const auto& header : file.includes) {
      if (!header.starts_with("core/")) continue;
      EXPECT_TRUE(allowed.contains(unitOf(units, header)))
          << file.path << " includes " << header << ", and " << own << " does not depend on that unit";
    }
  }
}

TEST(Layers, AUnitNamesNoUnitThatItDoesNotInclude) {
  const auto units = declaredUnits();
  std::map<std::string, std::set<std::string>> used;
  for (const auto& file : sourceFiles({"core"})) {
    if (file.isTest) continue;
    for (const auto& header : file.includes) used[unitOf(units, file.path)].insert(unitOf(units, header));
  }
  for (const auto& [name, unit] : units) {
    for (const auto& depends : unit.depends) {
      if (!units.contains(depends) || !used.contains(name)) continue;
      EXPECT_TRUE(used[name].contains(depends)) << name << " depends on " << depends << " and includes nothing of it";
    }
  }
}

TEST(CircleIn, FindsTheFoldersOfACircle) {
  EXPECT_THAT(circleIn({{"a", {"b"}}, {"b", {"c"}}, {"c", {"b"}}}), ::testing::ElementsAre("b", "c", "b"));
  EXPECT_THAT(circleIn({{"a", {"b", "c"}}, {"b", {"c"}}}), ::testing::IsEmpty());
}

}  // namespace
}  // namespace herald::testing
