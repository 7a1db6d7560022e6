#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace herald::core {

/// What outlasts the process of how a sink stands. A value.
struct SinkRecord {
  bool paused = false;
  std::optional<std::uint64_t> drainTo{};  ///< it is being drained, up to this sequence
  enum class Stop : std::uint8_t { None, Hold, Gone } stop = Stop::None;
  std::string reason{};                         ///< of the stop
  std::string fingerprint{};                    ///< of the configuration that was stopped; another one is tried at once
  std::chrono::system_clock::time_point due{};  ///< of the next probe of a hold

  bool operator==(const SinkRecord&) const = default;
};

/// As JSON. What is no such text is the record of a sink that just works.
std::string toText(const SinkRecord& record);
SinkRecord parseSinkRecord(std::string_view text);

}  // namespace herald::core
