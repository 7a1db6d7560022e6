// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <functional>
#include <list>
#include <set>

#include "engine/dispatch/policy/schedule.h"
#include "engine/dispatch/testing/outbox_requests.h"
#include "engine/dispatch/testing/scripted_sink.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;

constexpr AgeLimits kAges{.lifecycle = 24h, .error = 24h, .progress = 10min, .other = 1h};

/// One thing that may happen next. The meaning of the numbers depends on the kind.
struct Step {
  enum Kind { Publish, Begin, End, Pass, Check, Read, Operator, Restart, Hang, Limit, Move, Replay } kind;
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
      case Step::Publish:
        publish(step.one % 3, static_cast<Category>(step.two % 4), step.three % 2);
        if (step.three % 20 == 0) poisoned_.insert(static_cast<int>(published_.size()));
        break;
      case Step::Begin:
        if (step.one % 2) readAndCheck();
        begin();
        break;
      case Step::End: end(step.one, outcome(step.two)); break;
      case Step::Pass: time_.advance(Millis(std::int64_t{1} << (step.one % 27))); break;
      case Step::Check: readAndCheck(); break;
      case Step::Read: step.one % 2 ? askOutbox() : takeAnswer(); break;
      case Step::Operator: command(step.one % 6); break;
      case Step::Restart: restart(); break;
      case Step::Hang: hang(step.one); break;
      case Step::Limit: limit(step.one % 4, step.two % 3 + 1, step.three % 3 + 1); break;
      case Step::Move: step.one % 2 ? move("slack", "aside") : move("aside", "slack"); break;
      case Step::Replay: replay(); break;
    }
  }

  /// From now on all goes well except what is poisoned: it holds up nobody but its own device.
  void healExceptPoison() {
    while (!turns_.empty()) end(0, {});
    while (hanging_ > 0) comeBack();
    move("aside", "slack");
    limit(0, 0, 0);
    schedule_->resume();
    auto before = attempts_;
    deliverWhile([this] { return othersWait(); });
    for (const auto poisoned : poisoned_) {
      const auto id = std::to_string(poisoned);
      RC_ASSERT(attempts_[id] - before[id] <= 3);
    }
  }

  /// Then all goes well: whatever waits gets through.
  void heal() {
    poisoned_.clear();
    deliverWhile([this] { return outbox_.counts("slack").waiting > 0; });
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
  void deliverWhile(const std::function<bool()>& unfinished) {
    for (int round = 0; unfinished(); ++round) {
      RC_ASSERT(round < 100000);
      readAndCheck();
      begin();
      while (!turns_.empty()) end(0, {});
      if (schedule_->due() != Clock::time_point::max()) time_.advanceTo(std::max(time_.now(), schedule_->due()));
    }
  }

  void readAndCheck() {
    takeAnswer();
    core::readAndCheck(*schedule_, outbox_, time_);
  }

  /// A thread does what the schedule wants from the outbox, and other things happen before it gives the answer.
  void askOutbox() {
    takeAnswer();
    request_ = schedule_->request();
    if (request_) answer_ = perform(*request_, "slack", outbox_, time_.now(), time_.wallClock());
  }

  void takeAnswer() {
    if (!request_) return;
    schedule_->answer(*std::exchange(request_, std::nullopt), std::move(answer_));
  }

  /// Does something wait for a device that has nothing poisoned waiting?
  bool othersWait() const {
    const auto waiting = outbox_.waiting("slack", 0, published_.size());
    std::set<std::string> poisonedDevices;
    for (const auto& one : waiting) {
      if (poisoned_.contains(std::stoi(one.event->id))) poisonedDevices.insert(one.event->device);
    }
    return std::any_of(waiting.begin(), waiting.end(),
                       [&](const auto& one) { return !poisonedDevices.contains(one.event->device); });
  }

  void publish(int device, Category category, int job) {
    auto event = std::make_shared<Event>();
    event->id = std::to_string(published_.size() + 1);
    event->device = std::string(1, static_cast<char>('a' + device));
    event->category = category;
    event->subject = std::to_string(job);
    const auto id = static_cast<int>(published_.size() + 1);
    accepted_[id] = time_.now();
    toTheEnd(id);
    published_.push_back(event);
    std::vector<Delivery> deliveries{{.sink = "slack", .event = std::move(event), .accepted = time_.now()}};
    outbox_.store(deliveries);
    schedule_->wake();
  }

  void toTheEnd(int id) { place_[id] = ++places_; }

  void begin() {
    auto turn = schedule_->next();
    if (!turn) return;
    if (!outbox_.claim(turn->delivery)) return schedule_->cancel(*turn);
    RC_ASSERT(hanging_ == 0);
    if (rate_) RC_ASSERT(++begun_ <= limit_.burst + (time_.now() - limited_) / (limit_.per / limit_.count));
    const auto& event = *turn->delivery.event;
    RC_ASSERT(time_.now() - turn->delivery.accepted < kAges.of(event.category));
    RC_ASSERT(std::none_of(turns_.begin(), turns_.end(),
                           [&](const auto& other) { return other.delivery.event->device == event.device; }));
    RC_ASSERT(turn->number == ++attempts_[event.id]);
    RC_ASSERT(place_.at(std::stoi(event.id)) > last_[event.device]);
    turns_.push_back(std::move(*turn));
  }

  void end(int which, Outcome outcome) {
    if (turns_.empty()) return;
    const auto turn = std::next(turns_.begin(), which % static_cast<int>(turns_.size()));
    auto delivery = turn->delivery;
    const auto id = std::stoi(delivery.event->id);
    delivery.attempts = turn->number;
    if (poisoned_.contains(id)) outcome = core::retry(0);
    switch (outcome.verdict) {
      case Outcome::Verdict::Delivered:
        outbox_.delivered(delivery);
        RC_ASSERT(delivered_.insert(id).second);
        last_[delivery.event->device] = place_[id];
        break;
      case Outcome::Verdict::Rejected:
        outbox_.bury(delivery, {.reason = outcome.reason, .time = time_.wallClock()});
        last_[delivery.event->device] = place_[id];
        break;
      default: outbox_.release(delivery); troubled_ = true;
    }
    schedule_->conclude(*turn, outcome);
    turns_.erase(turn);
  }

  /// A call does not return, or one that hung does.
  void hang(int which) {
    if (which % 2) return comeBack();
    if (turns_.empty()) return;
    const auto turn = turns_.begin();
    auto delivery = turn->delivery;
    delivery.attempts = turn->number;
    outbox_.release(delivery);
    schedule_->hangs(*turn, false);
    turns_.erase(turn);
    ++hanging_;
    troubled_ = true;
  }

  void comeBack() {
    if (hanging_ == 0) return;
    --hanging_;
    schedule_->returned();
  }

  /// `count` attempts a minute; 0: no limit.
  void limit(int count, int minutes, int burst) {
    troubled_ |= count > 0;  // while the rate delays, only the newest progress waits
    limit_ = {.count = count, .per = std::chrono::minutes(minutes), .burst = burst};
    limited_ = time_.now();
    begun_ = 0;
    if (!limit_.limits()) {
      rate_ = nullptr;
    } else if (rate_) {
      rate_->setRate(limit_, time_.now());
    } else {
      rate_ = std::make_shared<TokenBucket>(limit_);
    }
    schedule_->setRate(rate_);
  }

  void move(const std::string& from, const std::string& to) {
    std::set<int> inFlight;
    for (const auto& turn : turns_) inFlight.insert(std::stoi(turn.delivery.event->id));
    for (const auto& one : outbox_.waiting(from, 0, published_.size())) {
      const auto id = std::stoi(one.event->id);
      if (!inFlight.contains(id)) toTheEnd(id);
    }
    outbox_.move(from, to);
    schedule_->wake();
  }

  void replay() {
    for (const auto& letter : outbox_.deadLetters().list({.sink = "slack"}, 0, published_.size())) {
      const auto id = std::stoi(letter.event->id);
      toTheEnd(id);
      accepted_[id] = time_.now();
      attempts_[letter.event->id] = 0;
    }
    outbox_.deadLetters().replay({.sink = "slack"}, time_.now());
    schedule_->wake();
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

  void command(int which) {
    troubled_ = true;  // while it is paused, it is not healthy
    switch (which) {
      case 0: return schedule_->pause();
      case 1: return schedule_->drain();
      case 2: return schedule_->retryNow();
      case 3:
        hanging_ = 0;
        schedule_->renew();
        return;
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
    request_.reset();
    hanging_ = 0;
    auto record = schedule_->changedRecord("1");
    if (record) record_ = *record;
    schedule_ = std::make_unique<Schedule>(outbox_, time_, "slack", kPolicy);
    schedule_->setRate(rate_);
    schedule_->restore(record_, "1");
    troubled_ = true;
  }

  bool hasSuccessor(const Event& event) const {
    return std::any_of(published_.begin(), published_.end(), [&](const auto& other) {
      return place_.at(std::stoi(other->id)) > place_.at(std::stoi(event.id)) &&
             other->category == Category::Progress && other->device == event.device && other->subject == event.subject;
    });
  }

  static constexpr RetryPolicy kPolicy{.ages = kAges};

  FakeTime time_{};
  MemoryOutbox outbox_{QueueBounds{.events = 100000, .deadLetterAge = std::chrono::hours(1000000)}};
  std::unique_ptr<Schedule> schedule_ = std::make_unique<Schedule>(outbox_, time_, "slack", kPolicy);
  std::optional<OutboxRequest> request_{};  // that is under way
  OutboxAnswer answer_{};
  SinkRecord record_{};
  std::list<Schedule::Turn> turns_{};
  std::vector<std::shared_ptr<const Event>> published_{};
  std::map<int, Clock::time_point> accepted_{};
  std::set<int> delivered_{};
  std::set<int> poisoned_{};    // no attempt of these gets an answer
  std::map<int, int> place_{};  // where each stands, or stood last, in the order of all
  int places_ = 0;
  std::map<std::string, int> attempts_{}, last_{};
  int hanging_ = 0;
  std::shared_ptr<TokenBucket> rate_{};
  Rate limit_{};
  Clock::time_point limited_{};
  int begun_ = 0;  // attempts since then
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
                                                        {4, Step::Read},
                                                        {1, Step::Operator},
                                                        {1, Step::Restart},
                                                        {1, Step::Hang},
                                                        {1, Step::Limit},
                                                        {1, Step::Move},
                                                        {1, Step::Replay}});
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
  story.healExceptPoison();
  story.heal();
  story.account();
}

}  // namespace
}  // namespace herald::core
