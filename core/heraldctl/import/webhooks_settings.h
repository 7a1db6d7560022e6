// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace herald::core::import {

/// An event of OctoPrint that the user of OctoPrint-Webhooks added to a hook by name.
struct CustomEvent {
  std::string name{};
  std::string message{};
};

/// A hook with the settings of OctoPrint-Webhooks, defaults included. A value.
struct WebhooksHook {
  /// By the plugin's names: "url", "eventPrintDone". A flag is "true" or "false".
  std::map<std::string, std::string> values{};
  std::vector<CustomEvent> customEvents{};
  std::vector<std::string> unknown{};  ///< names of settings that the plugin does not have

  const std::string& operator[](const std::string& setting) const { return values.at(setting); }
  bool flag(const std::string& setting) const { return values.at(setting) == "true"; }
};

/// The settings of OctoPrint-Webhooks in one OctoPrint, or in one exported template.
struct WebhooksSettings {
  int version = 0;            ///< of the plugin's settings, 1 to 5; 0 for an exported template
  bool switchedOff = false;   ///< the plugin is disabled in this OctoPrint
  std::string description{};  ///< of a template
  std::string name{};         ///< of a template
  std::vector<WebhooksHook> hooks{};
};

/// Reads OctoPrint's config.yaml, or the JSON of a template that the plugin exported. Missing settings get the plugin's
/// defaults. Throws std::runtime_error with one clause that follows the name of the file: "is not valid YAML: … at line
/// 3".
WebhooksSettings readWebhooksSettings(std::string_view text);

}  // namespace herald::core::import
