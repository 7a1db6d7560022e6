// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "herald/attempt_carrier.h"
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
///
/// A request that is started ends on another thread. The wrapped client takes there what the thread of the start had
/// for its attempt: the Watch, the AttemptTrace and the PluginCall. So a plugin that goes on there is still seen.
class HttpTrace : public std::enable_shared_from_this<HttpTrace> {
  class Record;

 public:
  /// A client that sends through `client` and reports to this object.
  std::unique_ptr<HttpClient> wrap(std::unique_ptr<HttpClient> client);

  /// Collects the exchanges of the thread that made it, while it lives. Of two in a thread, the inner one does. For one
  /// thread.
  class Watch {
   public:
    explicit Watch(HttpTrace& trace);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    std::vector<Exchange> exchanges() const;

   private:
    friend class HttpTrace;
    Watch(HttpTrace& trace, std::shared_ptr<Record> record);  ///< null: nobody watches meanwhile

    HttpTrace& trace_;
    const std::shared_ptr<Record> record_;
    const bool isOn_;  // false: nobody watches anyway
    std::shared_ptr<Record> outer_{};
  };

 private:
  class Client;
  std::shared_ptr<Record> recordOfThisThread() HERALD_EXCLUDES(mutex_);

  std::atomic<int> watches_ = 0;
  Mutex mutex_{};
  std::map<std::thread::id, std::shared_ptr<Record>> byThread_ HERALD_GUARDED_BY(mutex_){};
};

}  // namespace herald::core
