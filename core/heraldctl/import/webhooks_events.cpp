// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/import/webhooks_events.h"

#include <Poco/NumberParser.h>
#include <Poco/String.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <set>

namespace herald::core::import {

namespace {

struct Known {
  const char* flag;     // the plugin's setting
  const char* message;  // the plugin's setting
  const char* type;     // Herald's event
  const char* event;    // OctoPrint's event, as a custom event may name it
};

constexpr std::array kKnown{
    Known{"eventPrintStarted", "eventPrintStartedMessage", "PrintStarted", "PrintStarted"},
    Known{"eventPrintDone", "eventPrintDoneMessage", "PrintDone", "PrintDone"},
    Known{"eventPrintFailed", "eventPrintFailedMessage", "PrintFailed", "PrintFailed"},
    Known{"eventPrintPaused", "eventPrintPausedMessage", "PrintPaused", "PrintPaused"},
    Known{"eventUserActionNeeded", "eventUserActionNeededMessage", "UserActionNeeded", "plugin_webhooks_notify"},
    Known{"eventError", "eventErrorMessage", "Error", "Error"},
    Known{"event_print_progress", "eventPrintProgressMessage", "PrintProgress", "plugin_webhooks_progress"},
};

bool isEventName(const std::string& name) {
  return std::all_of(name.begin(), name.end(),
                     [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '-' || c == '.'; });
}

WantedEvents::One eventOf(const Known& known, const WebhooksHook& hook) { return {known.type, hook[known.message]}; }

/// The interval as a value of the option `progress`; empty if the plugin never sends with this interval.
std::string progressOf(const WebhooksHook& hook) {
  int every = 0;
  Poco::NumberParser::tryParse(Poco::trim(hook["event_print_progress_interval"]), every);
  every = std::abs(every);
  return every >= 1 && every <= 99 ? std::to_string(every) + "%" : std::string();
}

void addCustom(const WebhooksHook& hook, std::set<std::string> seen, WantedEvents& wanted) {
  for (const auto& event : hook.customEvents) {
    std::string name = Poco::trim(event.name);
    if (name.empty() || !seen.insert(Poco::toLower(name)).second) continue;
    if (!isEventName(name)) {
      wanted.lost.push_back("The custom event `" + name + "` is left out: no event of OctoPrint has such a name.");
      continue;
    }
    bool custom = true;
    for (const auto& known : kKnown) {
      if (Poco::icompare(name, std::string(known.event)) != 0) continue;
      name = known.type;
      custom = false;
    }
    wanted.events.push_back({name, event.message, custom});
  }
}

}  // namespace

WantedEvents wantedEvents(const WebhooksHook& hook) {
  WantedEvents wanted;
  // The plugin uses a custom event only if no setting of its own, and no earlier custom event, has the name.
  std::set<std::string> seen;
  for (const auto& known : kKnown) {
    if (!hook.flag(known.flag)) continue;
    seen.insert(Poco::toLower(std::string(known.event)));
    const bool isProgress = known.type == std::string("PrintProgress");
    if (isProgress) wanted.progress = progressOf(hook);
    if (!isProgress || !wanted.progress.empty()) {
      wanted.events.push_back(eventOf(known, hook));
    } else {
      wanted.lost.push_back("Print progress is left out: with the interval `" + hook["event_print_progress_interval"] +
                            "` the plugin never sent it. Set `progress`, for example to 10%.");
    }
  }
  addCustom(hook, std::move(seen), wanted);
  return wanted;
}

WantedEvents eventsWithMessage(const WebhooksHook& hook) {
  WantedEvents spoken;
  for (const auto& known : kKnown) spoken.events.push_back(eventOf(known, hook));
  addCustom(hook, {}, spoken);
  return spoken;
}

}  // namespace herald::core::import
