#pragma once

#include <deque>
#include <map>
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
    int attempts() const { return attempts_; }  ///< that the head has failed

   private:
    friend class Lines;
    explicit Line(const RetryPolicy& policy) : backoff_(policy.first, policy.most) {}

    std::deque<Delivery> queue_{};
    std::uint64_t unread_ = 0;  // the sequence of the first delivery that is only in the outbox; 0: all are here
    int attempts_ = 0;
    Backoff backoff_;
  };

  Lines(const Outbox& outbox, std::string sink, const RetryPolicy& policy);
  void setPolicy(const RetryPolicy& policy) { policy_ = policy; }  ///< for lines that begin from now on

  void read();  ///< takes in what is new in the outbox
  Line* next(
      Clock::time_point now);  ///< the line whose turn it is, which is then nobody else's; nullptr if none is due

  /// When next() has something: the epoch if at once, max() if never.
  Clock::time_point due() const;

  /// Each turn of a line ends by one of these.
  void done(Line& line);                            ///< its head has ended
  void again(Line& line);                           ///< its head stays, and the line goes behind the others
  Millis later(Line& line, Clock::time_point now);  ///< the same after a wait, which it returns

  void releaseAll();  ///< no line waits any longer

 private:
  void add(Delivery delivery);
  bool take(Line& line, Delivery delivery);
  void readAgain(Line& line, const std::string& device);

  const Outbox& outbox_;
  const std::string sink_;
  RetryPolicy policy_;
  std::uint64_t read_ = 0;  // up to this sequence, everything is in a line or behind its unread_
  std::map<std::string, Line, std::less<>> lines_{};
  std::deque<Line*> ready_{};
  std::multimap<Clock::time_point, Line*> waiting_{};
};

}  // namespace herald::core
