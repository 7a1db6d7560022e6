// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "engine/dispatch/policy/schedule.h"
#include "engine/dispatch/testing/outbox_requests.h"
#include "engine/dispatch/testing/scripted_sink.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;

/// What failures cost: one worker, and a clock that moves on by the time of each call.
class CostTest : public ::testing::Test {
 protected:
  struct Answer {
    Outcome outcome{};
    Millis takes = 20ms;
    bool returns = true;  // in time
  };

  void publish(const std::string& id) {
    std::vector<Delivery> deliveries{makeDelivery(id)};
    deliveries.back().accepted = time_.now();
    outbox_.store(deliveries);
    schedule_.wake();
  }

  /// Delivers until only `left` wait. Returns how long that took.
  Clock::duration deliver(const std::function<Answer(const Event&)>& receiver, std::size_t left = 0) {
    const auto start = time_.now();
    while (outbox_.counts("slack").waiting > left) {
      if (auto turn = next()) {
        finish(std::move(*turn), receiver);
      } else {
        time_.advanceTo(std::max(time_.now(), schedule_.due()));
      }
    }
    return time_.now() - start;
  }

  std::optional<Schedule::Turn> next() {
    readAll();
    return nextClaimed(schedule_, outbox_, time_);
  }

  void readAll() {
    while (std::min(schedule_.checkAt(), schedule_.requestAt()) <= time_.now()) readAndCheck(schedule_, outbox_, time_);
  }

  void finish(Schedule::Turn turn, const std::function<Answer(const Event&)>& receiver) {
    const auto& event = *turn.delivery.event;
    ++attempts_[event.id];
    const auto answer = receiver(event);
    time_.advance(answer.takes);
    turn.delivery.attempts = turn.number;
    if (answer.outcome.verdict == Outcome::Verdict::Delivered) {
      outbox_.delivered(turn.delivery);
    } else {
      outbox_.release(turn.delivery);
    }
    if (answer.returns) {
      note(schedule_.conclude(turn, answer.outcome));
    } else {
      note(schedule_.hangs(turn, false));
      schedule_.returned();
    }
  }

  void note(const Schedule::Report& report) {
    if (!report.text.empty() && report.level != Level::Debug) log_.push_back(report.text);
  }

  FakeTime time_{};
  MemoryOutbox outbox_{100000, std::size_t{64} << 20};
  Schedule schedule_{outbox_, time_, "slack", RetryPolicy{}};
  std::map<std::string, int> attempts_{};
  std::vector<std::string> log_{};
};

TEST_F(CostTest, one_per_cent_of_503s_costs_one_per_cent) {
  constexpr int kDevices = 20, kEach = 500;
  for (int i = 0; i < kEach; ++i) {
    for (int device = 0; device < kDevices; ++device) {
      publish(std::string(1, static_cast<char>('a' + device)) + std::to_string(i));
    }
  }
  int calls = 0;
  const auto took = deliver([&](const Event&) { return Answer{++calls % 100 == 0 ? retry(503) : Outcome{}}; });
  EXPECT_EQ(calls, kDevices * kEach * 100 / 99);
  EXPECT_LT(took, 20ms * kDevices * kEach * 102 / 100);
}

TEST_F(CostTest, nor_does_it_cost_much_where_all_events_are_of_one_device) {
  constexpr int kEach = 5000;
  for (int i = 0; i < kEach; ++i) publish("a" + std::to_string(i));
  int calls = 0;
  const auto took = deliver([&](const Event&) { return Answer{++calls % 100 == 0 ? retry(503) : Outcome{}}; });
  EXPECT_LT(took, 20ms * kEach * 104 / 100);
}

TEST_F(CostTest, failures_that_are_alone_do_not_fill_the_log) {
  for (int i = 0; i < 1000; ++i) publish(std::string(1, static_cast<char>('a' + i % 20)) + std::to_string(i));
  int calls = 0;
  deliver([&](const Event&) { return Answer{++calls % 100 == 0 ? retry(503) : Outcome{}}; });
  EXPECT_THAT(log_, ::testing::IsEmpty());
}

TEST_F(CostTest, of_many_that_fail_together_the_log_has_only_those_that_the_breaker_counts) {
  const std::map<int, std::size_t> lines{{0, 1}, {503, 5}};  // by status
  for (const auto& [status, count] : lines) {
    for (char device = 'a'; device <= 'z'; ++device) publish({device, '1'});
    std::vector<Schedule::Turn> turns;
    while (auto turn = next()) turns.push_back(std::move(*turn));
    EXPECT_EQ(turns.size(), 26u);
    for (auto& turn : turns) finish(std::move(turn), [&, one = status](const Event&) { return Answer{retry(one)}; });
    EXPECT_EQ(log_.size(), count) << status;
    deliver([](const Event&) { return Answer{}; });
    EXPECT_EQ(log_.size(), count + 1) << status;
    EXPECT_EQ(log_.back(), "works again");
    log_.clear();
    schedule_.renew();
  }
}

