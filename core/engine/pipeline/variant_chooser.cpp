// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/variant_chooser.h"

#include <utility>

namespace herald::core {

VariantChooser::VariantChooser(std::vector<VariantSelector> selectors, std::map<SelectorSet, std::size_t> versions)
    : selectors_(std::move(selectors)), versions_(std::move(versions)) {}

std::size_t VariantChooser::versionFor(const Event& event) const {
  if (selectors_.empty()) return 0;
  const auto found = versions_.find(matching(selectors_, event));
  return found == versions_.end() ? 0 : found->second;
}

std::string VariantChooser::describe(const Event& event) const {
  std::string text;
  for (const auto i : matching(selectors_, event)) text += (text.empty() ? "" : ", ") + toString(selectors_[i]);
  return text;
}

}  // namespace herald::core
