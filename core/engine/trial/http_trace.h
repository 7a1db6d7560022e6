// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "herald/http.h"
#include "herald/mutex.h"

namespace herald::core {

/// One HTTP request of a plugin and its answer.
struct Exchange {
  HttpRequest request{};
  HttpResponse response{};  ///< status 0 means no answer
  std::string failure{};    ///< why there was no complete answer
  Millis time{0};
};

/// Shows what plugins send and receive, while a Watch exists. It sees the requests of every client that it wrapped.
/// Without a Watch, it costs one atomic load for each request. Every thread may use it.
class HttpTrace : public std::enable_shared_from_this<HttpTrace> {
 public:
  /// A client that sends through `client` and reports to this object.
  std::unique_ptr<HttpClient> wrap(std::unique_ptr<HttpClient> client);

  /// Collects the exchanges of the thread that made it, while it lives. One at a time for each thread.
  class Watch {
   public:
    explicit Watch(HttpTrace& trace);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    const std::vector<Exchange>& exchanges() const { return exchanges_; }

   private:
    friend class HttpTrace;
    HttpTrace& trace_;
    std::vector<Exchange> exchanges_{};
  };

 private:
  class Client;
  Watch* watchOfThisThread();

  std::atomic<int> watches_ = 0;
  Mutex mutex_{};
  std::map<std::thread::id, Watch*> byThread_ HERALD_GUARDED_BY(mutex_){};
};

}  // namespace herald::core
