// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/variant_selector.h"

#include <Poco/String.h>

#include <algorithm>
#include <string_view>
#include <tuple>

#include "engine/routes/pattern.h"

namespace herald::core {

namespace {

bool isFor(std::string_view glob, std::string_view name) { return glob.empty() || globMatches(glob, name); }

bool mayMeet(std::string_view one, std::string_view other) {
  return one.empty() || other.empty() || globsOverlap(one, other);
}

bool canMeet(const VariantSelector& one, const VariantSelector& other) {
  return mayMeet(one.event, other.event) && mayMeet(one.device, other.device);
}

/// True if `wide` matches all that `narrow` matches. It may miss that for two different globs.
bool isWider(std::string_view wide, std::string_view narrow) {
  return wide.empty() || wide == "*" || wide == narrow ||
         (!narrow.empty() && isExact(narrow) && globMatches(wide, narrow));
}

bool isWider(const VariantSelector& wide, const VariantSelector& narrow) {
  return isWider(wide.event, narrow.event) && isWider(wide.device, narrow.device);
}

auto specialty(std::string_view glob) {
  return std::tuple(!glob.empty(), isExact(glob), glob.size(), Poco::toLower(std::string(glob)));
}

auto specialty(const VariantSelector& selector) {
  return std::tuple(!selector.event.empty() && !selector.device.empty(), !selector.event.empty(),
                    specialty(selector.event), specialty(selector.device));
}

}  // namespace

bool VariantSelector::matches(const Event& of) const { return isFor(event, of.type) && isFor(device, of.device); }

std::string toString(const VariantSelector& selector) {
  std::string text = selector.event.empty() ? "" : "on." + selector.event;
  if (!selector.device.empty()) text += (text.empty() ? "for." : ".for.") + selector.device;
  return text;
}

bool isLessSpecial(const VariantSelector& one, const VariantSelector& other) {
  return specialty(one) < specialty(other);
}

SelectorSet matching(const std::vector<VariantSelector>& selectors, const Event& event) {
  SelectorSet found;
  for (std::size_t i = 0; i < selectors.size(); ++i) {
    if (selectors[i].matches(event)) found.push_back(i);
  }
  return found;
}

// An event that matches a selector matches each wider one too. Of two that overlap, neither can be left out.
std::vector<SelectorSet> possibleMatches(const std::vector<VariantSelector>& selectors, std::size_t most) {
  std::vector<SelectorSet> sets{{}};
  for (std::size_t next = 0; next < selectors.size(); ++next) {
    SelectorSet wider;
    for (std::size_t i = 0; i < next; ++i) {
      if (isWider(selectors[i], selectors[next])) wider.push_back(i);
    }
    const auto meets = [&](std::size_t other) { return canMeet(selectors[other], selectors[next]); };
    for (std::size_t i = 0, before = sets.size(); i < before; ++i) {
      if (!std::ranges::includes(sets[i], wider) || !std::ranges::all_of(sets[i], meets)) continue;
      SelectorSet larger = sets[i];
      larger.push_back(next);
      sets.push_back(std::move(larger));
      if (sets.size() > most) return sets;
    }
  }
  return sets;
}

}  // namespace herald::core
