// SPDX-License-Identifier: Apache-2.0
#include "option_group.h"

#include <utility>
#include <vector>

namespace herald::webhook {

Settings::Values valuesBelow(const Settings& settings, const std::string& prefix, const std::vector<Option>& options) {
  Settings::Values values;
  for (const Option& option : options) {
    for (const auto& [key, text] : settings.values()) {
      const bool isOwn = key == prefix + option.name;
      if (isOwn || (hasMembers(option.type) && key.starts_with(prefix + option.name + ".")))
        values[key.substr(prefix.size())] = text;
    }
  }
  return values;
}

bool isSet(const Settings::Values& values, const std::string& key) {
  if (values.contains(key)) return true;
  const auto member = values.lower_bound(key + ".");
  return member != values.end() && member->first.starts_with(key + ".");
}

void blameBelow(const Settings& settings, const std::string& prefix, const BadSettings& bad) {
  std::vector<Problem> problems = bad.problems();
  for (Problem& problem : problems)
    if (isSet(settings.values(), prefix + problem.option)) problem.option.insert(0, prefix);
  throw BadSettings(std::move(problems));
}

}  // namespace herald::webhook
