// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "base/clock/time_source.h"
#include "engine/plugin_host/hanging_call.h"
#include "engine/snapshots/snapshot_book.h"
#include "herald/camera.h"
#include "herald/host.h"
#include "herald/mutex.h"

namespace herald::core {

/// A source that has a camera.
struct CameraSetup {
  std::string source{};
  std::string plugin{};  ///< its type, for messages
  std::shared_ptr<Camera> camera{};
  std::shared_ptr<Host> host{};  ///< for the log
};

/// An event that wants its picture.
struct PictureWish {
  std::string event{};
  std::string device{};
  Clock::time_point at{};     ///< when it happened
  Clock::time_point until{};  ///< nobody waits for the picture any longer
  std::uint64_t most = 0;     ///< bytes
};

/// Takes the pictures of one camera, on a thread of its own. It begins the thread when an event wants a picture, and
/// ends it when none does. One call serves all events of a device that wait, and those that follow within a second.
///
/// If a call does not return within 5 seconds after its deadline, it is walled off: no other call begins, and nobody
/// waits for it, until it returns. Its late answer is ignored. Every thread may call it, except stop(): that is for one
/// thread.
class Photographer : public std::enable_shared_from_this<Photographer> {
 public:
  static constexpr Millis kFresh = std::chrono::seconds(1);  ///< the greatest age of a picture
  static constexpr Millis kGrace = std::chrono::seconds(5);

  /// The clock outlives all but a call that hangs.
  Photographer(CameraSetup setup, std::shared_ptr<SnapshotBook> book, TimeSource& time);

  const std::shared_ptr<Camera>& camera() const { return setup_.camera; }

  /// The book expects the picture already; it hears how that ends.
  void want(PictureWish wish) HERALD_EXCLUDES(mutex_);

  /// Walls off a call that hangs. Returns when it has to be called next.
  Clock::time_point watch() HERALD_EXCLUDES(mutex_);

  bool isIdle() const HERALD_EXCLUDES(mutex_);  ///< it has nothing to do

  /// False if it has something to do. Otherwise it serves no event from now on, and join() returns at once.
  bool closeIfIdle() HERALD_EXCLUDES(mutex_);

  /// No call begins from now on, and the one under way is asked to give up. Ends what waits.
  void askToStop() HERALD_EXCLUDES(mutex_);

  /// Returns when its thread has ended. At `deadline` it leaves the thread behind and returns false. Call askToStop
  /// before.
  bool join(Clock::time_point deadline) HERALD_EXCLUDES(mutex_);

 private:
  using Events = std::vector<std::string>;

  /// What a call brought: a picture, or the reason why there is none.
  struct Shown {
    Jpeg jpeg{};
    std::string problem{};
  };

  /// A call that has returned. It may serve later events, too.
  struct Result {
    std::string device{};
    Clock::time_point began{};
    bool taken = false;
    std::weak_ptr<const std::string> jpeg{};
  };

  bool begin() HERALD_REQUIRES(mutex_);
  void loop() HERALD_EXCLUDES(mutex_);
  void serve(std::vector<PictureWish> wishes) HERALD_REQUIRES(mutex_);
  std::vector<PictureWish> nextGroup() HERALD_REQUIRES(mutex_);
  void serveFromLast(std::vector<PictureWish>& wishes) HERALD_REQUIRES(mutex_);
  void endLate(std::vector<PictureWish>& wishes) HERALD_REQUIRES(mutex_);
  Shown take(const std::string& device, Clock::time_point deadline, std::uint64_t most) const;
  bool returned() HERALD_REQUIRES(mutex_);
  void report(const Shown& shown) HERALD_REQUIRES(mutex_);
  void end(const Events& events, const Jpeg& jpeg) HERALD_REQUIRES(mutex_);
  std::string name() const;

  const CameraSetup setup_;
  const std::shared_ptr<SnapshotBook> book_;
  TimeSource& time_;
  std::stop_source stopping_{};

  mutable Mutex mutex_{};
  Condition changed_{};
  std::deque<PictureWish> wishes_ HERALD_GUARDED_BY(mutex_){};
  Events underWay_ HERALD_GUARDED_BY(mutex_){};                                   // of the call that runs
  Clock::time_point limit_ HERALD_GUARDED_BY(mutex_) = Clock::time_point::max();  // of that call
  std::optional<HangingCall> hanging_ HERALD_GUARDED_BY(mutex_){};
  Result last_ HERALD_GUARDED_BY(mutex_){};
  bool running_ HERALD_GUARDED_BY(mutex_) = false;
  bool closed_ HERALD_GUARDED_BY(mutex_) = false;
  bool told_ HERALD_GUARDED_BY(mutex_) = false;  // the log says that there is no picture
  std::thread thread_ HERALD_GUARDED_BY(mutex_){};
};

}  // namespace herald::core
