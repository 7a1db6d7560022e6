#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace herald::core {

/// What the operator sees of a sink.
struct SinkStatus {
  std::string name{};
  enum class State { Healthy, Failing, Holding, Gone, Hanging, Paused } state = State::Healthy;
  std::string reason{};  ///< the last failure
  std::uint64_t delivered = 0;
  std::uint64_t failed = 0;  ///< attempts that did not deliver
};

/// "healthy", "failing", "on hold", "gone", "hanging" or "paused".
std::string_view toString(SinkStatus::State state);

}  // namespace herald::core
