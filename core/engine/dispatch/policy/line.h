// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock/backoff.h"
#include "engine/dispatch/policy/turns.h"
#include "engine/dispatch/sink/retry_policy.h"
#include "engine/outbox/delivery.h"

namespace herald::core {

/// What waits for one sink and one device. The first delivery, the head, holds up the others.
///
/// A line knows of each delivery only where it stands and what may replace it. Of the head it can also have the event.
/// One thread at a time may use it.
class Line {
 public:
  struct Waiting {
    std::uint64_t sequence = 0;
    Clock::time_point accepted{};
    std::uint32_t topic = 0;  ///< a newer one with the same topic may replace it; 0: none may
    int attempts : 30 = 0;
    Category category : 2 = Category::Other;  ///< small, as the others are: there is one for each delivery that waits
    static_assert(static_cast<int>(Category::Other) == 3, "the last one fits");
  };

  /// `sink` outlives it.
  Line(std::string device, const std::string& sink, const RetryPolicy& policy);

  const std::string& device() const { return device_; }
  bool empty() const { return gone_ == queue_.size(); }
  const Waiting& first() const { return queue_[gone_]; }  ///< only if it is not empty

  bool hasHead() const { return event_ != nullptr; }  ///< the event of the head is here
  const Event& headEvent() const { return *event_; }  ///< only where hasHead()
  Delivery head() const;                              ///< only where hasHead()
  Urgency urgency() const;                            ///< the highest of all that wait here
  Ending failure() const;                             ///< of the head's last attempt; empty if there was none

  void add(Delivery delivery);      ///< goes to the end
  void setHead(Delivery delivery);  ///< the first delivery, with its event
  void pop();                       ///< the head has ended

  /// One more attempt of the head has failed.
  void fail(const Ending& failure);
  Millis nextWait() { return backoff_.next(); }  ///< after one more failure of the head

  /// Removes the deliveries that a newer one replaces, and returns their sequences. If `onlyFailed`, it replaces only
  /// those that have failed before. It does not touch a head whose turn has not ended.
  std::vector<std::uint64_t> replace(bool onlyFailed);

  /// Its head is being attempted, or is about to end.
  void setTaken(bool taken) { taken_ = taken; }

  /// How many deliveries of the sink had succeeded when this head was refused, or got no answer, the last time.
  std::optional<std::uint64_t> refusedAt{}, unansweredAt{};

  std::optional<TurnPlace> place{};  ///< among the lines that are due
  bool alone = false;                ///< its head is at fault itself: it waits however the sink stands
  bool keepsTurn = false;            ///< once its head is here, it comes before the lines that are due
  bool awaitsPicture = false;        ///< it waits for the picture of its head

 private:
  void forgetHead();
  void tidy();
  std::size_t& countOf(Category category) { return counts_.at(static_cast<std::size_t>(urgencyOf(category))); }

  const std::string device_;
  const std::string& sink_;
  // Not a deque: there are as many lines as devices, and its smallest one takes 576 bytes.
  std::vector<Waiting> queue_{};
  std::size_t gone_ = 0;                 // so many at its begin have ended
  std::array<std::size_t, 3> counts_{};  // of what waits, by urgency
  // No Delivery, and no Ending of most: there is a line for each device, and these are large.
  std::shared_ptr<const Event> event_{};  // of the head
  std::unique_ptr<const Ending> failure_{};
  Backoff backoff_;
  bool taken_ = false;
};

}  // namespace herald::core
