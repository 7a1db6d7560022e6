#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "herald/http.h"

namespace herald::core {

/// One HTTP request of a plugin's and what came of it.
struct Exchange {
  HttpRequest request{};
  HttpResponse response{};  ///< status 0: there was no whole answer
  std::string failure{};    ///< why not
  Millis time{0};
};

/// Shows what plugins send and get, while somebody watches: every client that it has wrapped tells it. Costs a load of
/// an atomic number for each request while nobody does. Every thread may use it.
class HttpTrace : public std::enable_shared_from_this<HttpTrace> {
 public:
  /// `client`, watched.
  std::unique_ptr<HttpClient> wrap(std::unique_ptr<HttpClient> client);

  /// Watches what this thread sends, for as long as the object lives.
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
  std::mutex mutex_{};
  std::map<std::thread::id, Watch*> byThread_{};
};

}  // namespace herald::core
