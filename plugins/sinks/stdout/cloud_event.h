// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "herald/event.h"

namespace herald::stdout_sink {

/// The event in the structured form of CloudEvents 1.0
/// (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md), on one line without its end.
std::string cloudEvent(const Event& event, bool withContext);

}  // namespace herald::stdout_sink
