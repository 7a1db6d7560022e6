// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/editing/edit_api.h"

#include <Poco/Logger.h>

#include <chrono>
#include <exception>
#include <utility>

#include "engine/config/presets.h"
#include "engine/config/standard_paths.h"
#include "engine/connect/printer_address.h"
#include "herald/http.h"
#include "heraldd/api/editing/block_options.h"

namespace herald::core {

namespace {

constexpr std::chrono::seconds kReloadLimit{30};

}  // namespace

EditApi::EditApi(Daemon daemon)
    : daemon_(std::move(daemon)),
      editor_(daemon_.configFile, formRules()),
      changes_(editor_, changing(), daemon_.time),
      hooks_({changes_, editor_, [this] { return sinkStates(); },
              [this](const std::string& from, const std::string& to) { moveQueue(from, to); }}),
      saves_(changes_, [this](const std::string& from, const std::string& to) { moveQueue(from, to); }),
      printers_({changes_, editor_, daemon_.report}),
      connect_(connecting()) {}

void EditApi::addTo(ApiRoutes& routes) {
  routes.add(hooks_);
  routes.add(saves_);
  routes.add(printers_);
  routes.add(connect_);
}

FormRules EditApi::formRules() const {
  return {[this](const std::string& kind, const std::string& type) {
            return blockOptions(daemon_.libraries(), kind, type);
          },
          [mask = daemon_.mask](std::string_view text) { return mask->masked(text); }};
}

ConfigurationChanges::Daemon EditApi::changing() const {
  const auto check = [this](const Configuration& configuration) {
    daemon_.draft(configuration, {.http = makeHttpClient, .isQuiet = true}, *daemon_.pipeline.plan());
  };
  const auto warnings = [this] {
    auto all = daemon_.pipeline.plan()->warnings;
    for (auto& warning : all) warning.text = daemon_.mask->masked(warning.text);
    return all;
  };
  return {check, [this] { return reload(); }, warnings};
}

std::string EditApi::reload() const {
  // One that has begun may have read the files already.
  const auto number = daemon_.reloads.state().begun + 1;
  daemon_.askForReload();
  const auto refusal = daemon_.reloads.waitFor(number, kReloadLimit);
  return refusal ? *refusal : "the reload takes longer than 30 s; see the log";
}

std::map<std::string, std::string> EditApi::sinkStates() const {
  std::map<std::string, std::string> states;
  for (const auto& [name, sink] : daemon_.report().sinks) states[name] = toString(sink.dispatch.state);
  return states;
}

ConnectResource::Daemon EditApi::connecting() {
  return {{.http = makeHttpClient,
           .save = [this](const BlockForm& form) { return saveSource(form); },
           .known = [this](const std::string& url) { return sourceAt(url); },
           .freeName = [this](const std::string& name) { return freeSourceName(name); }},
          [this](const std::string& type) { return blockOptions(daemon_.libraries(), "source", type); },
          [this](const std::string& type) { return sourcePresets(type); }};
}

ChangeResult EditApi::saveSource(const BlockForm& form) {
  try {
    return changes_.apply("add " + form.name, [&](const ConfigurationEditor& editor) { return editor.put(form); });
  } catch (const BadConfiguration& bad) {
    throw BadForm(faultsOf(bad.problems(), form.prefix()));
  }
}

std::string EditApi::sourceAt(const std::string& url) const {
  for (const auto& [name, source] : readConfiguration(editor_.file()).sources) {
    const auto known = source.text("url");
    if (!known.empty() && isSameAddress(printerUriOf(withScheme(known)), printerUriOf(url))) return name;
  }
  return {};
}

std::string EditApi::freeSourceName(const std::string& name) const {
  std::string free = name;
  for (int number = 2; editor_.block("source", free); ++number) free = name + "-" + std::to_string(number);
  return free;
}

std::vector<Preset> EditApi::sourcePresets(const std::string& type) const {
  const Presets presets(presetFolders(editor_.file()));
  std::vector<Preset> fitting;
  for (const auto& name : presets.names()) {
    std::vector<ConfigProblem> ignored;
    auto preset = presets.read(name, ignored);
    const auto own = preset.options.find("type");
    if (preset.kind == "source" && own != preset.options.end() && own->second.text == type)
      fitting.push_back(std::move(preset));
  }
  return fitting;
}

void EditApi::moveQueue(const std::string& from, const std::string& to) const {
  try {
    daemon_.outbox.move(from, to);
    daemon_.pipeline.dispatcher().wake({to});
  } catch (const std::exception& failure) {
    Poco::Logger::get("herald").warning("what waits for " + from + " did not move to " + to + ": " + failure.what() +
                                        ". `heraldctl queue move " + from + " " + to + "` moves it");
  }
}

}  // namespace herald::core
