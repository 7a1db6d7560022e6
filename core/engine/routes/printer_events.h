// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "engine/routes/event_words.h"

namespace herald::core {

/// The words for the events of printers, as the sources report them: those of OctoPrint 1.4 to 2.0
/// (https://docs.octoprint.org/en/master/events/), and those that Herald's sources add. Of two rows for one type, the
/// first one that applies holds. They are without the default events of a sink.
std::span<const EventWords> printerEvents();

/// The words for events that are not about the job of a printer, but about a file of their own.
std::span<const EventWords> fileEvents();

}  // namespace herald::core
