// SPDX-License-Identifier: Apache-2.0
#include "heraldd/last_end.h"

#include "engine/plugin_host/plugin_call.h"

namespace herald::core {

namespace {

constexpr std::size_t kNamed = 5;

std::string nameOf(const Delivery& delivery, const Configuration& configuration) {
  const auto sink = configuration.sinks.find(delivery.sink);
  const auto plugin = sink == configuration.sinks.end() ? "" : sink->second.text("type");
  return delivery.event->type + " of " + delivery.event->device + " for " + whoIs("sink", delivery.sink, plugin) +
         ", event " + delivery.event->id;
}

}  // namespace

std::string killedSentence(const std::vector<Delivery>& underWay, const Configuration& configuration) {
  std::string text = "the last run ended without a stop (killed, power cut or out of memory); ";
  if (underWay.empty()) return text + "nothing that waits now was being delivered";
  text += "under way was: ";
  for (std::size_t i = 0; i < underWay.size() && i < kNamed; ++i)
    text += (i == 0 ? "" : "; ") + nameOf(underWay[i], configuration);
  if (underWay.size() > kNamed) text += "; and " + std::to_string(underWay.size() - kNamed) + " more";
  return text;
}

}  // namespace herald::core
