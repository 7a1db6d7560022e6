// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/dispatch/policy/line.h"
#include "engine/dispatch/policy/outbox_request.h"
#include "engine/dispatch/policy/turns.h"
#include "engine/dispatch/sink/retry_policy.h"

namespace herald::core {

/// The lines of one sink, one for each device. A line that waits holds up no other. Lines that are due take turns:
/// those with something urgent go first (see Turns), unless the sink is not healthy.
///
/// It never calls the outbox. It asks for the event of a head when its turn comes, and for the end of a delivery, by
/// request(). One thread at a time may use it.
class Lines {
 public:
  Lines(std::string sink, const RetryPolicy& policy);
  Lines(const Lines&) = delete;
  Lines& operator=(const Lines&) = delete;

  /// The age limits hold for every delivery from now on, the waits for lines that begin from now on.
  void setPolicy(const RetryPolicy& policy);

  /// Until when a head waits for the picture of its event; the epoch if it need not.
  using PictureWait = std::function<Clock::time_point(const Event& event)>;
  void setPictureWait(PictureWait wait) { pictureWait_ = std::move(wait); }  ///< empty: none waits

  /// Pictures are there, or will not come: the lines that wait for one are due, or wait for it again.
  void picturesCame();

  /// New deliveries, in their order.
  void add(std::vector<Delivery> deliveries);

  bool empty() const { return lines_.empty(); }

  /// How urgent the next turn is; empty if no line is due.
  std::optional<Urgency> urgency(Clock::time_point now);

  /// The line whose turn it is. No other turn of it begins until this one ends. Null if no line is due.
  Line* next(Clock::time_point now);

  /// When next() has something: the epoch if now, max() if not before something else happens.
  Clock::time_point due() const;

  /// Each turn of a line ends by one of these.
  void done(Line& line);                          ///< its head has ended
  void skip(Line& line);                          ///< its head had ended before, and the line is still the next one
  void again(Line& line, const Ending& failure);  ///< its head stays, and the line goes behind the others
  Millis later(Line& line, const Ending& failure, Clock::time_point now);  ///< the same after a wait, which it returns
  void later(Line& line, const Ending& failure, Clock::time_point now, Millis wait);

  void release();     ///< the sink works: only lines that wait alone still wait
  void releaseAll();  ///< no line waits any longer

  /// Says how the sink stands. While it is not healthy, or is slowed by its rate, a newer progress event replaces each
  /// waiting one of the same type, device and subject; otherwise it replaces only those that have failed.
  void setStanding(bool healthy, bool slowed);

  /// What the outbox has to do now, if anything; see wantsOutbox(). Answer it before the next one.
  std::optional<OutboxRequest> request(Clock::time_point now);
  void answer(const OutboxRequest& request, OutboxAnswer answer, Clock::time_point now);

  /// Has request() something? It also has when expiry() is reached.
  bool wantsOutbox() const;

  /// When the first head is too old; max() if never. Never too late, but it may be too early.
  Clock::time_point expiry() const { return expiry_; }

  /// The disk may give what it did not give before: asks for it again.
  void retryUnreadable();

 private:
  Line& add(Delivery delivery);
  void replace(Line& line);
  void fail(Line& line, const Ending& failure);
  void startDue(Clock::time_point now);
  void queueUp(Line& line);
  bool awaitPicture(Line& line, Clock::time_point now);
  void makeReady(Line& line, Clock::time_point now);
  void headRead(Line& line, const OutboxRequest& request, OutboxAnswer answer, Clock::time_point now);
  void findTooOld(Clock::time_point now);
  std::optional<OutboxRequest> endTooOld(Clock::time_point now);
  void watchAge(const Line& line);
  Clock::time_point expiryOf(const Line& line) const;
  void erase(const Line& line);

  const std::string sink_;
  RetryPolicy policy_;
  PictureWait pictureWait_{};
  bool healthy_ = true;
  bool sendsAll_ = true;                                 // every progress event that has not failed
  Clock::time_point expiry_ = Clock::time_point::max();  // of the lines that are ready or wait
  std::map<std::string, Line, std::less<>> lines_{};

  // Each line is in one of these, or its turn has not ended.
  Turns<Line> ready_{};
  std::multimap<Clock::time_point, Line*> waiting_{};
  std::deque<Line*> unread_{};      // the event of its head is not here
  std::deque<Line*> tooOld_{};      // its head is
  std::deque<Line*> unreadable_{};  // the disk does not give its head
  Line* asked_ = nullptr;           // the last request is for its head

  std::deque<std::uint64_t> replaced_{};  // newer deliveries replace these
  bool replacedUnreadable_ = false;       // the disk does not give the first of them
};

}  // namespace herald::core
