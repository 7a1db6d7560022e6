#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace herald::core::import {

/// An event that a hook of OctoPrint-Webhooks named by itself.
struct CustomEvent {
  std::string name{};
  std::string message{};
};

/// A hook as OctoPrint-Webhooks has it, with its defaults filled in.
struct SeedHook {
  std::map<std::string, std::string>
      values{};  ///< by the plugin's own names: "url", "eventPrintDone" ("true", "false")
  std::vector<CustomEvent> customEvents{};
  std::vector<std::string> unknown{};  ///< settings of it that the plugin never had

  const std::string& operator[](const std::string& setting) const { return values.at(setting); }
  bool flag(const std::string& setting) const { return values.at(setting) == "true"; }
};

/// What one OctoPrint's configuration says about the plugin.
struct WebhooksSettings {
  int version = 0;            ///< of the plugin's settings, 1 to 5; 0 for an exported template
  bool switchedOff = false;   ///< the plugin is disabled in this OctoPrint
  std::string description{};  ///< of a template: its name and what it says of itself
  std::string name{};         ///< of a template
  std::vector<SeedHook> hooks{};
};

/// The settings of a hook with the value that each has where a file does not say it: that of version 1, which all later
/// versions kept.
const std::map<std::string, std::string>& seedDefaults();

/// Reads OctoPrint's config.yaml, or the JSON of a template that the plugin exported. OctoPrint stores no default, so
/// what is missing has the plugin's. Throws std::runtime_error with one clause where the text is not what it should be,
/// or has no settings of the plugin: "is no YAML: … at line 3".
WebhooksSettings readWebhooksSettings(std::string_view text);

}  // namespace herald::core::import
