// SPDX-License-Identifier: Apache-2.0
#include "architecture/source_tree.h"

#include <algorithm>
#include <fstream>
#include <functional>

namespace herald::testing {

namespace {

namespace fs = std::filesystem;

const fs::path kRoot = HERALD_SOURCE;

/// Where the build looks for a header, besides the folder of the file that includes it.
const std::vector<std::string> kIncludePaths = {"core",    "sdk/include",    "sdk/testing/include",
                                                "sdk/src", "plugins/common", "tests"};

bool isTestCode(const std::string& path) {
  const auto name = fs::path(path).stem().string();
  return path.find("/testing/") != path.npos || path.starts_with("tests/") || name.starts_with("testing_") ||
         name.ends_with("_test") || name.ends_with("_fuzz");
}

std::string resolved(const std::string& folder, const std::string& header) {
  auto places = kIncludePaths;
  places.insert(places.begin(), folder);
  for (const auto& place : places) {
    const auto path = (fs::path(place) / header).lexically_normal().string();
    if (fs::exists(kRoot / path)) return path;
  }
  return "";
}

std::vector<std::string> includesOf(const std::string& path, const std::string& folder) {
  std::vector<std::string> result;
  std::ifstream in(kRoot / path);
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with("#include \"")) continue;
    const auto header = line.substr(10, line.rfind('"') - 10);
    const auto file = resolved(folder, header);
    result.push_back(file.empty() ? "(missing) " + header : file);
  }
  return result;
}

}  // namespace

std::vector<SourceFile> sourceFiles(const std::vector<std::string>& tops) {
  std::vector<SourceFile> files;
  for (const auto& top : tops) {
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / top)) {
      if (entry.path().extension() != ".h" && entry.path().extension() != ".cpp") continue;
      SourceFile file{.path = fs::relative(entry.path(), kRoot).string()};
      file.folder = fs::path(file.path).parent_path().string();
      file.isTest = isTestCode(file.path);
      file.includes = includesOf(file.path, file.folder);
      files.push_back(std::move(file));
    }
  }
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return files;
}

FolderGraph folderGraph(const std::vector<SourceFile>& files) {
  FolderGraph graph;
  for (const auto& file : files) {
    if (file.isTest) continue;
    for (const auto& header : file.includes) {
      const auto folder = fs::path(header).parent_path().string();
      if (folder != file.folder) graph[file.folder].insert(folder);
    }
  }
  return graph;
}

std::vector<std::string> circleIn(const FolderGraph& graph) {
  std::set<std::string> done;
  std::vector<std::string> path;
  const std::function<bool(const std::string&)> visit = [&](const std::string& folder) {
    const auto known = std::find(path.begin(), path.end(), folder);
    const bool isCircle = known != path.end();
    if (isCircle) path.erase(path.begin(), known);
    path.push_back(folder);
    if (isCircle) return true;
    if (done.insert(folder).second && graph.contains(folder)) {
      for (const auto& next : graph.at(folder)) {
        if (visit(next)) return true;
      }
    }
    path.pop_back();
    return false;
  };
  for (const auto& [folder, next] : graph) {
    if (visit(folder)) return path;
  }
  return {};
}

}  // namespace herald::testing
