// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "herald/http_server.h"
#include "herald/mutex.h"
#include "http_server/waiting_requests.h"

namespace herald::inline v1 {

/// How many bodies of the largest size may wait in memory: of requests that arrive, and of requests that have arrived.
inline constexpr std::size_t kMostBodies = 16;

/// The threads in which a service answers requests. They start when they are first needed. Any thread may call it.
class RequestWorkers {
 public:
  using Job = WaitingRequests::Job;
  struct Done {
    std::uint64_t connection = 0;
    ServerAnswer answer{};
  };

  /// At most `limits.workers` threads, and one for urgent requests. Calls `wake` from a worker if there are answers to
  /// take. `service` outlives it. Throws NoThread.
  RequestWorkers(HttpService& service, const HttpServerLimits& limits, std::function<void()> wake);

  /// Waits for the service to return. Drops the requests that still wait.
  ~RequestWorkers();

  /// Returns false if too many requests wait, of all clients or of this group.
  bool add(Job job) HERALD_EXCLUDES(mutex_);

  std::vector<Done> takeDone() HERALD_EXCLUDES(mutex_);

 private:
  /// Requests that wait, and the threads that take them.
  struct Lane {
    WaitingRequests jobs{};
    std::vector<std::thread> threads{};
    std::size_t idle = 0;
    Condition changed{};
  };

  bool isFullFor(const std::string& group) const HERALD_REQUIRES(mutex_);
  bool hasThread(Lane& lane) HERALD_REQUIRES(mutex_);
  void addThread(Lane& lane) HERALD_REQUIRES(mutex_);
  void run(Lane& lane) HERALD_EXCLUDES(mutex_);
  ServerAnswer answerTo(ServerRequest request);

  HttpService& service_;
  const std::size_t mostThreads_;
  const std::size_t mostWaiting_;
  const std::size_t mostOfGroup_;
  const std::size_t mostBytes_;
  const std::function<void()> wake_;

  Mutex mutex_{};
  Lane common_ HERALD_GUARDED_BY(mutex_){};
  Lane urgent_ HERALD_GUARDED_BY(mutex_){};
  std::vector<Done> done_ HERALD_GUARDED_BY(mutex_){};
  bool ends_ HERALD_GUARDED_BY(mutex_) = false;
};

}  // namespace herald::inline v1
