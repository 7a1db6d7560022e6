// SPDX-License-Identifier: Apache-2.0
#include "engine/trial/draft_plan.h"

#include <Poco/StringTokenizer.h>

#include <algorithm>

namespace herald::core {

namespace {

bool names(const Block& block, const std::string& option, const std::string& word) {
  using Poco::StringTokenizer;
  const StringTokenizer words(block.text(option), ",", StringTokenizer::TOK_TRIM | StringTokenizer::TOK_IGNORE_EMPTY);
  return words.has(word);
}

}  // namespace

Configuration onlySink(const Configuration& configuration, const std::string& sink) {
  Configuration only = configuration;
  only.sources.clear();
  only.defaults.clear();
  only.problems.clear();
  std::erase_if(only.sinks, [&](const auto& one) { return one.first != sink; });
  std::erase_if(only.routes, [&](const auto& route) { return !names(route.second, "to", sink); });
  for (auto& [name, route] : only.routes) route.entries["to"].text = sink;
  std::erase_if(only.transforms, [&](const auto& transform) {
    return std::ranges::none_of(only.routes,
                                [&](const auto& route) { return names(route.second, "transforms", transform.first); });
  });
  return only;
}

Plan withoutSink(Plan plan, const std::string& sink) {
  plan.sinks.erase(sink);
  const auto own = "sink." + sink;
  std::erase_if(plan.steps, [&](const auto& step) { return step.first.starts_with(own + "."); });
  std::erase_if(plan.routes, [&](const auto& route) { return route->name == own; });
  plan.routePrints.erase(own);
  return plan;
}

}  // namespace herald::core
