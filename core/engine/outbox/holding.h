// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "herald/outcome.h"

namespace herald::core {

/// An event in custody: it stays its source's own until every delivery that came from it has ended. A delivery with a
/// holding is in memory only. The outbox says what becomes of it. It holds its own lock during each of these calls:
/// they must not wait or call the outbox.
class Holding {
 public:
  /// What became of a delivery.
  enum class End : std::uint8_t {
    Over,        ///< delivered, or discarded by a rule
    DeadLetter,  ///< as safe as this outbox makes a dead letter
    InOutbox,    ///< waits here, as safe as this outbox makes it: it is no longer in custody
    GivenBack,   ///< dropped, because the source gives the event away
  };

  /// `owner` is the source, and only compared. See Custody::publish for `atMost`.
  Holding(const void* owner, std::optional<Millis> atMost) : owner_(owner), atMost_(atMost) {}
  virtual ~Holding() = default;
  Holding(const Holding&) = delete;
  Holding& operator=(const Holding&) = delete;

  const void* owner() const { return owner_; }
  std::optional<Millis> atMost() const { return atMost_; }

  /// A delivery of the event is stored: ended() follows, once for each.
  virtual void begun() = 0;
  virtual void ended(End end) = 0;

  /// A delivery has to be saved: call Outbox::saveHeld.
  virtual void mustBeSaved() = 0;

 private:
  const void* const owner_;
  const std::optional<Millis> atMost_;
};

}  // namespace herald::core
