#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <list>
#include <set>

#include "core/clock/fake_time.h"
#include "core/dispatch/schedule.h"
#include "core/dispatch/testing_sink.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;

constexpr AgeLimits kAges{.lifecycle = 24h, .error = 24h, .progress = 10min, .other = 1h};

/// One thing that may happen next. What the numbers mean depends on the kind.
struct Step {
  enum Kind { Publish, Begin, End, Pass, Check, Operator, Restart } kind;
  int one, two, three;
};

std::ostream& operator<<(std::ostream& out, const Step& step) {
  return out << step.kind << '(' << step.one << ' ' << step.two << ' ' << step.three << ')';
}

/// A schedule under a random history, beside a model of what it promises.
class Story {
 public:
  void take(const Step& step) {
    switch (step.kind) {
      case Step::Publish: publish(step.one % 3, static_cast<Category>(step.two % 4), step.three % 2); break;
      case Step::Begin:
        if (step.one % 2) schedule_->check();
        begin();
        break;
      case Step::End: end(step.one, outcome(step.two)); break;
      case Step::Pass: time_.advance(Millis(std::int64_t{1} << (step.one % 27))); break;
      case Step::Check: schedule_->check(); break;
      case Step::Operator: obey(step.one % 6); break;
      case Step::Restart: restart(); break;
    }
  }

  /// From now on all goes well: whatever waits gets through.
  void heal() {
    while (!turns_.empty()) end(0, {});
    schedule_->resume();
    for (int round = 0; outbox_.counts("slack").waiting > 0; ++round) {
      RC_ASSERT(round < 100000);
      schedule_->check();
      begin();
      while (!turns_.empty()) end(0, {});
      if (schedule_->due() != Clock::time_point::max()) time_.advanceTo(std::max(time_.now(), schedule_->due()));
    }
  }

  /// Each event has exactly one end.
  void account() {
    std::set<int> dead;
    for (const auto& letter : outbox_.deadLetters().list({}, 0, 1000000)) dead.insert(std::stoi(letter.event->id));
    std::size_t discarded = 0;
    std::set<int> tooOld;
    for (const auto& [id, accepted] : accepted_) {
      if (time_.now() - accepted >= kAges.progress) tooOld.insert(id);
    }
    for (const auto& [reason, count] : outbox_.counts("slack").dropped) discarded += count;
    RC_ASSERT(published_.size() == delivered_.size() + dead.size() + discarded);
    for (const auto& event : published_) {
      const auto id = std::stoi(event->id);
      if (delivered_.contains(id) || dead.contains(id)) continue;
      RC_ASSERT(event->category == Category::Progress);
      const bool mayBeTooOld = tooOld.contains(id);
      RC_ASSERT(mayBeTooOld || (hasSuccessor(*event) && troubled_));
    }
  }

 private:
  void publish(int device, Category category, int job) {
    auto event = std::make_shared<Event>();
    event->id = std::to_string(published_.size() + 1);
    event->device = std::string(1, static_cast<char>('a' + device));
    event->category = category;
    event->subject = std::to_string(job);
    accepted_[static_cast<int>(published_.size() + 1)] = time_.now();
    published_.push_back(event);
    std::vector<Delivery> deliveries{{.sink = "slack", .event = std::move(event), .accepted = time_.now()}};
    outbox_.store(deliveries);
    schedule_->news();
  }

  void begin() {
    auto turn = schedule_->next();
    if (!turn) return;
    const auto& event = *turn->delivery.event;
    RC_ASSERT(time_.now() - turn->delivery.accepted < kAges.of(event.category));
    RC_ASSERT(std::none_of(turns_.begin(), turns_.end(),
                           [&](const auto& other) { return other.delivery.event->device == event.device; }));
    RC_ASSERT(turn->number == ++attempts_[event.id]);
    RC_ASSERT(std::stoi(event.id) > last_[event.device]);
    turns_.push_back(std::move(*turn));
  }

