// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <vector>

#include "request_builder.h"

namespace herald::webhook {

/// The variables that were missing in several requests.
class MissingNames {
 public:
  BuiltRequest add(BuiltRequest built) {
    names_.insert(built.missing.begin(), built.missing.end());
    return built;
  }
  std::vector<std::string> names() const { return {names_.begin(), names_.end()}; }

 private:
  std::set<std::string> names_{};
};

}  // namespace herald::webhook
