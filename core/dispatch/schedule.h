#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/dispatch/breaker.h"
#include "core/dispatch/lines.h"
#include "core/dispatch/sink_status.h"
#include "core/dispatch/token_bucket.h"
#include "core/outbox/outbox.h"
#include "herald/host.h"

namespace herald::core {

/// Which delivery of a sink is attempted next and when, and what follows from an attempt's outcome: all policy, no
/// threads. For one thread at a time.
class Schedule {
 public:
  /// One attempt. Its line is nobody else's until the attempt is concluded.
  struct Turn {
    Delivery delivery{};
    int number = 1;
    Lines::Line* line = nullptr;
    Breaker::Ticket ticket = 0;
  };

  /// What the operator has to know of a conclusion, and the other sinks.
  struct Report {
    Level level = Level::Notice;
    std::string text{};  ///< empty: nothing
    bool networkIsBack = false;
  };

  Schedule(Outbox& outbox, const std::string& sink, const RetryPolicy& policy);

  void setPolicy(const RetryPolicy& policy);
  void setRate(std::shared_ptr<TokenBucket> bucket) { rate_ = std::move(bucket); }  ///< null: no limit
  void renew();                                                                     ///< the sink has a new instance
  void news() { news_ = true; }               ///< there is something new in the outbox
  bool networkIsBack(Clock::time_point now);  ///< true if something is due by it

  std::optional<Turn> next(Clock::time_point now);

  /// When next() may have something: max() if not before something else happens.
  Clock::time_point due() const;

  /// Ends a turn. The outbox knows the outcome already.
  Report conclude(const Turn& turn, const Outcome& outcome, Clock::time_point now);

  /// Ends a turn whose call does not return.
  Report hangs(const Turn& turn, Clock::time_point now);

  SinkStatus status() const;

 private:
  Report ended(const Turn& turn, const Outcome& outcome, Clock::time_point now);
  Report retry(const Turn& turn, const Outcome& outcome, Clock::time_point now);
  Report hold(const Turn& turn, const Outcome& outcome, Clock::time_point now);
  Report gone(const Turn& turn, const Outcome& outcome);

  Outbox& outbox_;
  Lines lines_;
  Breaker breaker_;
  std::shared_ptr<TokenBucket> rate_{};
  bool news_ = true;
  std::string holdReason_{};  // as reported
  SinkStatus status_{};
};

}  // namespace herald::core
