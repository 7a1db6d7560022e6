// SPDX-License-Identifier: Apache-2.0
#include "engine/config/block_settings.h"

#include <utility>

#include "engine/config/character_check.h"
#include "engine/config/former_names.h"
#include "engine/config/relative_paths.h"
#include "herald/text.h"

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
  std::vector<ConfigProblem> found;
  Block checked = withCurrentNames(block, options, found);
  checkCharacters(checked, options, found);
  Settings::Values values;
  for (auto& [name, entry] : checked.entries) {
    const Option* option = declarationOf(options, name);
    entry.text = valueOf(entry, option);
    values[name] = option && option->type == Type::Path ? pathOf(entry, block.folder, found) : entry.text;
  }
  std::optional<Settings> settings;
  try {
    settings = Settings(options, std::move(values));
  } catch (const BadSettings& bad) {
    addProblems(checked, bad, found);
  }
  if (hasErrors(found)) settings.reset();
  problems.insert(problems.end(), found.begin(), found.end());
  return settings;
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
    if (entry && entry->fromFile) {
      problem.text +=
          withoutEdges(entry->text).empty() ? " (" + entry->file + " is empty)" : " (from " + entry->file + ")";
    }
    problems.push_back(std::move(problem));
  }
}

}  // namespace herald::core