  void end(int which, const Outcome& outcome) {
    if (turns_.empty()) return;
    const auto turn = std::next(turns_.begin(), which % static_cast<int>(turns_.size()));
    auto delivery = turn->delivery;
    const auto id = std::stoi(delivery.event->id);
    delivery.attempts = turn->number;
    switch (outcome.verdict) {
      case Outcome::Verdict::Delivered:
        outbox_.delivered(delivery);
        RC_ASSERT(delivered_.insert(id).second);
        last_[delivery.event->device] = id;
        break;
      case Outcome::Verdict::Rejected:
        outbox_.bury(delivery, {.reason = outcome.reason, .time = time_.wallClock()});
        last_[delivery.event->device] = id;
        break;
      default: outbox_.release(delivery); troubled_ = true;
    }
    schedule_->conclude(*turn, outcome);
    turns_.erase(turn);
  }

  static Outcome outcome(int number) {
    switch (number % 10) {
      case 0: return retry(503);
      case 1: return retry(0);
      case 2: return retry(429, 20s);
      case 3: return hold();
      case 4: return rejected();
      case 5: return gone();
      default: return {};
    }
  }

  void obey(int word) {
    troubled_ = true;  // while it is paused, it is not healthy
    switch (word) {
      case 0: return schedule_->pause();
      case 1: return schedule_->drain();
      case 2: return schedule_->retryNow();
      case 3: return schedule_->renew();
      case 4: schedule_->networkIsBack(); return;
      default: return schedule_->resume();
    }
  }

  /// What was in flight waits again: nobody knows how it ended.
  void restart() {
    for (auto& turn : turns_) {
      turn.delivery.attempts = turn.number;
      outbox_.release(turn.delivery);
    }
    turns_.clear();
    auto record = schedule_->changedRecord("1");
    if (record) record_ = *record;
    schedule_ = std::make_unique<Schedule>(outbox_, time_, "slack", kPolicy);
    schedule_->restore(record_, "1");
    troubled_ = true;
  }

  bool hasSuccessor(const Event& event) const {
    return std::any_of(published_.begin(), published_.end(), [&](const auto& other) {
      return std::stoi(other->id) > std::stoi(event.id) && other->category == Category::Progress &&
             other->device == event.device && other->subject == event.subject;
    });
  }

  static constexpr RetryPolicy kPolicy{.ages = kAges};

  FakeTime time_{};
  MemoryOutbox outbox_{QueueBounds{.events = 100000, .deadLetterAge = std::chrono::hours(1000000)}};
  std::unique_ptr<Schedule> schedule_ = std::make_unique<Schedule>(outbox_, time_, "slack", kPolicy);
  SinkRecord record_{};
  std::list<Schedule::Turn> turns_{};
  std::vector<std::shared_ptr<const Event>> published_{};
  std::map<int, Clock::time_point> accepted_{};
  std::set<int> delivered_{};
  std::map<std::string, int> attempts_{}, last_{};
  bool troubled_ = false;
};

}  // namespace
}  // namespace herald::core

namespace rc {

template <>
struct Arbitrary<herald::core::Step> {
  static Gen<herald::core::Step> arbitrary() {
    using herald::core::Step;
    const auto number = gen::inRange(0, 1000);
    const auto kind = gen::weightedElement<Step::Kind>({{8, Step::Publish},
                                                        {8, Step::Begin},
                                                        {8, Step::End},
                                                        {4, Step::Pass},
                                                        {1, Step::Check},
                                                        {1, Step::Operator},
                                                        {1, Step::Restart}});
    return gen::build<Step>(gen::set(&Step::kind, kind), gen::set(&Step::one, number), gen::set(&Step::two, number),
                            gen::set(&Step::three, number));
  }
};

}  // namespace rc

namespace herald::core {
namespace {

RC_GTEST_PROP(ScheduleProperty, keeps_the_order_and_gives_each_event_one_end, ()) {
  const auto steps = *rc::gen::scale(4.0, rc::gen::arbitrary<std::vector<Step>>());
  Story story;
  for (const auto& step : steps) story.take(step);
  story.heal();
  story.account();
}

}  // namespace
}  // namespace herald::core
