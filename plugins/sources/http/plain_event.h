#pragma once

#include "herald/event.h"
#include "members.h"

namespace herald::http_source {

/// An event as a script writes it: `type`, and if it likes `device`, `payload`, `context`, `id`, `time` (RFC 3339 or
/// Unix seconds), `subject` and `category`. Without a category the type decides, as for every source. Any other member
/// is a mistake. Throws Refusal.
Event plainEvent(const Members& members);

}  // namespace herald::http_source
