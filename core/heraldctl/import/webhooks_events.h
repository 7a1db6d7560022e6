// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "heraldctl/import/webhooks_settings.h"

namespace herald::core::import {

/// The events of a hook by Herald's names, with its message for each.
struct WantedEvents {
  struct One {
    std::string type{};
    std::string message{};
    bool custom = false;  ///< a custom event; the plugin gives it the topic "Custom Event"
  };
  std::vector<One> events{};        ///< each once
  std::string progress{};           ///< "25%"; empty if PrintProgress is not among the events
  std::vector<std::string> lost{};  ///< sentences: events that are left out, and why
};

/// The events that the hook asks for. plugin_webhooks_notify becomes UserActionNeeded, plugin_webhooks_progress becomes
/// PrintProgress.
WantedEvents wantedEvents(const WebhooksHook& hook);

/// All events for which the hook has a message. An exported template does not say which ones it asks for.
WantedEvents eventsWithMessage(const WebhooksHook& hook);

}  // namespace herald::core::import
