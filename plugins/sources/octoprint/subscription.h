// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "herald/feed.h"

namespace herald::octoprint {

/// What Herald asks OctoPrint's push socket for, beside states and events: only what an event needs that somebody
/// wants.
struct Interest {
  bool waits = false;     ///< why the printer waits: the commands that pause it
  bool messages = false;  ///< texts for the printer's display
  bool layers = false;    ///< the plugin DisplayLayerProgress, and texts that name a layer

  bool operator==(const Interest&) const = default;
};

Interest interestOf(const Feed& feed);

/// The message `subscribe` for it (https://docs.octoprint.org/en/master/api/push.html#subscribe).
std::string subscription(const Interest& interest);

/// The name under which the plugin DisplayLayerProgress sends its messages.
inline constexpr const char* kLayerPlugin = "DisplayLayerProgress-websocket-payload";

}  // namespace herald::octoprint
