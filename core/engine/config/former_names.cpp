// SPDX-License-Identifier: Apache-2.0
#include "engine/config/former_names.h"

#include <string>

#include "engine/config/character_check.h"

namespace herald::core {

namespace {

/// What a value under a former name is under today's, as Settings takes it.
std::string valueToday(const Option* option, const std::string& written, const std::string& text) {
  if (!option || option->type != Type::Size) return text;
  try {
    return Settings({*option}, {{written, text}}).values().begin()->second;
  } catch (const BadSettings&) {
    return text;  // reported where the value is checked
  }
}

}  // namespace

Block withCurrentNames(const Block& block, const std::vector<Option>& options, std::vector<ConfigProblem>& problems) {
  Block current{block.kind, block.name, {}, block.folder};
  for (const auto& [written, given] : block.entries) {
    const std::string name = currentName(options, written);
    Entry entry = given;
    if (name != written) {
      entry.text = valueToday(declarationOf(options, name), written, given.text);
      const std::string before = entry.key.substr(0, entry.key.size() - written.size());
      const std::string mend = entry.text == given.text ? "rename it" : "write " + before + name + " = " + entry.text;
      problems.push_back({entry.at, entry.key, "is now called `" + name + "`: " + mend + "; the old name still works",
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
