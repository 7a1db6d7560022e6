// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "event_filter.h"
#include "herald/vocabulary.h"

namespace herald::octoprint {

/// The events of OctoPrint up to 2.0 that pass the filter, with any `plugin_…`, and the variables that they have.
Vocabulary octoPrintWords(const EventFilter& filter);

}  // namespace herald::octoprint
