// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace herald::core {

/// Texts that several threads add and a test waits for.
class Record {
 public:
  void add(std::string text) {
    const std::lock_guard guard(mutex_);
    texts_.push_back(std::move(text));
    changed_.notify_all();
  }

  /// All of them, once there are at least `count`. Throws after a real minute.
  std::vector<std::string> await(std::size_t count) const {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, std::chrono::minutes(1), [&] { return texts_.size() >= count; })) {
      throw std::runtime_error("only " + std::to_string(texts_.size()) + " of " + std::to_string(count) + " came");
    }
    return texts_;
  }

  std::vector<std::string> all() const { return await(0); }

 private:
  mutable std::mutex mutex_{};
  mutable std::condition_variable changed_{};
  std::vector<std::string> texts_{};
};

}  // namespace herald::core
