#pragma once

#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <string>

#include "core/clock/backoff.h"
#include "core/dispatch/retry_policy.h"
#include "core/outbox/outbox.h"

namespace herald::core {

/// What waits in the outbox for one sink, as one line for each device. The first delivery of a line holds up the rest
/// of the line, and no other line; lines that are due take turns.
///
/// Of each line at most kWindow deliveries are in memory. Where the outbox holds more, the line remembers from where
/// on, and reads again when it has run empty; so a device whose line is long hides no other device, and a large outbox
/// need not fit into memory. For one thread at a time.
class Lines {
 public:
  static constexpr std::size_t kWindow = 64;

  class Line {
   public:
    const Delivery& head() const { return queue_.front(); }

    /// How many deliveries of the sink had succeeded when this head was refused for the first time.
    std::optional<std::uint64_t> refusedAt{};

   private:
    friend class Lines;
    explicit Line(const RetryPolicy& policy) : backoff_(policy.first, policy.most) {}

    const std::string* device_ = nullptr;
    std::deque<Delivery> queue_{};
    std::uint64_t unread_ = 0;  // the sequence of the first delivery that is only in the outbox; 0: all are here
    bool taken_ = false;        // its turn has not ended yet
    Ending failure_{};          // of the head's last attempt
    Backoff backoff_;
  };

  /// How many deliveries ended by their age.
  struct Expired {
    std::size_t deadLetters = 0;
    std::size_t discarded = 0;
  };

  Lines(Outbox& outbox, std::string sink, const RetryPolicy& policy);

  /// The age limits are those of every delivery from now on, the waits those of lines that begin from now on.
  void setPolicy(const RetryPolicy& policy);

  /// Takes in what is new in the outbox, up to this sequence.
  void read(std::uint64_t last = std::numeric_limits<std::uint64_t>::max());
  std::uint64_t readUpTo() const { return read_; }

  bool empty() const { return lines_.empty(); }

  /// The line whose turn it is, which is then nobody else's; nullptr if none is due.
  Line* next(Clock::time_point now);

  /// When next() has something: the epoch if at once, max() if never.
  Clock::time_point due() const;

  /// Each turn of a line ends by one of these.
  void done(Line& line);                          ///< its head has ended
  void again(Line& line, const Ending& failure);  ///< its head stays, and the line goes behind the others
  Millis later(Line& line, const Ending& failure, Clock::time_point now);  ///< the same after a wait, which it returns
  void later(Line& line, const Ending& failure, Clock::time_point now, Millis wait);

  void releaseAll();  ///< no line waits any longer

  /// A newer progress event of the same type, device and subject takes the place of one that waits, if that one has
  /// failed before or while the sink is not healthy.
  void setHealthy(bool healthy);

  /// Ends the deliveries at the heads of lines that are too old: progress events are discarded, others become dead
  /// letters. What stands behind a head is looked at when it is the head.
  Expired expire(Clock::time_point now, std::chrono::system_clock::time_point wallClock);

  /// When expire() has something to do; max() if never. Never too late, but it may be too early.
  Clock::time_point expiry() const { return expiry_; }

 private:
  void add(Delivery delivery);
  bool take(Line& line, Delivery delivery);
  void readAgain(Line& line);
  void pop(Line& line);
  void queueUp(Line& line);
  void failed(Line& line, const Ending& failure);
  void collapse(Line& line);
  void replace(Line& line, const Event& newer, std::size_t end);
  bool endTooOld(Line& line, Clock::time_point now, std::chrono::system_clock::time_point wallClock, Expired& expired);
  void watchHead(const Line& line);
  Clock::time_point expiryOf(const Delivery& delivery) const;

  Outbox& outbox_;
  const std::string sink_;
  RetryPolicy policy_;
  std::uint64_t read_ = 0;  // up to this sequence, everything is in a line or behind its unread_
  bool healthy_ = true;
  Clock::time_point expiry_ = Clock::time_point::max();
  std::map<std::string, Line, std::less<>> lines_{};
  std::deque<Line*> ready_{};
  std::multimap<Clock::time_point, Line*> waiting_{};
};

}  // namespace herald::core
