// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/option_kinds.h"

#include <algorithm>
#include <stdexcept>

#include "engine/config/core_options.h"
#include "engine/pipeline/sink_options.h"

namespace herald::core {

const std::vector<std::string>& optionKinds() {
  static const std::vector<std::string> kKinds{"herald", "source", "sink", "transform", "route"};
  return kKinds;
}

std::vector<Option> optionsOf(const std::string& kind) {
  if (kind == "herald") return heraldOptions();
  if (kind == "source") return sourceOptions();
  if (kind == "sink") return sinkOptions();
  if (kind == "transform") return transformOptions();
  if (kind == "route") return routeOptions();
  throw std::logic_error("there are no options of the kind " + kind);
}

std::vector<Option> optionsBeside(const std::string& kind, const std::vector<Option>& ofThePlugin) {
  auto rest = optionsOf(kind);
  std::erase_if(rest, [&](const Option& option) {
    return std::ranges::find(ofThePlugin, option.name, &Option::name) != ofThePlugin.end();
  });
  return rest;
}

std::vector<Option> allOptions(const std::string& kind, std::vector<Option> ofThePlugin) {
  const auto rest = optionsBeside(kind, ofThePlugin);
  ofThePlugin.insert(ofThePlugin.end(), rest.begin(), rest.end());
  return ofThePlugin;
}

}  // namespace herald::core
