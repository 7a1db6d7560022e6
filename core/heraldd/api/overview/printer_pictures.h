// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "base/clock/time_source.h"
#include "engine/snapshots/snapshot_store.h"
#include "herald/event.h"
#include "herald/mutex.h"

namespace herald::core {

/// A picture of each printer for somebody who looks at all of them. It spares the cameras: a picture serves every page
/// for half a minute, and at most two cameras work for pages at a time. Every thread may call it.
class PrinterPictures {
 public:
  struct Cameras {
    std::function<Jpeg(const std::string& event)> find{};  ///< the picture that Herald keeps of an event; may be null
    std::function<Jpeg(const Event& event, std::uint64_t most)> take{};  ///< waits for some seconds; may return null
  };
  struct Wish {
    std::string device{};
    std::string source{};
    std::string event{};  ///< the last one of the device; may be empty
  };

  static constexpr Millis kFresh = std::chrono::seconds(30);
  static constexpr std::size_t kAtOnce = 2;
  static constexpr std::size_t kMost = 64;  ///< pictures; of kMostBytes each
  static constexpr std::uint64_t kMostBytes = 100'000;

  /// The clock outlives it.
  PrinterPictures(Cameras cameras, const TimeSource& time) : cameras_(std::move(cameras)), time_(time) {}

  /// Null if there is none. Throws ApiProblem (503) if other pictures have to be taken before.
  Jpeg of(const Wish& wish) HERALD_EXCLUDES(mutex_);

 private:
  struct Kept {
    Jpeg jpeg{};
    Clock::time_point at{};
    bool isTaken = false;  ///< a camera is at work
  };

  Jpeg take(const Wish& wish, std::uint64_t number) const;
  void forgetOldest() HERALD_REQUIRES(mutex_);

  const Cameras cameras_;
  const TimeSource& time_;
  Mutex mutex_{};
  std::map<std::string, Kept> kept_ HERALD_GUARDED_BY(mutex_){};  // by device
  std::size_t atWork_ HERALD_GUARDED_BY(mutex_) = 0;
  std::uint64_t last_ HERALD_GUARDED_BY(mutex_) = 0;
};

}  // namespace herald::core
