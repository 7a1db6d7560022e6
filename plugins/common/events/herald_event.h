// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "herald/event.h"

namespace herald::events {

/// The extension with the context of an event, as JSON text. A CloudEvent that Herald writes has it, and `device`,
/// `category` and, if it is not the device, `heraldsource`.
inline constexpr std::string_view kContextAttribute = "heraldcontext";

/// Makes an event of cloudEvent() what it was in the Herald that has written it: its id, device, source, category and
/// context. Returns false, and leaves it as it is, if no Herald has written it. Throws BadEvent if an extension has a
/// value that Herald does not write.
bool restoreHeraldEvent(Event& event);

}  // namespace herald::events
