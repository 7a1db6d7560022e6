// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <latch>
#include <map>
#include <numeric>

#include "engine/dispatch/testing/dispatch_test.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using State = SinkStatus::State;

/// What goes first when not all can go at once.
class UrgencyTest : public BothKindsTest {
 protected:
  static constexpr std::size_t kPrinters = 60;

  /// The printer's letters, without a digit.
  static std::string printer(std::size_t number) {
    return {'p', static_cast<char>('a' + number / 26), static_cast<char>('a' + number % 26)};
  }

  SinkSetup limited(std::shared_ptr<Sink> instance, const std::string& name = "slack", const std::string& shared = {}) {
    auto setup = setupOf(std::move(instance), name);
    setup.rate = parseRate("1/s");
    setup.sharedRate = shared;
    return setup;
  }

  /// All in one transaction, as a source publishes what it found after a gap.
  void publishAll(const std::vector<std::string>& ids, Category category = Category::Progress,
                  const std::string& name = "slack") {
    std::vector<Delivery> deliveries;
    for (const auto& id : ids) {
      deliveries.push_back(makeDelivery(id, name, category));
      deliveries.back().accepted = time.now();
    }
    outbox.store(deliveries);
    dispatcher.wake({name});
  }

  void publishProgress(int percent) {
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < kPrinters; ++i) ids.push_back(printer(i) + std::to_string(percent));
    publishAll(ids);
  }

  void passTokens(std::size_t count) {
    finish();
    for (std::size_t i = 0; i < count; ++i) {
      time.advance(1s);
      finish();
    }
  }

  void expectAllCounted(const std::string& name = "slack") {
    const auto counts = outbox.counts(name);
    const auto& totals = counts.totals;
    const auto dropped = std::accumulate(counts.dropped.begin(), counts.dropped.end(), std::uint64_t{0},
                                         [](auto sum, const auto& reason) { return sum + reason.second; });
    EXPECT_EQ(totals.accepted + totals.returned,
              totals.delivered + totals.buried + totals.moved + dropped + counts.waiting);
  }

  std::shared_ptr<ScriptedSink> sink = std::make_shared<ScriptedSink>();
};

FOR_BOTH_KINDS_OF_SINK(UrgencyTest);

TEST_P(UrgencyTest, an_urgent_event_of_sixty_printers_waits_for_two_tokens_at_most) {
  dispatcher.set(limited(sink));
  for (int percent = 1; percent <= 5; ++percent) {
    publishProgress(percent);
    passTokens(2);
  }
  const auto before = sink->calls.all().size();
  publishAll({printer(42) + "6"}, Category::Lifecycle);
  passTokens(2);
  const auto calls = sink->calls.all();
  ASSERT_EQ(calls.size(), before + 2);
  EXPECT_EQ(calls[before], printer(42) + "5") << "its own device's progress is older";
  EXPECT_EQ(calls[before + 1], printer(42) + "6");
}

TEST_P(UrgencyTest, while_the_rate_delays_the_newest_progress_of_each_printer_goes_out_and_all_are_counted) {
  dispatcher.set(limited(sink));
  for (int percent = 1; percent <= 5; ++percent) publishProgress(percent);
  finish();
  EXPECT_EQ(outbox.counts("slack").waiting, kPrinters);
  EXPECT_EQ(outbox.counts("slack").dropped.at("replaced by a newer one"), 4u * kPrinters - sink->calls.all().size());
  expectAllCounted();
  const auto before = sink->calls.all().size();
  passTokens(kPrinters);
  const auto calls = sink->calls.all();
  for (auto i = before; i < calls.size(); ++i) EXPECT_EQ(calls[i].back(), '5');
  EXPECT_THAT(waitingIds(outbox), IsEmpty());
  expectAllCounted();
}

TEST_P(UrgencyTest, a_batch_keeps_the_order_of_each_device) {
  dispatcher.set(limited(sink));
  publishAll({"x1"});
  finish();
  publishAll({"a1", "b1"});
  publishAll({"a2", "a3"}, Category::Error);
  publishAll({"c1"}, Category::Other);
  passTokens(5);
  EXPECT_THAT(sink->calls.all(), ElementsAre("x1", "a1", "a2", "a3", "c1", "b1"));
}

TEST_P(UrgencyTest, a_rate_that_lets_all_through_replaces_nothing) {
  dispatcher.set(limited(sink));
  for (int percent = 1; percent <= 9; ++percent) {
    publishAll({"a" + std::to_string(percent)});
    finish();
    time.advance(1s);
  }
  EXPECT_EQ(sink->calls.all().size(), 9u);
  EXPECT_THAT(outbox.counts("slack").dropped, IsEmpty());
}

TEST_P(UrgencyTest, a_slow_receiver_is_not_a_slow_rate) {
  std::latch inside(1), release(1);
  sink = std::make_shared<ScriptedSink>([&](const Attempt& attempt) {
    if (attempt.event.id != "a1") return Outcome{};
    inside.count_down();
    release.wait();
    return Outcome{};
  });
  dispatcher.set(limited(sink));
  publishAll({"a1", "b1"});
  inside.wait();
  time.advance(1min);
  EXPECT_EQ(state(), State::Healthy);
  publishAll({"b2", "b3"});
  release.count_down();
  finish();
  passTokens(2);
  EXPECT_THAT(sink->calls.all(), ElementsAre("a1", "b1", "b3"))
      << "b2 waited for the receiver when it came; only later for the rate";
  expectAllCounted();
}

