// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock/time_source.h"
#include "engine/outbox/outbox.h"
#include "engine/snapshots/photographer.h"
#include "engine/snapshots/snapshot_book.h"
#include "herald/mutex.h"

namespace herald::core {

/// Who wants pictures, and who has them.
struct SnapshotPlan {
  /// By sink: the most bytes of the event's picture, or 0 if this event goes without.
  std::map<std::string, std::function<std::uint64_t(const Event&)>> sinks{};
  std::map<std::string, CameraSetup> cameras{};  ///< by source
};

/// What the operator sees of the pictures.
struct SnapshotStatus {
  std::map<std::string, CameraCounts> cameras{};  ///< by source
  SnapshotCounts kept{};
  bool areWanted = false;  ///< a sink shows pictures
};

/// The pictures of events: has each taken once when its event is published, keeps it for all sinks, and forgets it when
/// nothing of the event is left in the outbox. Text waits for its picture for kLimit at most.
///
/// Every thread may call it, except use(), tidy() and stop(): each of those is for one thread. The outbox and the clock
/// outlive it.
class Snapshots {
 public:
  static constexpr Millis kLimit = std::chrono::seconds(5);

  Snapshots(SnapshotPlace place, const Outbox& outbox, TimeSource& time);
  ~Snapshots();  ///< stops within 5 seconds

  /// From now on. A camera that stays keeps its thread; one that is gone serves those that it has promised.
  void use(SnapshotPlan plan);

  /// These deliveries are about to be stored: has the pictures taken that they want, by the camera of `source`. If that
  /// is empty, it is the source that each event names. Keeps the pictures at least as
  /// long as the result lives. Null if none of them wants one; if no sink ever does, that costs nothing. Never waits
  /// for the disk or for a camera.
  std::shared_ptr<const void> expect(const std::vector<Delivery>& deliveries, const std::string& source = {});

  /// Until when a delivery of this event waits for its picture; the epoch if it need not. Never waits for the disk.
  Clock::time_point until(const std::string& event) const { return book_->until(event); }

  Jpeg find(const std::string& event) { return book_->store().find(event); }  ///< null if there is none
  std::optional<SnapshotFacts> facts(const std::string& event) { return book_->store().facts(event); }

  /// A picture for a test event, which is not kept. Null if the source has no camera, or it gives none within kLimit.
  Jpeg takeFor(const Event& event, std::uint64_t most);

  /// See SnapshotBook::connect.
  void connect(SnapshotHooks hooks) { book_->connect(std::move(hooks)); }

  /// Walls off calls that hang. Never waits for the disk. Returns when it has to be called next.
  Clock::time_point watch();

  /// Forgets the pictures that nobody needs any longer. May wait for the disk. Returns when it has to be called next.
  Clock::time_point tidy();

  /// Waits until no event waits for its picture; until `deadline` at most.
  void finish(Clock::time_point deadline) { book_->awaitAll(deadline); }

  /// Takes no picture from now on: whatever waits for one goes without. Returns false if a call still hangs at
  /// `deadline`.
  bool stop(Clock::time_point deadline);

  SnapshotStatus status() const;

 private:
  using Cameras = std::map<std::string, std::shared_ptr<Photographer>>;
  struct Active {
    std::map<std::string, std::function<std::uint64_t(const Event&)>> sinks{};
    Cameras cameras{};
  };

  std::shared_ptr<const Active> active() const HERALD_EXCLUDES(mutex_);
  std::vector<std::shared_ptr<Photographer>> all() const HERALD_EXCLUDES(mutex_);
  void endRetired() HERALD_EXCLUDES(mutex_);

  const std::shared_ptr<SnapshotBook> book_;
  const Outbox& outbox_;
  TimeSource& time_;
  std::atomic<bool> wanted_ = false;            // some sink wants pictures, and some source has them
  Millis lookWait_ = SnapshotBook::kFirstLook;  // for tidy()

  mutable Mutex mutex_{};
  std::shared_ptr<const Active> active_ HERALD_GUARDED_BY(mutex_);
  std::vector<std::shared_ptr<Photographer>> retired_ HERALD_GUARDED_BY(mutex_){};  // their last calls still run
};

}  // namespace herald::core
