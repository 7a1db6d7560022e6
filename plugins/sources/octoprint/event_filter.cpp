// SPDX-License-Identifier: Apache-2.0
#include "event_filter.h"

#include <Poco/Glob.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace herald::octoprint {
namespace {

constexpr std::array<std::string_view, 6> kConnectionEvents{"ClientOpened", "ClientAuthed", "ClientDeauthed",
                                                            "ClientClosed", "UserLoggedIn", "UserLoggedOut"};

}  // namespace

bool EventFilter::reports(const std::string& type) const {
  const bool own = std::find(kConnectionEvents.begin(), kConnectionEvents.end(), type) != kConnectionEvents.end();
  if (!own && !type.starts_with("plugin_webhooks_")) return true;
  return std::any_of(included_.begin(), included_.end(),
                     [&](const std::string& glob) { return Poco::Glob(glob).match(type); });
}

}  // namespace herald::octoprint
