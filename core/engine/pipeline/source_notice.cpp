// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/source_notice.h"

#include <Poco/Logger.h>

#include <algorithm>
#include <exception>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/plugin_host/plugin_thread.h"
#include "herald/source_watcher.h"

namespace herald::core {

namespace {

constexpr Millis kNoticeLimit{2000};

void tell(const std::string& sink, const Instance& instance, const std::vector<ConfiguredSource>& sources) {
  if (!dynamic_cast<SourceWatcher*>(instance.plugin.get())) return;
  try {
    callPlugin("sink " + sink, kNoticeLimit, [plugin = instance.plugin, host = instance.host, sources] {
      dynamic_cast<SourceWatcher&>(*plugin).sourcesAre(sources);
    });
  } catch (const std::exception& error) {
    Poco::Logger::get("sink." + sink).warning(std::string("does not take the list of sources: ") + error.what());
  }
}

void tellAll(const std::string& name, const PlannedSink& sink, const std::vector<ConfiguredSource>& sources) {
  tell(name, sink.instance, sources);
  for (const auto& version : sink.versions) tell(name, version.instance, sources);
}

std::set<std::shared_ptr<Plugin>> pluginsOf(const PlannedSink& sink) {
  std::set<std::shared_ptr<Plugin>> plugins{sink.instance.plugin};
  for (const auto& version : sink.versions) plugins.insert(version.instance.plugin);
  return plugins;
}

/// The instances of one sink share what they know, so none is told anything while another one stays.
bool staysPartly(const PlannedSink& sink, const PlannedSink& next) {
  const auto plugins = pluginsOf(sink);
  return std::ranges::any_of(pluginsOf(next), [&](const auto& plugin) { return plugins.contains(plugin); });
}

}  // namespace

void tellSources(const Plan& plan) {
  std::vector<ConfiguredSource> sources;
  for (const auto& [name, source] : plan.sources) sources.push_back({name, source.origin.device});
  for (const auto& [name, sink] : plan.sinks) tellAll(name, sink, sources);
}

void tellTheGone(const Plan& old, const Plan& next) {
  for (const auto& [name, sink] : old.sinks) {
    const auto after = next.sinks.find(name);
    if (after == next.sinks.end() || !staysPartly(sink, after->second)) tellAll(name, sink, {});
  }
}

}  // namespace herald::core
