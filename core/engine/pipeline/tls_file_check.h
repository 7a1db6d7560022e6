// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "engine/config/block.h"
#include "engine/config/relative_paths.h"
#include "herald/tls_files.h"

namespace herald::core {

/// Checks the PEM files that options of plugins name: tls.ca, tls.certificate and tls.key, also behind a prefix such as
/// `oauth.`. A plugin opens them as late as when it connects or listens, but the check, the start and a reload have to
/// know before. Reads each file once. For one thread; lives as long as a plan is made.
class TlsFileCheck {
 public:
  /// Relative paths begin at `folder`, that of the main file. Warnings about them go to `problems`, which outlives this
  /// object.
  TlsFileCheck(const std::filesystem::path& folder, std::vector<ConfigProblem>& problems) : paths_(folder, problems) {}

  /// The block with absolute paths in these options.
  Block resolved(Block block, const std::vector<Option>& options);

  /// What is wrong with the files; empty if nothing is.
  std::vector<Problem> problemsWith(const Settings& settings);

 private:
  RelativePaths paths_;
  std::map<TlsFiles, std::vector<Problem>> known_{};
};

}  // namespace herald::core
