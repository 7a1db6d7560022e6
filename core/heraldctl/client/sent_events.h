// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <istream>
#include <optional>
#include <string>

namespace herald::core {

/// One event of a stream of server-sent events.
struct SentEvent {
  std::string id{};
  std::string name{};
  std::string data{};
};

/// Reads the next event; nothing at the end of the stream. Comments and fields of other kinds are left out, and so is
/// an event that the end of the stream cuts off.
std::optional<SentEvent> readSentEvent(std::istream& stream);

}  // namespace herald::core
