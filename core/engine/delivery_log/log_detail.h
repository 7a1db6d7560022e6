// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/delivery_log/attempt_trace.h"
#include "herald/event.h"

namespace herald::core {

/// What belongs to an entry and is large. The log keeps as much of it as it has room for. A value.
struct LogDetail {
  std::shared_ptr<const Event> event{};      ///< null if it is not in memory
  std::vector<AttemptExchange> exchanges{};  ///< what the attempt sent and got
};

std::size_t sizeOf(const LogDetail& detail);  ///< about how much memory it takes, in bytes

/// The exchanges as a JSON array, for people:
///
///   [{"purpose": "delivery", "request": {"method", "url", "headers": [["name", "value"]], "body", "cut"},
///     "response": {"status", "headers", "body", "cut"}, "failure": "", "durationSeconds": 0.05}]
///
/// A sink that does not speak HTTP has `"request": null` and a `text` that says what it sent. `response` is null if
/// there was no answer. `mask` hides the secrets, before anything is cut. A body ends at its first byte that is not
/// text.
std::string exchangesText(const std::vector<AttemptExchange>& exchanges,
                          const std::function<std::string(std::string_view)>& mask);

/// The event as a JSON object: id, type, device, source, time, category, subject, payload, context.
std::string eventText(const Event& event);

std::optional<Event> eventFrom(std::string_view text);  ///< nothing if the text is not one of eventText

}  // namespace herald::core
