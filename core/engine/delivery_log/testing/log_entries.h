// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/delivery_log/log_entry.h"

namespace herald::core {

/// For tests: an entry of a delivery to `sink`, at `seconds` after 1970-01-01.
inline LogEntry logEntry(const std::string& sink, LogStep step = LogStep::Delivered, int seconds = 0) {
  return {.time = std::chrono::system_clock::time_point(std::chrono::seconds(seconds)),
          .step = step,
          .category = Category::Lifecycle,
          .sink = sink,
          .source = "octopi",
          .device = "mk3",
          .event = "e1",
          .type = "PrintDone",
          .attempt = 1};
}

}  // namespace herald::core
