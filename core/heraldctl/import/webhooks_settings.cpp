// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/import/webhooks_settings.h"

#include <Poco/NumberParser.h>
#include <Poco/String.h>

#include <algorithm>
#include <stdexcept>

#include "herald/json.h"
#include "heraldctl/import/webhooks_defaults.h"
#include "heraldctl/import/yaml_node.h"

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

bool isGiven(const YamlNode& node) { return node.exists() && !node.isNull(); }

/// The text of a node; empty for null.
std::string textOf(const YamlNode& node, const std::string& what) {
  if (isGiven(node) && !node.isText()) refuse(what + " has to be a text");
  return node.text();
}

std::vector<CustomEvent> customEvents(const YamlNode& list, const std::string& what) {
  std::vector<CustomEvent> events;
  if (isGiven(list) && !list.isList()) refuse(what + " has to be a list");
  for (const auto& event : list.list()) events.push_back({textOf(event["name"], what), textOf(event["message"], what)});
  return events;
}

WebhooksHook hookFrom(const YamlNode& map, const std::string& what) {
  if (!map.isMap()) refuse(what + " has to be a map of settings");
  WebhooksHook hook{webhooksDefaults(), {}, {}};
  for (const auto& [setting, value] : map.members()) {
    const std::string place = what + ": " + setting;
    if (setting == "customEvents") {
      hook.customEvents = customEvents(value, place);
    } else if (setting == "hooks" || setting == "settings_version" || setting == "_config_version") {
      continue;  // in version 1, the settings of the only hook stand beside these
    } else if (!value.isNull()) {
      const bool known = webhooksDefaults().contains(setting);
      set(hook, setting, known ? textOf(value, place) : std::string());
    }
  }
  return hook;
}

bool isSwitchedOff(const YamlNode& plugins) {
  const YamlNode disabled = plugins["_disabled"];
  return std::any_of(disabled.list().begin(), disabled.list().end(),
                     [](const auto& name) { return name.text() == kPlugin; });
}

int versionOf(const YamlNode& settings, bool hasHooks) {
  // OctoPrint does not store the default. It was 1, and is 4 since version 4.1 of the plugin.
  const YamlNode stored = settings["settings_version"];
  if (!isGiven(stored)) return hasHooks ? 4 : 1;
  int version = 0;
  if (!Poco::NumberParser::tryParse(stored.text(), version) || version < 1) {
    refuse("plugins: webhooks: settings_version has to be a number from 1");
  }
  return version;
}

WebhooksSettings settingsFrom(const YamlNode& root) {
  const YamlNode plugins = root["plugins"];
  const YamlNode own = plugins[kPlugin];
  if (!own.isMap()) {
    refuse("has no settings of OctoPrint-Webhooks (plugins: webhooks): check that this OctoPrint uses the plugin");
  }
  const YamlNode hooks = own["hooks"];
  if (isGiven(hooks) && !hooks.isList()) refuse("plugins: webhooks: hooks has to be a list");
  const bool hasHooks = hooks.isList() && (!hooks.list().empty() || own["settings_version"].exists());
  WebhooksSettings settings;
  settings.version = versionOf(own, hasHooks);
  settings.switchedOff = isSwitchedOff(plugins);
  for (const auto& hook : hooks.list()) {
    if (hasHooks) settings.hooks.push_back(hookFrom(hook, "hook " + std::to_string(settings.hooks.size() + 1)));
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
  return settingsFrom(YamlNode::parse(text));
}

}  // namespace herald::core::import
