#pragma once

#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <string>

#include "base/clock/backoff.h"
#include "engine/dispatch/policy/retry_policy.h"
#include "engine/outbox/outbox.h"

namespace herald::core {

/// What waits in the outbox for one sink, as one line for each device. The first delivery of a line holds up the rest
/// of the line, and no other line; lines that are due take turns.
///
/// A line knows of each delivery only where it stands and what may replace it; an event is fetched from the outbox when
/// its turn comes, and kept while it is the head. So a large outbox need not fit into memory. For one thread at a time.
class Lines {
 private:
  struct Waiting {
    std::uint64_t sequence = 0;
    Clock::time_point accepted{};
    std::size_t topic = 0;  // a newer one of the same may replace it; 0: none may
    int attempts = 0;
    Category category = Category::Other;
  };

 public:
  class Line {
   public:
    /// Of a line that next() has given, until its turn ends.
    const Delivery& head() const { return head_; }

    /// How many deliveries of the sink had succeeded when this head was refused, or got no answer, the last time.
    std::optional<std::uint64_t> refusedAt{}, unansweredAt{};

    bool alone = false;  ///< its head has a fault of its own: it waits however the sink stands

   private:
    friend class Lines;
    explicit Line(const RetryPolicy& policy) : backoff_(policy.first, policy.most) {}

    const std::string* device_ = nullptr;
    std::deque<Waiting> queue_{};
    Delivery head_{};     // the first of the queue; without an event until it is fetched
    bool taken_ = false;  // its turn has not ended yet
    bool unreadable_ = false;
    Ending failure_{};  // of the head's last attempt
    Backoff backoff_;
  };

  static constexpr auto kAll = std::numeric_limits<std::uint64_t>::max();

  /// How many deliveries ended by their age.
  struct Expired {
    std::size_t deadLetters = 0;
    std::size_t discarded = 0;
  };

  Lines(Outbox& outbox, std::string sink, const RetryPolicy& policy);

  /// The age limits are those of every delivery from now on, the waits those of lines that begin from now on.
  void setPolicy(const RetryPolicy& policy);

  /// Takes in what is new in the outbox, up to this sequence.
  void read(std::uint64_t last = kAll);

  /// The same, but no more than a slice of it, so that the first can be attempted before all are known. False if there
  /// is nothing left to take in.
  bool readSlice(std::uint64_t last = kAll);
  std::uint64_t readUpTo() const { return read_; }

  bool empty() const { return lines_.empty(); }

  /// The line whose turn it is, which is then nobody else's; nullptr if none is due, or expire() has to be called
  /// first.
  Line* next(Clock::time_point now);

  /// When next() has something: the epoch if at once, max() if never.
  Clock::time_point due() const;

  /// Each turn of a line ends by one of these.
  void done(Line& line);                          ///< its head has ended
  void skip(Line& line);                          ///< its head had ended before, and the line is the next one still
  void again(Line& line, const Ending& failure);  ///< its head stays, and the line goes behind the others
  Millis later(Line& line, const Ending& failure, Clock::time_point now);  ///< the same after a wait, which it returns
  void later(Line& line, const Ending& failure, Clock::time_point now, Millis wait);

  void release();     ///< the sink works: only lines that wait alone do so any longer
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
  Line& add(Delivery delivery);
  std::optional<Delivery> fetch(const Waiting& one) const;
  enum class Head { There, Ended, Unreadable };
  Head fetchHead(Line& line) const;
  void pop(Line& line);
  void queueUp(Line& line);
  void failed(Line& line, const Ending& failure);
  void collapse(Line& line);
  static void forgetHead(Line& line);
  bool endTooOld(Line& line, Clock::time_point now, std::chrono::system_clock::time_point wallClock, Expired& expired);
  void endHead(Line& line, Clock::time_point now, std::chrono::system_clock::time_point wallClock, Expired& expired);
  void watchHead(const Line& line);
  Clock::time_point expiryOf(const Waiting& one) const;

  Outbox& outbox_;
  const std::string sink_;
  RetryPolicy policy_;
  std::uint64_t read_ = 0;  // up to this sequence, everything is in a line
  bool healthy_ = true;
  Clock::time_point expiry_ = Clock::time_point::max();
  std::map<std::string, Line, std::less<>> lines_{};
  std::deque<Line*> ready_{};
  std::multimap<Clock::time_point, Line*> waiting_{};
  std::deque<Line*> unread_{};  // whose head the disk does not give, until there is something to take in
};

}  // namespace herald::core
