// SPDX-License-Identifier: Apache-2.0
// docs/architecture.md and core/README.md describe the tree as it is: what they name exists, and what exists they name.
#include <gmock/gmock.h>

#include <filesystem>
#include <regex>

#include "architecture/source_tree.h"
#include "harness/markdown.h"

namespace herald::testing {
namespace {

namespace fs = std::filesystem;

const std::string kMap = "docs/architecture.md";
const std::string kCore = "core/README.md";
const std::vector<std::string> kFolders = {"sdk", "core", "plugins"};

/// Production files with their texts.
std::map<std::string, std::string> production() {
  std::map<std::string, std::string> texts;
  for (const auto& file : sourceFiles(kFolders)) {
    if (!file.isTest && !file.path.starts_with("sdk/examples/")) texts[file.path] = pageText(file.path);
  }
  return texts;
}

/// Every class and struct that is declared in a production file.
std::set<std::string> declaredClasses() {
  std::set<std::string> names;
  const std::regex declaration(R"((?:class|struct)\s+(?:HERALD_\w+\s+)*((?:\w+::)*\w+)\s*(?:final\s*)?(?:[:{]|$))");
  for (const auto& [path, text] : production()) {
    for (auto found = std::sregex_iterator(text.begin(), text.end(), declaration); found != std::sregex_iterator();
         ++found) {
      const auto name = (*found)[1].str();
      names.insert(name.substr(name.rfind(':') + 1));
    }
  }
  return names;
}

bool isPath(const std::string& word) {
  static const std::regex kPath(R"((sdk|core|plugins|tests|etc|docs|cmake|\.ci)/[\w./-]*)");
  return std::regex_match(word, kPath);
}

bool isClass(const std::string& word) {
  static const std::regex kClass(R"([A-Z][a-z]\w*(::\w+)*)");
  return std::regex_match(word, kClass);
}

std::vector<std::string> firstCells(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::string> cells;
  for (const auto& row : rows) cells.push_back(row.at(0));
  return cells;
}

TEST(Map, EachPathThatItNamesExists) {
  for (const auto& page : {kMap, kCore}) {
    for (const auto& word : codeWords(pageText(page))) {
      EXPECT_TRUE(!isPath(word) || fs::exists(fs::path(HERALD_SOURCE) / word)) << page << " names " << word;
    }
  }
}

TEST(Map, EachClassThatItNamesExists) {
  const auto classes = declaredClasses();
  std::size_t named = 0;
  for (const auto& word : codeWords(pageText(kMap))) {
    if (!isClass(word) || word.starts_with("Poco")) continue;
    ++named;
    EXPECT_TRUE(classes.contains(word.substr(0, word.find(':')))) << kMap << " names " << word;
  }
  EXPECT_GT(named, 20u);
}

TEST(Map, TheTableOfFoldersIsTheFoldersOfTheCore) {
  std::set<std::string> folders;
  for (const auto& [path, text] : production()) {
    if (path.starts_with("core/")) folders.insert(fs::path(path).parent_path().string());
  }
  EXPECT_THAT(firstCells(tableBelow(pageText(kMap), "## Folders")), ::testing::UnorderedElementsAreArray(folders));
}

/// The mutexes of production code, as "file: member".
std::set<std::string> mutexes() {
  std::set<std::string> found;
  const std::regex member(
      R"((?:^|\n)\s*(?:mutable |static |const )*(?:herald::)?(?:Shared)?Mutex (\w+)(?: HERALD_\w+\([^)]*\))*(?:\{\})?;)");
  for (const auto& [path, text] : production()) {
    if (path == "sdk/include/herald/mutex.h") continue;
    for (auto match = std::sregex_iterator(text.begin(), text.end(), member); match != std::sregex_iterator();
         ++match) {
      found.insert(path + ": " + (*match)[1].str());
    }
  }
  return found;
}

TEST(Map, TheTableOfLocksIsTheLocksOfTheCode) {
  EXPECT_THAT(firstCells(tableBelow(pageText(kCore), "## Locks")), ::testing::UnorderedElementsAreArray(mutexes()));
}

TEST(Map, ProductionCodeHasNoLockThatTheCompilerCannotCheck) {
  const std::regex unchecked(R"(std::(mutex|shared_mutex|recursive_mutex|lock_guard|scoped_lock)\b)");
  for (const auto& [path, text] : production()) {
    if (path == "sdk/include/herald/mutex.h") continue;
    EXPECT_FALSE(std::regex_search(text, unchecked)) << path << ": use herald/mutex.h";
  }
}

TEST(Map, TheTableOfThreadsNamesEachFileThatStartsOne) {
  std::set<std::string> starters;
  const std::regex start(R"(startThread\(|std::j?thread[ ({]|Poco::Thread )");
  for (const auto& [path, text] : production()) {
    if (path == "sdk/include/herald/thread.h" || path == "sdk/src/thread.cpp") continue;
    if (std::regex_search(text, start)) starters.insert(fs::path(path).replace_extension("").string());
  }
  std::set<std::string> named;
  for (const auto& row : tableBelow(pageText(kMap), "## Threads")) {
    if (row.at(0) != "main") named.insert(fs::path(row.at(1)).replace_extension("").string());
  }
  EXPECT_THAT(named, ::testing::ElementsAreArray(starters));
}

/// The first address of the daemon in a text that has neither the API nor a monitor behind it, such as `/status`. Empty
/// if there is none.
std::string addressOutsideTheApi(const std::string& text) {
  static const std::regex kAddress(R"((http://[a-z0-9.:]+|`)/(status|queue|dead|reload|sinks|plugins|outbox)\b)");
  std::smatch found;
  return std::regex_search(text, found, kAddress) ? found.str() : "";
}

TEST(Map, NothingAsksTheDaemonOutsideOfItsApi) {
  EXPECT_EQ(addressOutsideTheApi("curl http://127.0.0.1:8484/status -H"), "http://127.0.0.1:8484/status");
  EXPECT_EQ(addressOutsideTheApi("`/dead?sink=a`"), "`/dead");
  EXPECT_EQ(addressOutsideTheApi("`/api/v1/status`, http://localhost/api/v1/queue, herald/status"), "");
  std::size_t pages = 0;
  for (const std::string folder : {"docs", "etc", "tests", "sdk", "core", "plugins"}) {
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(HERALD_SOURCE) / folder)) {
      const auto path = fs::relative(entry.path(), HERALD_SOURCE).string();
      const bool isText = path.ends_with(".md") || path.ends_with("_test.cpp") || path.ends_with(".mjs");
      if (!isText || path.ends_with("map_test.cpp")) continue;
      ++pages;
      EXPECT_EQ(addressOutsideTheApi(pageText(path)), "") << path;
    }
  }
  EXPECT_GT(pages, 100u);
  EXPECT_EQ(addressOutsideTheApi(pageText("README.md")), "");
}

TEST(Map, EachFileOnDiskThatItNamesIsNamedInTheCode) {
  std::string all;
  for (const auto& [path, text] : production()) all += text;
  const auto rows = tableBelow(pageText(kMap), "## On disk");
  ASSERT_FALSE(rows.empty());
  for (const auto& row : rows) {
    const auto name = fs::path(row.at(0)).filename().string();
    EXPECT_NE(all.find('"' + name), all.npos) << row.at(0);
  }
}

}  // namespace
}  // namespace herald::testing
