// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/variable_review.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "herald/json.h"
#include "herald/template.h"

namespace herald::core {

namespace {

bool isKnown(const std::vector<std::string>& names, std::string_view path) {
  return std::any_of(names.begin(), names.end(), [&](const auto& name) {
    const auto within = [](std::string_view inner, std::string_view outer) {
      return inner.starts_with(outer) && (inner.size() == outer.size() || inner[outer.size()] == '.');
    };
    return within(path, name) || within(name, path);
  });
}

/// The variables of a text that nobody sets. Empty if the text is no template.
std::vector<std::string> unknownIn(const std::string& text, const std::vector<std::string>& names) {
  std::vector<std::string> missing;
  try {
    const Lookup lookup = [&](std::string_view path) -> std::string_view { return isKnown(names, path) ? "1" : ""; };
    static_cast<void>(Template(text, Place::Text).render(lookup, missing));
  } catch (const BadTemplate&) {
    missing.clear();
  }
  return missing;
}

/// ", did you mean `job.file.name`?" for "file.name", and for a mistyped name.
std::string hint(const std::string& name, const std::vector<std::string>& names) {
  for (const auto& known : names) {
    if (known.ends_with("." + name)) return ", did you mean `" + known + "`?";
  }
  const auto near = didYouMean(name, names);
  return near.empty() ? ": it is always empty; write @@ for an at sign" : near;
}

}  // namespace

void reviewVariables(const Block& block, const PlannedSink& sink, const Reachable& reachable,
                     std::vector<ConfigProblem>& warnings) {
  if (reachable.open || reachable.sources == 0) return;
  for (const auto& [option, entry] : block.entries) {
    const bool mayBeSecret = entry.fromFile && !isJsonObject(entry.text) && !option.starts_with("message.");
    if (entry.fromPreset || mayBeSecret) continue;
    for (const auto& name : unknownIn(entry.text, reachable.words.variables)) {
      if (!usesVariable(sink, name)) continue;  // the text is no template
      warnings.push_back({entry.at, entry.key,
                          "nothing sets the variable `@" + name + "`" + hint(name, reachable.words.variables),
                          Severity::Warning});
    }
  }
}

}  // namespace herald::core
