// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "engine/dispatch/sink/histogram.h"

namespace herald::core {

/// What the operator sees of a sink. Counts are of this process.
struct SinkStatus {
  std::string name{};
  enum class State : std::uint8_t {
    Healthy,
    Slowed,     ///< it works, and deliveries wait only for its rate
    Failing,    ///< the last attempt failed, and there will be another
    Rejecting,  ///< it takes no event: each of the last ones is a dead letter
    Holding,    ///< it refuses the credentials or the address; Herald probes it slowly
    Gone,       ///< it no longer wants events
    Hanging,    ///< a call into it does not return
    Paused,     ///< by the operator
  } state = State::Healthy;
  bool draining = false;  ///< it delivers what waited when the operator asked for the drain; then it is paused
  std::string reason{};   ///< of the state; empty if it is healthy
  std::chrono::system_clock::time_point since{};  ///< of the state
  std::optional<Millis> nextAttempt{};            ///< from now; empty: not before something happens
  std::size_t waiting = 0;                        ///< in the outbox, with those in flight
  std::size_t drainLeft = 0;                      ///< of those, how many a drain still delivers
  std::size_t inFlight = 0;                       ///< attempts under way
  std::size_t deadLetters = 0;
  std::uint64_t delivered = 0;
  std::uint64_t failed = 0;                          ///< attempts that did not deliver
  std::uint64_t retried = 0;                         ///< attempts that were not the first of their delivery
  std::map<std::string, std::uint64_t> discarded{};  ///< by reason: "queue full: progress", "too old: progress"
  std::map<std::string, std::uint64_t> missing{};    ///< deliveries that went out without this variable
  std::optional<std::chrono::system_clock::time_point> lastSuccess{};
  Histogram attemptTime{};   ///< of every attempt, from its beginning to its outcome
  Histogram deliveryTime{};  ///< of every delivered event, from its publication to the receiver's answer
};

inline constexpr std::array kSinkStates{
    SinkStatus::State::Healthy, SinkStatus::State::Slowed, SinkStatus::State::Failing, SinkStatus::State::Rejecting,
    SinkStatus::State::Holding, SinkStatus::State::Gone,   SinkStatus::State::Hanging, SinkStatus::State::Paused};

/// "healthy", "slowed by rate", "failing", "rejecting", "on hold", "gone", "hanging" or "paused".
std::string_view toString(SinkStatus::State state);

/// Events go through. In any other state somebody has to look.
constexpr bool works(SinkStatus::State state) {
  return state == SinkStatus::State::Healthy || state == SinkStatus::State::Slowed;
}

/// A sink begins to need the operator, or needs him no longer.
struct SinkNews {
  std::string sink{};
  bool failing = false;  ///< false: it works again
  SinkStatus::State state = SinkStatus::State::Healthy;
  std::string reason{};
  std::size_t waiting = 0;
  std::chrono::system_clock::time_point since{};  ///< of its first failure
};

}  // namespace herald::core
