// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <vector>

#include "herald/settings.h"
#include "herald/tls_files.h"

namespace herald::core {

/// Checks the PEM files that options of plugins name: tls.ca, tls.certificate and tls.key, also behind a prefix such as
/// `oauth.`. A plugin opens them as late as when it connects or listens, but the check, the start and a reload have to
/// know before. Reads each file once. For one thread; lives as long as a plan is made.
class TlsFileCheck {
 public:
  /// What is wrong with the files; empty if nothing is.
  std::vector<Problem> problemsWith(const Settings& settings);

 private:
  std::map<TlsFiles, std::vector<Problem>> known_{};
};

}  // namespace herald::core
