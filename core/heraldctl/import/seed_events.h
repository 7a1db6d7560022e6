#pragma once

#include <string>
#include <vector>

#include "heraldctl/import/webhooks_settings.h"

namespace herald::core::import {

/// The events of a hook by Herald's names, with its words for each.
struct WantedEvents {
  struct One {
    std::string type{};
    std::string message{};
    bool ownMessage = false;  ///< other words than Herald has by itself
  };
  std::vector<One> events{};  ///< each once
  std::string progress{};     ///< "25%"; empty where PrintProgress is not among them
  std::vector<std::string> lost{};
};

/// What the hook asks for: plugin_webhooks_notify is UserActionNeeded, plugin_webhooks_progress is PrintProgress.
WantedEvents wantedEvents(const SeedHook& hook);

/// All that the hook has words for, whether it asks for it or not: an exported template does not say.
WantedEvents spokenEvents(const SeedHook& hook);

}  // namespace herald::core::import
