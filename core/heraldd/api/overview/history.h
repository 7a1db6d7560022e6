// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "herald/mutex.h"

namespace herald::core {

/// How many events and deliveries there were in each five minutes of the last day, for a chart. It takes the counts
/// that Herald has anyway, so an event costs it nothing. Every thread may call it.
class History {
 public:
  using Time = std::chrono::system_clock::time_point;
  static constexpr std::chrono::seconds kStep{300};
  static constexpr std::size_t kSteps = 288;

  /// What there was since the start of the process.
  struct Totals {
    struct Sink {
      std::uint64_t delivered = 0;
      std::uint64_t failed = 0;  ///< attempts
    };
    std::uint64_t events = 0;
    std::map<std::string, Sink> sinks{};
  };
  struct Step {
    std::uint64_t events = 0;
    std::uint64_t delivered = 0;
    std::uint64_t failed = 0;
  };
  struct Point {
    Time begin{};
    Step step{};
  };

  /// `text` is what an earlier process has kept, see text(); empty if there is nothing.
  explicit History(const std::string& text = {});

  /// Counts what came since the last call as of `now`. A sink whose counts have become smaller began anew.
  void add(Time now, const Totals& totals) HERALD_EXCLUDES(mutex_);

  /// The steps of the last `hours`, the oldest first; the last one is not over. Steps without anything are there too.
  std::vector<Point> points(Time now, int hours) const HERALD_EXCLUDES(mutex_);

  /// The steps as text: [[begin in Unix seconds, events, delivered, failed], …], without empty ones.
  std::string text() const HERALD_EXCLUDES(mutex_);

  static Time beginOf(Time time);  ///< of the step that has this time

 private:
  mutable Mutex mutex_{};
  std::map<Time, Step> steps_ HERALD_GUARDED_BY(mutex_){};  // by their begin; at most kSteps
  Totals last_ HERALD_GUARDED_BY(mutex_){};
};

}  // namespace herald::core
