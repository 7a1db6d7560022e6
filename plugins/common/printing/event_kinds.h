// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "herald/event.h"

namespace herald::printing {

/// The category of a printer's event, by its type. It knows OctoPrint's events
/// (https://docs.octoprint.org/en/master/events/) and those that Herald's sources add. Any other type is
/// Category::Other.
Category categoryOf(std::string_view type);

/// True if the event is about the print job, and its payload has the fields of the job.
bool isJobEvent(std::string_view type);

/// True if the event ends a job.
bool isJobEnd(std::string_view type);

}  // namespace herald::printing
