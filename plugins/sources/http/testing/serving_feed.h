// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>

#include "herald/testing/fake_feed.h"

namespace herald::http_source {

/// A feed for a source that runs until the test stops it. Its clock stands still.
class ServingFeed : public test::FakeFeed {
 public:
  void ready(std::string_view what) override {
    FakeFeed::ready(what);
    const std::lock_guard guard(mutex_);
    ready_ = true;
    changed_.notify_all();
  }

  bool waitFor(Millis) override {
    std::unique_lock lock(mutex_);
    return !changed_.wait(lock, stop(), [] { return false; }) && !stop().stop_requested();
  }

  void waitUntilReady() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return ready_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool ready_ = false;
};

}  // namespace herald::http_source
