// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "herald/event.h"
#include "heraldd/api/live/live_feed.h"

namespace herald::core {

/// Tells the live pages of events that Herald has just accepted, without their payload and context.
void publish(LiveFeed& feed, const std::vector<std::shared_ptr<const Event>>& events);

}  // namespace herald::core
