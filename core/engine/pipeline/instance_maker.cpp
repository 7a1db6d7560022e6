// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/instance_maker.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "engine/config/block_settings.h"
#include "engine/config/former_names.h"
#include "engine/pipeline/foreign_defaults.h"
#include "engine/plugin_host/plugin_call.h"
#include "engine/plugin_host/plugin_thread.h"
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

}  // namespace

void InstanceMaker::problem(const Block& block, const std::string& option, const std::string& text) {
  const Entry* entry = block.find(option);
  if (!entry) entry = block.find("type");
  problems_.push_back({entry ? entry->at : Location{}, block.key(option), text});
}

std::optional<FoundPlugin> InstanceMaker::find(const Block& block) {
  const std::string type = block.text("type");
  if (type.empty()) return std::nullopt;  // reported when the file was read
  auto found = tools_.plugins.find(block.kind, type);
  if (!found) problem(block, "type", tools_.plugins.whyMissing(block.kind, type));
  return found;
}

std::optional<Instance> InstanceMaker::make(const Block& written, const std::string& name,
                                            const std::vector<Option>& core, const Instance* before) {
  const auto checked = check(written, core);
  if (!checked) return std::nullopt;
  if (before && before->fingerprint == checked->fingerprint) return *before;
  return configure(*checked, name);
}

std::optional<std::vector<Option>> InstanceMaker::optionsOf(const Block& written, const std::vector<Option>& core) {
  const auto found = find(written);
  return found ? std::optional(joined(found->offer.options, core)) : std::nullopt;
}

std::optional<InstanceMaker::Checked> InstanceMaker::check(const Block& written, const std::vector<Option>& core) {
  const auto found = find(written);
  if (!found) return std::nullopt;
  const auto options = joined(found->offer.options, core);
  const auto own = withoutForeignDefaults(written, options, tools_.plugins.ofType(found->offer.type));
  Block block = withCurrentNames(own, options, problems_);
  const auto settings = checkBlock(block, options, problems_);
  if (!settings) return std::nullopt;
  if (auto wrong = tlsFiles_.problemsWith(*settings); !wrong.empty()) {
    addProblems(block, BadSettings(std::move(wrong)), problems_);
    return std::nullopt;
  }
  return Checked{std::move(block), *settings, fingerprintOf(found->offer.type, found->library.hash, *settings)};
}

std::optional<Instance> InstanceMaker::configure(const Checked& checked, const std::string& name,
                                                 const Instance* sibling) {
  try {
    return configured(checked, name, sibling);
  } catch (const BadSettings& bad) {
    addProblems(checked.block, bad, problems_);
  } catch (const NoThread&) {
    throw;  // the plugin is not to blame
  } catch (const std::exception& error) {
    const std::string type = checked.block.text("type");
    const auto found = tools_.plugins.find(checked.block.kind, type);
    problem(checked.block, "type",
            "the plugin `" + type + "` (" + (found ? found->library.file.string() : "") + ") failed: " + error.what());
  }
  return std::nullopt;
}

Instance InstanceMaker::configured(const Checked& checked, const std::string& name, const Instance* sibling) {
  const auto& block = checked.block;
  const auto saving = block.kind == "transform" ? InstanceHost::Saving::WithEvent : InstanceHost::Saving::Immediately;
  const auto state = sibling ? sibling->state : tools_.state ? tools_.state(block.kind, name) : nullptr;
  Instance instance{checked.fingerprint,
                    checked.settings,
                    std::make_shared<InstanceHost>(tools_.isQuiet ? "" : block.kind + "." + name, state, saving,
                                                   tools_.http, tools_.time, tools_.mask,
                                                   sibling ? sibling->host->parts() : std::make_shared<SharedParts>()),
                    tools_.plugins.create(block.kind, block.text("type")),
                    state,
                    nullptr};
  if (dynamic_cast<const TimerUser*>(instance.plugin.get())) {
    instance.timers = std::make_shared<TimerBook>(name, block.text("type"), tools_.time);
  }
  callPlugin(block.kind + " " + block.name, kConfigureLimit,
             [plugin = instance.plugin, host = instance.host, timers = instance.timers, settings = checked.settings,
              kind = block.kind, name = block.name] {
               const PluginCall call(kind, name, settings.text("type"));
               plugin->configure(settings, *host);
               if (timers) dynamic_cast<TimerUser&>(*plugin).useTimers(*timers);
             });
  return instance;
}

}  // namespace herald::core
