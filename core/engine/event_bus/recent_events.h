// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "herald/event.h"
#include "herald/mutex.h"

namespace herald::core {

/// The last event of each device and type that passed the bus, for previews. It ends with the process. It holds at most
/// kMostEvents and kMostBytes; then the oldest go. To note an event costs less than a microsecond. Every thread may
/// call it.
class RecentEvents {
 public:
  static constexpr std::size_t kMostEvents = 256;
  static constexpr std::size_t kMostBytes = std::size_t{1} << 20;

  void note(const std::vector<std::shared_ptr<const Event>>& events) HERALD_EXCLUDES(mutex_);

  /// The newest first.
  std::vector<std::shared_ptr<const Event>> all() const HERALD_EXCLUDES(mutex_);

 private:
  using Events = std::list<std::shared_ptr<const Event>>;
  using Key = std::pair<std::string_view, std::string_view>;  // device and type; they point into the event

  void drop(Events::iterator event) HERALD_REQUIRES(mutex_);

  mutable Mutex mutex_{};
  Events events_ HERALD_GUARDED_BY(mutex_){};  // the newest first
  std::map<Key, Events::iterator> byKey_ HERALD_GUARDED_BY(mutex_){};
  std::size_t bytes_ HERALD_GUARDED_BY(mutex_) = 0;
};

}  // namespace herald::core