TEST_P(UrgencyTest, urgent_ones_go_first_behind_a_slow_receiver_too) {
  std::latch inside(1), release(1);
  sink = std::make_shared<ScriptedSink>([&](const Attempt& attempt) {
    if (attempt.event.id != "a1") return Outcome{};
    inside.count_down();
    release.wait();
    return Outcome{};
  });
  add(sink);
  publishAll({"a1"});
  inside.wait();
  publishAll({"b1", "c1", "c2"});
  publishAll({"d1"}, Category::Lifecycle);
  release.count_down();
  finish();
  EXPECT_THAT(sink->calls.all(), ElementsAre("a1", "d1", "b1", "c1", "c2")) << "and every milestone goes out";
}

TEST_P(UrgencyTest, several_workers_share_the_turns) {
  sink = std::make_shared<ScriptedSink>([](const Attempt&) { return Outcome{}; }, true);
  auto setup = limited(sink);
  setup.concurrency = 4;
  dispatcher.set(setup);
  publishProgress(1);
  finish();
  const auto before = sink->calls.all().size();
  publishAll({"x1", "y1"}, Category::Error);
  passTokens(2);
  const auto calls = sink->calls.all();
  ASSERT_EQ(calls.size(), before + 2);
  EXPECT_THAT(std::vector(calls.begin() + static_cast<int>(before), calls.end()), ElementsAre("x1", "y1"));
}

TEST_P(UrgencyTest, sinks_that_share_a_rate_send_the_most_urgent_first) {
  std::map<std::string, std::shared_ptr<ScriptedSink>> sinks;
  for (const auto* name : {"one", "two", "three"}) {
    sinks[name] = std::make_shared<ScriptedSink>();
    dispatcher.set(limited(sinks[name], name, "slack.com"));
  }
  publishAll({"a1", "b1", "c1"}, Category::Progress, "one");
  finish();
  publishAll({"a1", "b1", "c1"}, Category::Progress, "two");
  finish();
  publishAll({"u1"}, Category::Error, "three");
  finish();
  EXPECT_THAT(sinks["three"]->calls.all(), IsEmpty());
  passTokens(1);
  EXPECT_THAT(sinks["three"]->calls.await(1), ElementsAre("u1"));
  for (const auto* name : {"one", "two"}) expectAllCounted(name);
  for (int i = 0; i < 5; ++i) passTokens(1);
  EXPECT_EQ(sinks["one"]->calls.await(3).size() + sinks["two"]->calls.await(3).size(), 6u);
}

TEST_P(UrgencyTest, a_paused_sink_takes_no_token_of_a_shared_rate) {
  const auto other = std::make_shared<ScriptedSink>();
  dispatcher.set(limited(sink, "slack", "slack.com"));
  dispatcher.set(limited(other, "team", "slack.com"));
  publishAll({"a1", "b1"}, Category::Error);
  finish();
  publishAll({"a1"}, Category::Progress, "team");
  finish();
  dispatcher.pause("slack");
  time.advance(2s);
  EXPECT_THAT(other->calls.await(1), ElementsAre("a1"));
}

TEST_P(UrgencyTest, slowed_by_its_rate_is_a_state_of_a_sink_that_works) {
  dispatcher.set(limited(sink));
  publishAll({"a1"}, Category::Lifecycle);
  finish();
  EXPECT_EQ(state(), State::Healthy) << "nothing waits";
  publishAll({"b1", "c1"}, Category::Lifecycle);
  finish();
  EXPECT_EQ(state(), State::Slowed);
  EXPECT_THAT(status().reason, HasSubstr("`rate`"));
  EXPECT_EQ(status().nextAttempt, Millis(1s));
  EXPECT_TRUE(works(State::Slowed));
  passTokens(1);
  EXPECT_EQ(state(), State::Slowed);
  dispatcher.pause("slack");
  EXPECT_EQ(state(), State::Paused);
  dispatcher.resume("slack");
  passTokens(1);
  EXPECT_EQ(state(), State::Healthy);
  EXPECT_THAT(news.all(), IsEmpty());
}

TEST_P(UrgencyTest, a_restart_keeps_the_rule) {
  for (int percent = 1; percent <= 5; ++percent) publishProgress(percent);
  publishAll({"x1"}, Category::Lifecycle);
  dispatcher.set(limited(sink));
  finish();
  passTokens(2);
  const auto calls = sink->calls.await(3);
  EXPECT_THAT(std::vector(calls.begin(), calls.begin() + 2), Contains("x1"))
      << "the first one may go before the whole queue is read";
  const auto newest = std::count_if(calls.begin(), calls.end(), [](const auto& id) { return id.back() == '5'; });
  EXPECT_EQ(outbox.counts("slack").waiting + static_cast<std::size_t>(newest), kPrinters)
      << "only the newest of each printer waits";
  expectAllCounted();
}

}  // namespace
}  // namespace herald::core
