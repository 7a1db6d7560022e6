// SPDX-License-Identifier: Apache-2.0
#include "engine/config_edit/preset_export.h"

#include <map>
#include <set>
#include <stdexcept>
#include <vector>

#include "engine/config/presets.h"
#include "engine/config/property_text.h"
#include "engine/config/standard_paths.h"

namespace herald::core {

namespace {

const std::set<std::string> kOfThisHook{"preset", "enabled", "from", "name"};

/// The preset that the block uses; an empty one if it uses none.
Preset presetUnder(const WrittenBlock& block, const std::filesystem::path& file) {
  std::vector<ConfigProblem> ignored;
  try {
    if (!block.preset.empty()) return Presets(presetFolders(file)).read(block.preset, ignored);
  } catch (const std::out_of_range&) {
    return {};
  }
  return {};
}

std::string whyNeeded(const std::string& option, const Preset& under, const std::vector<Option>& options) {
  if (const auto found = under.needs.find(option); found != under.needs.end()) return found->second;
  const auto* declared = optionOf(options, option);
  return declared && !declared->help.empty() ? declared->help : "A secret of your own.";
}

}  // namespace

std::string presetText(const WrittenBlock& block, const std::filesystem::path& file, const FormRules& rules) {
  const auto under = presetUnder(block, file);
  const auto options = rules.options(block.kind, block.type);
  Entries own;
  for (const auto& part : block.parts) own[part.option] = part.entry;
  std::map<std::string, std::string> needs = under.needs, texts;
  for (const auto& [option, entry] : under.options) {
    if (!isSet(own, "", option)) texts[option] = entry.text;
  }
  for (const auto& part : block.parts) {
    for (const auto& [option, value] : part.values) {
      needs.erase(option);
      if (kOfThisHook.contains(option)) continue;
      if (value.isStored) {
        needs[option] = whyNeeded(option, under, options);
      } else {
        texts[option] = value.text;
      }
    }
  }
  std::string text = propertyText("preset.about", under.about.empty() ? "The hook " + block.name + "." : under.about);
  for (const auto& [option, why] : needs) text += propertyText("preset.needs." + option, why);
  if (!texts.contains("type") && !block.type.empty()) text += propertyText("type", block.type);
  for (const auto& [option, value] : texts) text += propertyText(option, value);
  return text;
}

}  // namespace herald::core
