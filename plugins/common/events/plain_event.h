// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "events/event_members.h"
#include "herald/event.h"

namespace herald::events {

/// Reads an event in Herald's own form, as a script writes it: `type`, and optionally `device`, `payload`, `context`,
/// `id`, `time` (RFC 3339 or Unix seconds), `subject` and `category`. The default of the category depends on the type,
/// as for every source. Throws BadEvent, also for any other member but `leftOut`, which changes nothing.
Event plainEvent(const EventMembers& members, std::string_view leftOut = {});

/// The member `category`, or that of the type if it is absent. Throws BadEvent for an unknown word.
Category categoryIn(const EventMembers& members, const std::string& type);

}  // namespace herald::events
