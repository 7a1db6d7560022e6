// SPDX-License-Identifier: Apache-2.0
#include "engine/config/former_names.h"

#include <string>

namespace herald::core {

Block withCurrentNames(const Block& block, const std::vector<Option>& options, std::vector<ConfigProblem>& problems) {
  Block current{block.kind, block.name, {}, block.folder};
  for (const auto& [written, entry] : block.entries) {
    const std::string name = currentName(options, written);
    if (name != written) {
      problems.push_back({entry.at, entry.key, "is now called `" + name + "`: rename it; the old name still works",
                          Severity::Warning});
    }
    const auto [other, isNew] = current.entries.try_emplace(name, entry);
    if (isNew) continue;
    if (rankOf(entry) == rankOf(other->second)) {
      problems.push_back({entry.at, entry.key,
                          "and " + other->second.key + " (" + toString(other->second.at) +
                              ") are two names of one option: remove one of them"});
    }
    if (rankOf(entry) > rankOf(other->second)) other->second = entry;
  }
  return current;
}

}  // namespace herald::core
