// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/foreign_defaults.h"

#include <algorithm>
#include <string>

#include "engine/config/character_check.h"
#include "engine/config/core_options.h"
#include "engine/pipeline/sink_options.h"

namespace herald::core {

namespace {

std::vector<Option> coreOptionsFor(const std::string& kind) {
  if (kind == "source") return sourceOptions();
  if (kind == "transform") return transformOptions();
  return sinkOptions();
}

bool knows(const Library::Offer& offer, const std::string& option) {
  return declarationOf(offer.options, option) || declarationOf(coreOptionsFor(offer.kind), option);
}

}  // namespace

Block withoutForeignDefaults(const Block& block, const std::vector<Option>& options,
                             const std::vector<FoundPlugin>& ofItsType) {
  Block own = block;
  if (ofItsType.size() < 2) return own;
  std::erase_if(own.entries, [&](const auto& each) {
    const auto& [option, entry] = each;
    if (rankOf(entry) != Rank::Default || declarationOf(options, option)) return false;
    return std::ranges::any_of(ofItsType, [&name = option](const auto& other) { return knows(other.offer, name); });
  });
  return own;
}

}  // namespace herald::core
