// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace herald::core {

/// The part of a sink's state that outlasts the process. A value.
struct SinkRecord {
  bool paused = false;
  std::optional<std::uint64_t> drainTo{};  ///< a drain is under way, up to this sequence
  enum class Stop : std::uint8_t {
    None,
    Hold,
    Gone,
    Rejecting,  ///< it works, and rejects everything
  } stop = Stop::None;
  std::string reason{};                         ///< of the stop
  std::string fingerprint{};                    ///< of the stopped configuration; Herald tries another one immediately
  std::chrono::system_clock::time_point due{};  ///< of the next probe of a hold

  bool operator==(const SinkRecord&) const = default;
};

/// As JSON. Any other text reads as the record of a sink that works.
std::string toText(const SinkRecord& record);
SinkRecord parseSinkRecord(std::string_view text);

}  // namespace herald::core
