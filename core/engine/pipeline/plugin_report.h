// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "herald/mutex.h"

namespace herald::core {

/// What a plugin instance says of itself: its connection, and the counters and values of its own. All are bounded.
/// Every thread may call it.
class PluginReport {
 public:
  using Counts = std::map<std::string, std::uint64_t, std::less<>>;

  /// By name, and by what they are of.
  using Measures = std::map<std::string, std::map<std::string, double, std::less<>>, std::less<>>;

  static constexpr std::size_t kMostCounters = 32;
  static constexpr std::size_t kMostMeasures = 1024;
  static constexpr std::size_t kLongestName = 48;

  void connected(std::string_view what) HERALD_EXCLUDES(mutex_);  ///< an empty text: no longer

  /// Returns false if it ignores the counter: because of its name, or because the instance has too many.
  bool count(std::string_view name, std::uint64_t by) HERALD_EXCLUDES(mutex_);

  /// The same for a value: sets it, or removes it. A value that is not finite counts as none.
  bool measure(std::string_view name, std::string_view of, std::optional<double> value) HERALD_EXCLUDES(mutex_);

  std::string connection() const HERALD_EXCLUDES(mutex_);
  Counts counts() const HERALD_EXCLUDES(mutex_);
  Measures measures() const HERALD_EXCLUDES(mutex_);

 private:
  mutable Mutex mutex_{};
  std::string connection_ HERALD_GUARDED_BY(mutex_){};
  Counts counts_ HERALD_GUARDED_BY(mutex_){};
  Measures measures_ HERALD_GUARDED_BY(mutex_){};
  std::size_t measured_ HERALD_GUARDED_BY(mutex_) = 0;  // the values in measures_
};

}  // namespace herald::core
