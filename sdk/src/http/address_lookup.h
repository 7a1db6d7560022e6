// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/IPAddress.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "herald/mutex.h"
#include "http/http_engine.h"

namespace herald::inline v1 {

/// One call of getaddrinfo, for all coroutines that wait for it. Any thread may call it.
class AddressLookup {
 public:
  struct Addresses {
    int error = 0;  ///< of getaddrinfo
    std::vector<Poco::Net::IPAddress> list{};
  };

  /// Looks `host` up, and ends each wait for it. It may block without end. Call it once. Calls `ended` before anybody
  /// can know the result.
  void run(const std::string& host, const std::function<void()>& ended) HERALD_EXCLUDES(mutex_);

  /// Ends the wait at this place when the result is there.
  void endWait(const std::shared_ptr<HttpEngine>& engine, HttpEngine::Id place) HERALD_EXCLUDES(mutex_);

  Addresses result() HERALD_EXCLUDES(mutex_);  ///< nothing if it has not ended

 private:
  struct Waiting {
    std::weak_ptr<HttpEngine> engine;
    HttpEngine::Id place;
  };

  Mutex mutex_{};
  std::optional<Addresses> result_ HERALD_GUARDED_BY(mutex_){};
  std::vector<Waiting> waiting_ HERALD_GUARDED_BY(mutex_){};
};

}  // namespace herald::inline v1
