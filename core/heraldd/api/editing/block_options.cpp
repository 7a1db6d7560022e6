// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/editing/block_options.h"

#include <algorithm>
#include <utility>

#include "engine/pipeline/option_kinds.h"

namespace herald::core {

std::vector<Option> blockOptions(const std::vector<Library>& libraries, const std::string& kind,
                                 const std::string& type) {
  std::vector<Option> options;
  for (const auto& library : libraries) {
    const auto offer = std::ranges::find_if(
        library.offers, [&](const Library::Offer& one) { return one.kind == kind && one.type == type; });
    if (offer == library.offers.end()) continue;
    options = offer->options;
    break;
  }
  return allOptions(kind, std::move(options));
}

}  // namespace herald::core
