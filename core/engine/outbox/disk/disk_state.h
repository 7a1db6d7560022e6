// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include "herald/outcome.h"

namespace herald::core {

/// Whether the disk takes new data: it may refuse, or have too little room. One thread at a time may call it.
class DiskState {
 public:
  /// `retry`: how long to wait before the next try. `folder` is named in problem().
  DiskState(std::filesystem::path folder, Millis retry) : folder_(std::move(folder)), retry_(retry) {}

  bool refuses() const { return !refusal_.empty(); }
  bool isLow() const { return low_; }

  /// When to try again; max() if the disk takes everything.
  Clock::time_point retryAt() const { return retryAt_; }

  /// The disk has refused, for this reason. Returns true if it did not refuse before.
  bool refuse(const std::string& why, Clock::time_point now);

  /// A try begins: nothing is due until it ends.
  void beginTry() { retryAt_ = Clock::time_point::max(); }

  /// The disk takes changes again.
  void accept() { refusal_.clear(); }

  /// Notes whether there is too little room. Returns true if that has changed.
  bool setLow(bool low, Clock::time_point now);

  /// What keeps new deliveries from the disk, in one sentence; empty if nothing does.
  std::string problem() const;

 private:
  const std::filesystem::path folder_;
  const Millis retry_;
  std::string refusal_{};
  bool low_ = false;
  Clock::time_point retryAt_ = Clock::time_point::max();
};

}  // namespace herald::core
