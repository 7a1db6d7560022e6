#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include "herald/outcome.h"

namespace herald::inline v1 {

/// One thread that shuts sockets down when their deadline passes. Any thread may call it.
class DeadlineWatch {
 public:
  struct Entry {
    Clock::time_point deadline;
    int fd;
    std::atomic<bool> expired = false;
  };

  /// The watch of this process. It runs for as long as somebody holds it: what opens many sockets keeps it, so that not
  /// every socket starts a thread.
  static std::shared_ptr<DeadlineWatch> shared();

  DeadlineWatch();
  ~DeadlineWatch();
  DeadlineWatch(const DeadlineWatch&) = delete;
  DeadlineWatch& operator=(const DeadlineWatch&) = delete;

  void add(Entry& entry);

  /// When this returns the socket is not touched any more, and its number may become another socket's.
  void remove(Entry& entry);

 private:
  void run();
  void endExpired();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::set<std::pair<Clock::time_point, Entry*>> entries_;
  Clock::time_point wakeAt_ = Clock::time_point::max();
  bool ended_ = false;
  std::thread thread_;
};

}  // namespace herald::inline v1
