// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/instance_maker.h"

#include <algorithm>
#include <exception>

#include "engine/config/block_settings.h"
#include "engine/plugin_host/plugin_call.h"
#include "engine/plugin_host/plugin_thread.h"
#include "herald/regular_file.h"
#include "herald/thread.h"

namespace herald::core {

namespace {

constexpr Millis kConfigureLimit{5000};

/// The options of the plugin, and those of the core that the plugin does not declare itself.
std::vector<Option> joined(std::vector<Option> options, const std::vector<Option>& core) {
  for (const auto& option : core) {
    const auto same = [&](const Option& other) { return other.name == option.name; };
    if (std::none_of(options.begin(), options.end(), same)) options.push_back(option);
  }
  return options;
}

std::string fingerprintOf(const std::string& type, const std::string& hash, const Settings& settings) {
  std::string print = type + '\n' + hash + '\n';
  for (const auto& [option, value] : settings.values()) {
    print += option + '=' + std::to_string(value.size()) + ':' + value + '\n';
  }
  return print;
}

/// True for an option of httpOptions() that names a file, also behind a prefix such as `oauth.`.
bool namesPemFile(const Option& option) {
  const auto isIt = [&](const std::string& name) { return option.name == name || option.name.ends_with("." + name); };
  return option.type == Type::Text && (isIt("tls.ca") || isIt("tls.certificate") || isIt("tls.key"));
}

}  // namespace

void InstanceMaker::problem(const Block& block, const std::string& option, const std::string& text) {
  const Entry* entry = block.find(option);
  if (!entry) entry = block.find("type");
  problems_.push_back({entry ? entry->at : Location{}, block.key(option), text});
}

std::optional<InstanceMaker::Found> InstanceMaker::find(const Block& block) {
  const std::string type = block.text("type");
  if (type.empty()) return std::nullopt;  // reported when the file was read
  const Library* library = tools_.plugins.find(type);
  if (!library) return problem(block, "type", tools_.plugins.whyMissing(type)), std::nullopt;
  const auto isIt = [&](const Library::Offer& offer) { return offer.type == type; };
  const auto& offer = *std::find_if(library->offers.begin(), library->offers.end(), isIt);
  if (offer.kind == block.kind) return Found{*library, offer};
  problem(block, "type", "`" + type + "` is a " + offer.kind + ", not a " + block.kind);
  return std::nullopt;
}

// A plugin opens these files as late as when it connects, and would wait for a pipe in silence.
bool InstanceMaker::checkFiles(const Block& block, const Settings& settings) {
  bool right = true;
  for (const auto& option : settings.options()) {
    const std::string path = namesPemFile(option) ? settings.text(option.name) : "", what = insteadOfFile(path);
    if (what.empty()) continue;
    problem(block, option.name, "names `" + path + "`, which is " + what + ": name a PEM file");
    right = false;
  }
  return right;
}

std::optional<Instance> InstanceMaker::make(const Block& block, const std::string& name,
                                            const std::vector<Option>& core, const Instance* before) {
  const auto found = find(block);
  if (!found) return std::nullopt;
  const auto settings = checkBlock(block, joined(found->offer.options, core), problems_);
  if (!settings || !checkFiles(block, *settings)) return std::nullopt;
  const std::string& type = found->offer.type;
  const auto fingerprint = fingerprintOf(type, found->library.hash, *settings);
  if (before && before->fingerprint == fingerprint) return *before;
  try {
    return configured(block, name, fingerprint, *settings);
  } catch (const BadSettings& bad) {
    addProblems(block, bad, problems_);
  } catch (const NoThread&) {
    throw;  // the plugin is not to blame
  } catch (const std::exception& error) {
    problem(block, "type", "the plugin `" + type + "` (" + found->library.file.string() + ") failed: " + error.what());
  }
  return std::nullopt;
}

Instance InstanceMaker::configured(const Block& block, const std::string& name, const std::string& fingerprint,
                                   const Settings& settings) {
  const auto saving = block.kind == "transform" ? InstanceHost::Saving::WithEvent : InstanceHost::Saving::Immediately;
  const auto state = tools_.state ? tools_.state(block.kind, name) : nullptr;
  Instance instance{
      fingerprint,
      settings,
      std::make_shared<InstanceHost>(block.kind + "." + name, state, saving, tools_.http, tools_.time, tools_.mask),
      tools_.plugins.create(block.text("type")),
      state,
      nullptr};
  if (dynamic_cast<const TimerUser*>(instance.plugin.get())) {
    instance.timers = std::make_shared<TimerBook>(name, block.text("type"), tools_.time);
  }
  callPlugin(block.kind + " " + block.name, kConfigureLimit,
             [plugin = instance.plugin, host = instance.host, timers = instance.timers, settings, kind = block.kind,
              name = block.name] {
               const PluginCall call(kind, name, settings.text("type"));
               plugin->configure(settings, *host);
               if (timers) dynamic_cast<TimerUser&>(*plugin).useTimers(*timers);
             });
  return instance;
}

}  // namespace herald::core
