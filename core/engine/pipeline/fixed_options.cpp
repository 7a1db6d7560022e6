// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/fixed_options.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <vector>

#include "engine/pipeline/sink_options.h"
#include "engine/pipeline/variant_key.h"

namespace herald::core {

namespace {

using Names = std::vector<std::string_view>;

struct Reason {
  Names options;
  std::string_view why;
};

const Names kMayDiffer{"timeout", "snapshot", "snapshot.most"};

/// The last one is for every other option.
const std::vector<Reason>& reasons() {
  static const std::vector<Reason> kReasons{
      {{"type", "preset"}, "is for the whole sink: to use another one for some events, make another sink for them"},
      {{"events", "enabled"}, "chooses the events before: leave the event out of the sink's `events`"},
      {{"from"}, "chooses the devices before: leave the device out of the sink's `from`"},
      {{"message", "eventTopic"}, "has the event in its own key: write message.EVENT or eventTopic.EVENT"},
      {{"cooldown", "progress", "layers"},
       "holds events back before: define a route with a transform, or another sink for these events"},
      {{}, "is a rule of the sink's one queue: for other rules, make another sink with `events` and `from`"},
  };
  return kReasons;
}

bool has(const Names& names, std::string_view name) { return std::ranges::find(names, name) != names.end(); }

bool isOfEverySink(const std::string& name) {
  static const std::set<std::string> kNames = [] {
    std::set<std::string> names;
    for (const auto& option : sinkOptions()) names.insert(option.name);
    for (const auto& option : variantOptions()) names.erase(option.name);
    return names;
  }();
  return kNames.contains(name);
}

}  // namespace

std::string whyFixed(const std::string& option) {
  if (!isOfEverySink(option) || has(kMayDiffer, option)) return {};
  const auto& all = reasons();
  const auto reason = std::ranges::find_if(all, [&](const Reason& one) { return has(one.options, option); });
  return std::string(reason == all.end() ? all.back().why : reason->why);
}

}  // namespace herald::core
