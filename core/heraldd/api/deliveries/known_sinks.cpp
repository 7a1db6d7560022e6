// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/deliveries/known_sinks.h"

#include <algorithm>

#include "herald/settings.h"

namespace herald::core {

namespace {

void requireOneOf(const std::vector<std::string>& known, const std::string& name) {
  if (std::find(known.begin(), known.end(), name) == known.end()) throw noSuchSink(name, known);
}

}  // namespace

ApiProblem noSuchSink(const std::string& name, const std::vector<std::string>& sinks) {
  return {404, "there is no sink `" + name + "`" + didYouMean(name, sinks)};
}

std::vector<std::string> KnownSinks::configured() const {
  std::vector<std::string> names;
  const auto plan = plan_();
  for (const auto& [name, sink] : plan->sinks) names.push_back(name);
  return names;
}

void KnownSinks::require(const std::string& name) const {
  auto known = configured();
  for (auto& sink : outbox_.sinks()) known.push_back(std::move(sink));
  requireOneOf(known, name);
}

void KnownSinks::requireConfigured(const std::string& name) const { requireOneOf(configured(), name); }

}  // namespace herald::core
