// SPDX-License-Identifier: Apache-2.0
#include "engine/config/block_settings.h"

#include <utility>

namespace herald::core {

namespace {

/// The entry of the option itself, or else of its first member.
const Entry* entryOf(const Block& block, const std::string& option) {
  if (const Entry* entry = block.find(option)) return entry;
  const auto member = block.entries.lower_bound(option + ".");
  return member != block.entries.end() && member->first.starts_with(option + ".") ? &member->second : nullptr;
}

Location locationOf(const Block& block, const Entry* entry) {
  if (!entry) entry = block.find("type");
  if (!entry && !block.entries.empty()) entry = &block.entries.begin()->second;
  return entry ? entry->at : Location{};
}

}  // namespace

std::optional<Settings> checkBlock(const Block& block, const std::vector<Option>& options,
                                   std::vector<ConfigProblem>& problems) {
  Settings::Values values;
  for (const auto& [name, entry] : block.entries) values[name] = entry.text;
  try {
    return Settings(options, std::move(values));
  } catch (const BadSettings& bad) {
    addProblems(block, bad, problems);
    return std::nullopt;
  }
}

void addProblems(const Block& block, const BadSettings& bad, std::vector<ConfigProblem>& problems) {
  for (const auto& [name, why] : bad.problems()) {
    const Entry* entry = entryOf(block, name);
    if (entry && entry->reported) continue;
    ConfigProblem problem{locationOf(block, entry), block.key(name), why};
    if (entry && entry->lostBackslash && why.find("JSON") != std::string::npos) {
      problem.text +=
          "; a .properties file needs two backslashes for one: write \\\\, or put the text into a file and name it "
          "in " +
          problem.key + ".file";
    }
    problems.push_back(std::move(problem));
  }
}

}  // namespace herald::core
