#include "event_names.h"

#include <Poco/Glob.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace herald::octoprint {
namespace {

constexpr std::array<std::string_view, 6> kOwn{"ClientOpened", "ClientAuthed", "ClientDeauthed",
                                               "ClientClosed", "UserLoggedIn", "UserLoggedOut"};

}  // namespace

bool EventNames::reported(const std::string& type) const {
  const bool own = std::find(kOwn.begin(), kOwn.end(), type) != kOwn.end();
  if (!own && !type.starts_with("plugin_webhooks_")) return true;
  return std::any_of(included_.begin(), included_.end(),
                     [&](const std::string& glob) { return Poco::Glob(glob).match(type); });
}

}  // namespace herald::octoprint
