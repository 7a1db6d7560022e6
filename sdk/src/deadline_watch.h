// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <set>
#include <thread>
#include <utility>

#include "herald/mutex.h"
#include "herald/outcome.h"

namespace herald::inline v1 {

/// A thread that shuts sockets down when their deadlines pass. Any thread may call it.
class DeadlineWatch {
 public:
  struct Entry {
    Clock::time_point deadline;
    int fd;
    std::atomic<bool> expired = false;  ///< the deadline has shut the socket down
  };

  /// The watch of this process. It ends when its last owner lets go of it. An object that opens many sockets keeps it:
  /// otherwise each socket would start a thread.
  ///
  /// The one global state of the SDK: all plugins share it, so that a process has one such thread and not one for each
  /// plugin instance. It holds no data beyond the life of its owners.
  static std::shared_ptr<DeadlineWatch> shared();

  DeadlineWatch();
  ~DeadlineWatch();
  DeadlineWatch(const DeadlineWatch&) = delete;
  DeadlineWatch& operator=(const DeadlineWatch&) = delete;

  /// Watches a socket. The entry and its socket must stay valid until remove() returns.
  void add(Entry& entry) HERALD_EXCLUDES(mutex_);

  /// When this returns, the watch no longer touches the socket, and the number of its descriptor may be used again.
  void remove(Entry& entry) HERALD_EXCLUDES(mutex_);

 private:
  void run() HERALD_EXCLUDES(mutex_);
  void shutDownExpired() HERALD_REQUIRES(mutex_);
  Clock::time_point soonest() const HERALD_REQUIRES(mutex_);

  Mutex mutex_{};
  Condition changed_{};
  std::set<std::pair<Clock::time_point, Entry*>> entries_ HERALD_GUARDED_BY(mutex_);
  Clock::time_point wakeAt_ HERALD_GUARDED_BY(mutex_) = Clock::time_point::max();
  bool ended_ HERALD_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace herald::inline v1
