// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>

namespace herald::core {

/// Bounds how many trials run at once. A trial that hangs keeps its slot until it returns. Every thread may use it.
class TrialSlots {
 public:
  explicit TrialSlots(int most) : taken_(std::make_shared<std::atomic<int>>(0)), most_(most) {}

  /// A slot, which is free again when the result ends; null if none is free.
  std::shared_ptr<const void> take() {
    if (taken_->fetch_add(1) >= most_) {
      --*taken_;
      return nullptr;
    }
    return {taken_.get(), [taken = taken_](const void*) { --*taken; }};
  }

 private:
  const std::shared_ptr<std::atomic<int>> taken_;
  const int most_;
};

}  // namespace herald::core
