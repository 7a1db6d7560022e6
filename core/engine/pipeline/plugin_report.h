// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "herald/mutex.h"

namespace herald::core {

/// What a plugin instance says of itself: its connection, and the counters of its own. Both are bounded. Every thread
/// may call it.
class PluginReport {
 public:
  using Counts = std::map<std::string, std::uint64_t, std::less<>>;

  static constexpr std::size_t kMostCounters = 32;
  static constexpr std::size_t kLongestName = 48;

  void connected(std::string_view what) HERALD_EXCLUDES(mutex_);  ///< an empty text: no longer

  /// Returns false if it ignores the counter: because of its name, or because the instance has too many.
  bool count(std::string_view name, std::uint64_t by) HERALD_EXCLUDES(mutex_);

  std::string connection() const HERALD_EXCLUDES(mutex_);
  Counts counts() const HERALD_EXCLUDES(mutex_);

 private:
  mutable Mutex mutex_{};
  std::string connection_ HERALD_GUARDED_BY(mutex_){};
  Counts counts_ HERALD_GUARDED_BY(mutex_){};
};

}  // namespace herald::core
