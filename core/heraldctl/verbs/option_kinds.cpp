#include "heraldctl/verbs/option_kinds.h"

#include "engine/config/block_settings.h"
#include "engine/pipeline/sink_options.h"

namespace herald::core::ctl {

const std::vector<std::string>& optionKinds() {
  static const std::vector<std::string> kKinds{"herald", "source", "sink", "transform", "route"};
  return kKinds;
}

std::vector<Option> optionsOf(const std::string& kind) {
  if (kind == "sink") return sinkOptions();
  if (kind != "herald") return coreOptions(kind);
  std::vector<Option> all;
  for (const std::string block : {"herald", "outbox", "admin"}) {
    for (auto option : coreOptions(block)) {
      option.name = block + "." + option.name;
      all.push_back(std::move(option));
    }
  }
  return all;
}

}  // namespace herald::core::ctl