TEST_F(CostTest, the_log_has_one_of_them_that_asks_for_a_longer_wait) {
  for (const auto* id : {"a1", "b1", "c1"}) publish(id);
  std::vector<Schedule::Turn> turns;
  while (auto turn = next()) turns.push_back(std::move(*turn));
  const std::map<std::string, Outcome> outcomes{{"a1", retry(0)}, {"b1", retry(503, 1h)}, {"c1", retry(503, 1h)}};
  for (auto& turn : turns) finish(std::move(turn), [&](const Event& event) { return Answer{outcomes.at(event.id)}; });
  EXPECT_THAT(log_, ::testing::ElementsAre(::testing::StartsWith("PrintDone of a failed"),
                                           ::testing::HasSubstr("as the receiver asks (Retry-After)")));
}

TEST_F(CostTest, the_log_says_that_one_fails_again_and_that_the_sink_works_then) {
  for (int i = 0; i < 40; ++i) publish("a" + std::to_string(i));
  deliver([](const Event&) { return Answer{}; });
  publish("b1");
  int calls = 0;
  deliver([&](const Event&) { return Answer{++calls < 3 ? retry(503) : Outcome{}}; });
  EXPECT_THAT(log_, ::testing::ElementsAre(::testing::StartsWith("PrintDone of b failed: status 503; next try in"),
                                           "works again"));
}

TEST_F(CostTest, a_second_failure_and_a_wait_that_the_user_has_set_follow_the_ladder) {
  for (const bool isFixed : {false, true}) {
    schedule_.setPolicy({.isFirstFixed = isFixed});
    for (int i = 0; i < 40; ++i) publish("a" + std::to_string(i));
    deliver([](const Event&) { return Answer{}; });
    publish("b1");
    int calls = 0;
    const auto took =
        deliver([&](const Event&) { return Answer{++calls < (isFixed ? 2 : 3) ? retry(503) : Outcome{}}; });
    EXPECT_GE(took, 500ms);
    EXPECT_LE(took, 1s + 3 * 20ms + FirstRetry::kMost);
  }
}

TEST_F(CostTest, one_delivery_that_gets_no_answer_does_not_hold_the_sink) {
  publish("a1");
  for (int i = 0; i < 200; ++i) publish("b" + std::to_string(i));
  const auto receiver = [](const Event& event) { return event.id == "a1" ? Answer{retry(0), 10s} : Answer{}; };
  EXPECT_LT(deliver(receiver, 1), 80s);
  EXPECT_LE(attempts_["a1"], 7);
}

TEST_F(CostTest, it_waits_alone_however_often_the_sink_as_a_whole_has_to) {
  publish("a1");
  for (int i = 0; i < 200; ++i) publish("b" + std::to_string(i));
  int calls = 0;
  deliver(
      [&](const Event& event) {
        if (event.id == "a1") return Answer{retry(0), 10s};
        return Answer{++calls % 10 == 0 ? retry(429, 1s) : Outcome{}};
      },
      1);
  EXPECT_LE(attempts_["a1"], 20);
}

TEST_F(CostTest, nor_does_one_for_which_the_call_returns_late) {
  publish("a1");
  for (int i = 0; i < 200; ++i) publish("b" + std::to_string(i));
  const auto receiver = [](const Event& event) { return event.id == "a1" ? Answer{retry(0), 15s, false} : Answer{}; };
  EXPECT_LT(deliver(receiver, 1), 120s);
  EXPECT_LE(attempts_["a1"], 7);
}

TEST_F(CostTest, the_operator_and_a_new_instance_end_its_wait) {
  for (const auto& outcome : {retry(0), hold("404: no such channel")}) {
    using End = std::function<void(Schedule&)>;
    for (const End& end : {End([](auto& one) { one.retryNow(); }), End([](auto& one) { one.renew(); })}) {
      publish("a1");
      bool mended = false;
      const auto receiver = [&](const Event& event) {
        return event.id == "a1" && !mended ? Answer{outcome} : Answer{};
      };
      for (const auto* good : {"b1", "b2", "b3"}) {
        publish(good);
        deliver(receiver, 1);
      }
      while (auto turn = next()) finish(std::move(*turn), receiver);
      EXPECT_GT(schedule_.due(), time_.now());
      mended = true;
      end(schedule_);
      EXPECT_EQ(deliver(receiver), 20ms);
    }
  }
}

TEST_F(CostTest, so_does_the_network_that_is_back) {
  publish("a1");
  publish("b1");
  const auto receiver = [&](const Event& event) { return event.id == "a1" ? Answer{retry(0), 10s} : Answer{}; };
  deliver(receiver, 1);
  while (!schedule_.networkIsBack()) {
    time_.advanceTo(std::max(time_.now(), schedule_.due()));
    while (auto turn = next()) finish(std::move(*turn), receiver);
  }
  EXPECT_LE(schedule_.due(), time_.now());
}

TEST_F(CostTest, without_any_answer_there_is_one_probe_at_a_time_of_another_device_each_time) {
  for (const auto* id : {"a1", "b1", "c1"}) publish(id);
  int calls = 0;
  deliver([&](const Event&) { return ++calls < 13 ? Answer{retry(0), 10s} : Answer{}; });
  EXPECT_THAT(attempts_, ::testing::ElementsAre(std::pair("a1", 5), std::pair("b1", 5), std::pair("c1", 5)));
}

}  // namespace
}  // namespace herald::core
