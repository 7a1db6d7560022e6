#pragma once

#include <string_view>

#include "herald/event.h"

namespace herald::common {

/// What kind of news an event of a printer is: those of OctoPrint (https://docs.octoprint.org/en/master/events/), and
/// what Herald's sources add to them under names of their own.
Category categoryOf(std::string_view type);

/// Is it about the print job, and has the job's fields in its payload?
bool isJobEvent(std::string_view type);

/// Is it an event that ends a job?
bool isJobEnd(std::string_view type);

}  // namespace herald::common
