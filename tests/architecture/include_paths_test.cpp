// SPDX-License-Identifier: Apache-2.0
// A wrong include fails to compile: the include paths of each target hold nothing that it may not use.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "herald/json.h"

namespace herald::testing {
namespace {

namespace fs = std::filesystem;

/// The folders of the checkout that a compile command searches for headers, relative to the checkout.
std::set<std::string> includePaths(const std::string& command) {
  std::set<std::string> paths;
  std::istringstream in(command);
  for (std::string word; in >> word;) {
    if (word == "-isystem" || word == "-I") {
      in >> word;
    } else if (word.starts_with("-I")) {
      word = word.substr(2);
    } else {
      continue;
    }
    const auto path = fs::weakly_canonical(word).lexically_relative(fs::weakly_canonical(HERALD_SOURCE)).string();
    if (!path.starts_with("..")) paths.insert(path);
  }
  return paths;
}

/// Each production file below `folder` with its include paths.
std::map<std::string, std::set<std::string>> compiledBelow(const std::string& folder) {
  std::ifstream in(HERALD_BUILD "/compile_commands.json");
  const std::string database(std::istreambuf_iterator<char>(in), {});
  std::map<std::string, std::set<std::string>> files;
  for (const auto entry : jsonElements(database)) {
    const auto file = fs::path(jsonToText(jsonAt(entry, "file"))).lexically_relative(HERALD_SOURCE).string();
    const bool isTest = file.ends_with("_test.cpp") || file.find("/testing/") != file.npos;
    if (!file.starts_with(folder + "/") || isTest) continue;
    files[file] = includePaths(jsonToText(jsonAt(entry, "command")));
  }
  return files;
}

TEST(IncludePaths, APluginSeesTheSdkAndWhatPluginsShare) {
  const auto files = compiledBelow("plugins");
  ASSERT_FALSE(files.empty());
  for (const auto& [file, paths] : files) {
    for (const auto& path : paths) {
      EXPECT_THAT(path, ::testing::AnyOf("sdk/include", "plugins/common")) << file;
    }
  }
}

TEST(IncludePaths, TheSdkSeesItself) {
  for (const auto& [file, paths] : compiledBelow("sdk/src")) {
    for (const auto& path : paths) EXPECT_THAT(path, ::testing::AnyOf("sdk/include", "sdk/src")) << file;
  }
}

TEST(IncludePaths, TheCoreSeesTheSdkAndItself) {
  for (const auto& [file, paths] : compiledBelow("core")) {
    auto seen = paths;
    if (file.starts_with("core/heraldctl/contract/")) seen.erase("sdk/testing/include");  // it runs the contract suite
    for (const auto& path : seen) EXPECT_THAT(path, ::testing::AnyOf("sdk/include", "core")) << file;
  }
}

}  // namespace
}  // namespace herald::testing
