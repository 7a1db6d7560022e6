// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace herald::testing {

/// A source file of the checkout and the files of the checkout that it includes. Paths are relative to the checkout.
struct SourceFile {
  std::string path{};
  std::string folder{};
  bool isTest = false;  ///< a test, or a helper that only tests may use
  std::vector<std::string> includes{};
};

/// Every header and source below `tops`, tests included, in the order of their paths.
std::vector<SourceFile> sourceFiles(const std::vector<std::string>& tops);

/// Which folder includes which other folder, tests and their helpers left out.
using FolderGraph = std::map<std::string, std::set<std::string>>;
FolderGraph folderGraph(const std::vector<SourceFile>& files);

/// A circle in the graph as the folders on it, the first one also last. Empty if there is none.
std::vector<std::string> circleIn(const FolderGraph& graph);

}  // namespace herald::testing
