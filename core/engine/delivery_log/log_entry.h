// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "herald/event.h"
#include "herald/outcome.h"

namespace herald::core {

/// One step of a delivery: an attempt and how it went, or what ended the delivery without one. The numbers are on
/// disk, so never change one.
enum class LogStep : std::uint8_t {
  Delivered = 0,
  Retry = 1,
  Hold = 2,
  Rejected = 3,
  Gone = 4,
  Hanging = 5,    ///< the call did not return in time
  Dropped = 6,    ///< the queue was full
  Expired = 7,    ///< too old
  Purged = 8,     ///< by the operator
  Moved = 9,      ///< to another sink, by the operator
  Replayed = 10,  ///< a dead letter that waits again
  Dead = 11       ///< a dead letter, without an attempt that said so
};
inline constexpr std::size_t kLogSteps = 12;

std::string_view toString(LogStep step);                    ///< "delivered"
std::optional<LogStep> logStepFrom(std::string_view text);  ///< nothing if no step has this name
LogStep logStepOf(Outcome::Verdict verdict);

/// How much something in the log matters when the log is full, the least important first. The numbers are on disk.
enum class LogRank : std::uint8_t {
  Exchange = 0,   ///< what an attempt sent and got
  Event = 1,      ///< the content of an event
  Progress = 2,   ///< the entry of a progress event that arrived
  Delivered = 3,  ///< of another event that arrived
  Retried = 4,    ///< of an attempt that another one follows
  Ended = 5       ///< of anything else: the operator may have to do something
};
inline constexpr std::size_t kLogRanks = 6;

/// A line of the delivery log. A value.
struct LogEntry {
  std::uint64_t sequence = 0;                    ///< the log gives it; it rises
  std::chrono::system_clock::time_point time{};  ///< when the step ended
  LogStep step = LogStep::Delivered;
  Category category = Category::Other;
  std::string sink{};
  std::string source{};
  std::string device{};
  std::string event{};                ///< its id
  std::string type{};                 ///< of the event
  int attempt = 0;                    ///< its number, from 1; 0 if the step is not an attempt
  int status = 0;                     ///< the receiver's status; 0 if there was no answer
  std::chrono::microseconds took{0};  ///< the attempt
  std::string reason{};               ///< one sentence; empty if delivered
  std::string address{};  ///< where the last request of the attempt went; empty if the sink made no HTTP request
  std::string answer{};   ///< the begin of the receiver's answer; only of an attempt that failed
  std::optional<std::chrono::system_clock::time_point> next{};  ///< the next attempt, as planned at that moment
};

LogRank rankOf(const LogEntry& entry);

/// About how many bytes an entry takes on disk.
std::size_t sizeOf(const LogEntry& entry);

}  // namespace herald::core
