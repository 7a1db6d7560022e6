// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "engine/delivery_log/log_detail.h"
#include "engine/delivery_log/log_entry.h"
#include "engine/outbox/delivery.h"
#include "engine/outbox/note.h"

namespace herald::core {

/// One change of what an outbox keeps on disk.
struct Change {
  enum class Kind : std::uint8_t { Add, Update, Remove, Keep };
  Kind kind = Kind::Add;
  std::uint64_t row = 0;  ///< the sequence of the delivery on disk
  Delivery delivery{};    ///< Add, Update: the new state. An Update may change the sequence, not the event.
                          ///< If the row is missing, it adds one, unless it has no event
  std::shared_ptr<const Note> note{};  ///< Keep: the note from now on
  std::string from{};                  ///< Update: the sink that the delivery was moved from; empty if it was not

  /// Stores a delivery in its row, or in a new one if that is 0.
  static Change toStore(std::uint64_t row, const Delivery& delivery) {
    return {.kind = row == 0 ? Kind::Add : Kind::Update,
            .row = row == 0 ? delivery.sequence : row,
            .delivery = delivery,
            .note = {}};
  }
};

/// Hears of a step of a delivery, as DeliveryLog::add does. Must not wait.
using StepListener = std::function<void(LogEntry entry, LogDetail detail)>;

/// Where the index in memory writes its changes that belong on disk. One thread at a time may call it.
class ChangeLog {
 public:
  virtual ~ChangeLog() = default;

  /// Whether a new delivery of this event goes to disk. If not, it stays in memory only.
  virtual bool takes(const Event& event) const = 0;

  /// Whether it goes there while the disk works.
  virtual bool keeps(const Event& event) const { return takes(event); }

  /// Whether a delivery that has been in custody for long enough may leave it: for the disk, or for memory if such
  /// deliveries never go to disk. Not while the disk only refuses it: its source has it, and memory is less safe.
  bool takesFromCustody(const Event& event) const { return takes(event) || !keeps(event); }

  /// Whether rows on disk can change now.
  virtual bool isOpen() const = 0;

  /// Whether a delivery in memory goes to disk now: one that has a row there needs no new room.
  bool takesAgain(std::uint64_t row, const Event& event) const { return (row != 0 && isOpen()) || takes(event); }

  /// From now on, `steps` hears what happens to deliveries without an attempt. See Outbox::setLog.
  void setSteps(StepListener steps) { steps_ = std::move(steps); }

  /// Something happened to a delivery of this sink. `event` is null if only the disk has it.
  void step(LogStep step, const std::string& sink, Category category, std::shared_ptr<const Event> event,
            const std::string& reason) const {
    if (steps_) tell(step, sink, category, std::move(event), reason);
  }

  /// Keeps the change if the log is open. Otherwise it keeps at most that the delivery of the row has ended.
  virtual void log(Change change) = 0;

 private:
  void tell(LogStep step, const std::string& sink, Category category, std::shared_ptr<const Event> event,
            const std::string& reason) const;

  StepListener steps_{};
};

}  // namespace herald::core
