// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/variant_layers.h"

#include <algorithm>
#include <set>

#include "engine/config/character_check.h"
#include "engine/config/former_names.h"
#include "engine/pipeline/fixed_options.h"
#include "engine/pipeline/variant_key.h"

namespace herald::core {

namespace {

constexpr const char* kTwoSpellings = "is set twice, in different upper and lower case: keep one of them";

/// Why the key cannot stand there; empty if it can.
std::string whyRefused(const VariantKey& key, const std::vector<Option>& options) {
  if (!key.wrong.empty() || key.selector == VariantSelector{}) return key.wrong;
  const Option* option = declarationOf(options, key.option);
  return option ? whyFixed(option->name) : std::string();
}

/// Puts the entries of a layer over those below it.
void cover(Entries& below, const Entries& layer) {
  std::erase_if(below, [&](const auto& entry) { return isSet(layer, "", entry.first); });
  below.insert(layer.begin(), layer.end());
}

}  // namespace

VariantLayers::VariantLayers(const Block& block, const std::vector<Option>& options,
                             std::vector<ConfigProblem>& problems)
    : frame_{block.kind, block.name, {}, block.folder} {
  std::set<VariantSelector, Less> selectors;
  for (const auto& [written, entry] : block.entries) {
    const auto key = variantKeyOf(written, options);
    if (const auto why = whyRefused(key, options); !why.empty()) {
      if (!entry.reported) problems.push_back({entry.at, entry.key, why});
      continue;
    }
    auto& layer = layers_[rankOf(entry)].try_emplace(key.selector, frame_).first->second;
    if (!layer.entries.try_emplace(key.option, entry).second) {
      problems.push_back({entry.at, entry.key, kTwoSpellings});
    }
    if (key.selector != VariantSelector{}) selectors.insert(key.selector);
  }
  selectors_.assign(selectors.begin(), selectors.end());
  for (auto& [rank, layers] : layers_) {
    for (auto& [selector, layer] : layers) layer = withCurrentNames(layer, options, problems);
  }
}

Block VariantLayers::block(const SelectorSet& set) const {
  std::set<VariantSelector, Less> chosen{{}};
  for (const auto i : set) chosen.insert(selectors_.at(i));
  Block whole = frame_;
  for (const auto& [rank, layers] : layers_) {
    for (const auto& [selector, layer] : layers) {
      if (chosen.contains(selector)) cover(whole.entries, layer.entries);
    }
  }
  return whole;
}

}  // namespace herald::core
