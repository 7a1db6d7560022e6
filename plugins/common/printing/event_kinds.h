// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "herald/event.h"

namespace herald::printing {

using herald::categoryOf;  // for who has this header already

/// True if the event is about the print job, and its payload has the fields of the job.
bool isJobEvent(std::string_view type);

/// True if the event is about the print job, or about its progress, its layers or its bed: its payload names the file.
bool isAboutJob(std::string_view type);

/// True if the event ends a job.
bool isJobEnd(std::string_view type);

}  // namespace herald::printing
