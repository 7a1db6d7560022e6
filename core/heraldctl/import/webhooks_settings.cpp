// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/import/webhooks_settings.h"

#include <Poco/String.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <stdexcept>

#include "herald/json.h"
#include "heraldctl/import/webhooks_defaults.h"

namespace herald::core::import {

namespace {

const std::string kPlugin = "webhooks";  // the plugin's identifier in OctoPrint

/// Throws a clause on one line, even if it quotes the file.
[[noreturn]] void refuse(std::string why) {
  std::replace_if(
      why.begin(), why.end(), [](unsigned char c) { return c < ' ' || c == 127; }, ' ');
  throw std::runtime_error(why);
}

bool isFlag(const std::string& setting) {
  const auto& fallback = webhooksDefaults().at(setting);
  return fallback == "true" || fallback == "false";
}

/// A setting's text. Turns each way to write a flag in YAML 1.1 into "true" or "false".
std::string valueFor(const std::string& setting, const std::string& text) {
  if (!isFlag(setting)) return text;
  const std::string word = Poco::toLower(text);
  const bool on = word == "true" || word == "yes" || word == "on" || word == "1";
  return on ? "true" : "false";
}

void set(WebhooksHook& hook, const std::string& setting, const std::string& text) {
  if (webhooksDefaults().contains(setting)) {
    hook.values[setting] = valueFor(setting, text);
  } else {
    hook.unknown.push_back(setting);
  }
}

YAML::Node member(const YAML::Node& map, const std::string& key) {
  if (!map.IsMap()) return YAML::Node(YAML::NodeType::Undefined);
  const YAML::Node& constant = map;
  return constant[key];
}

/// The text of a scalar; empty for null.
std::string scalar(const YAML::Node& node, const std::string& what) {
  if (!node.IsDefined() || node.IsNull()) return {};
  if (!node.IsScalar()) refuse(what + " has to be a text");
  return node.Scalar();
}

std::vector<CustomEvent> customEvents(const YAML::Node& list, const std::string& what) {
  std::vector<CustomEvent> events;
  if (list.IsDefined() && !list.IsNull() && !list.IsSequence()) refuse(what + " has to be a list");
  for (const auto& event : list) {
    events.push_back({scalar(member(event, "name"), what), scalar(member(event, "message"), what)});
  }
  return events;
}

WebhooksHook hookFrom(const YAML::Node& map, const std::string& what) {
  if (!map.IsMap()) refuse(what + " has to be a map of settings");
  WebhooksHook hook{webhooksDefaults(), {}, {}};
  for (const auto& pair : map) {
    const std::string setting = scalar(pair.first, "a key of " + what);
    const std::string place = what + ": " + setting;
    if (setting == "customEvents") {
      hook.customEvents = customEvents(pair.second, place);
    } else if (setting == "hooks" || setting == "settings_version" || setting == "_config_version") {
      continue;  // in version 1, the settings of the only hook stand beside these
    } else if (!pair.second.IsNull()) {
      const bool known = webhooksDefaults().contains(setting);
      set(hook, setting, known ? scalar(pair.second, place) : std::string());
    }
  }
  return hook;
}

bool isSwitchedOff(const YAML::Node& plugins) {
  const auto disabled = member(plugins, "_disabled");
  return disabled.IsDefined() && disabled.IsSequence() &&
         std::any_of(disabled.begin(), disabled.end(),
                     [](const auto& name) { return name.IsScalar() && name.Scalar() == kPlugin; });
}

int versionOf(const YAML::Node& settings, bool hasHooks) {
  // OctoPrint does not store the default. It was 1, and is 4 since version 4.1 of the plugin.
  const auto stored = member(settings, "settings_version");
  if (!stored.IsDefined() || stored.IsNull()) return hasHooks ? 4 : 1;
  int version = 0;
  if (!stored.IsScalar() || !YAML::convert<int>::decode(stored, version) || version < 1) {
    refuse("plugins: webhooks: settings_version has to be a number from 1");
  }
  return version;
}

WebhooksSettings settingsFrom(const YAML::Node& root) {
  const auto plugins = member(root, "plugins");
  const auto own = plugins.IsDefined() ? member(plugins, kPlugin) : YAML::Node(YAML::NodeType::Undefined);
  if (!own.IsDefined() || !own.IsMap()) {
    refuse("has no settings of OctoPrint-Webhooks (plugins: webhooks): check that this OctoPrint uses the plugin");
  }
  const auto hooks = member(own, "hooks");
  if (hooks.IsDefined() && !hooks.IsNull() && !hooks.IsSequence()) refuse("plugins: webhooks: hooks has to be a list");
  const bool hasHooks =
      hooks.IsDefined() && hooks.IsSequence() && (hooks.size() > 0 || member(own, "settings_version").IsDefined());
  WebhooksSettings settings;
  settings.version = versionOf(own, hasHooks);
  settings.switchedOff = isSwitchedOff(plugins);
  for (std::size_t i = 0; hasHooks && i < hooks.size(); ++i) {
    settings.hooks.push_back(hookFrom(hooks[i], "hook " + std::to_string(i + 1)));
  }
  if (!hasHooks) settings.hooks.push_back(hookFrom(own, "plugins: webhooks"));
  return settings;
}

WebhooksSettings templateFrom(std::string_view text) {
  WebhooksSettings settings;
  WebhooksHook hook{webhooksDefaults(), {}, {}};
  bool known = false;
  for (const auto& [setting, raw] : jsonMembers(text)) {
    if (setting == "_name") {
      settings.name = jsonToText(raw);
    } else if (setting == "_description") {
      settings.description = jsonToText(raw);
    } else if (setting == "customEvents") {
      for (const auto event : jsonElements(raw))
        hook.customEvents.push_back({jsonToText(jsonAt(event, "name")), jsonToText(jsonAt(event, "message"))});
    } else if (raw != "null") {
      known = known || webhooksDefaults().contains(setting);
      set(hook, setting, jsonToText(raw));
    }
  }
  if (!known) refuse("is JSON, but not a template of OctoPrint-Webhooks: it has no setting of a hook");
  settings.hooks.push_back(std::move(hook));
  return settings;
}

}  // namespace

WebhooksSettings readWebhooksSettings(std::string_view text) {
  if (isJsonObject(text)) return templateFrom(text);
  try {
    return settingsFrom(YAML::Load(std::string(text)));
  } catch (const YAML::Exception& bad) {
    const auto line = bad.mark.is_null() ? std::string() : " at line " + std::to_string(bad.mark.line + 1);
    refuse("is not valid YAML: " + bad.msg + line);
  }
}

}  // namespace herald::core::import
