// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/source_runner.h"

#include <gmock/gmock.h>

#include <latch>
#include <thread>

#include "base/text/kept_text.h"
#include "engine/event_bus/testing/scripted_transform.h"
#include "engine/plugin_host/plugin_thread.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::_;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::NiceMock;

class MockHost : public Host {
 public:
  MOCK_METHOD(void, log, (Level level, std::string_view text), (override));
  MOCK_METHOD(std::unique_ptr<HttpClient>, http, (const Settings& settings), (override));
  MOCK_METHOD(Clock::time_point, now, (), (const, override));
  MOCK_METHOD(std::chrono::system_clock::time_point, wallClock, (), (const, override));
  MOCK_METHOD(void, hide, (const std::vector<std::string>& secrets), (override));
  MOCK_METHOD(std::string, load, (std::string_view key), (override));
  MOCK_METHOD(void, save, (std::string_view key, std::string_view value), (override));
};

class FunctionSource final : public Source {
 public:
  explicit FunctionSource(std::function<void(Feed&)> function) : function_(std::move(function)) {}
  std::vector<Option> options() const override { return {}; }
  void configure(const Settings&, Host&) override {}
  void run(Feed& feed) override { function_(feed); }

 private:
  std::function<void(Feed&)> function_;
};

void untilStopped(Feed& feed) {
  while (feed.waitFor(1h)) {
  }
}

class SourceRunnerTest : public ::testing::Test {
 protected:
  void SetUp() override { bus.setRoutes({makeRoute("all", {"slack"})}); }

  SourceRunner& start(std::function<void(Feed&)> function, const SourcePolicy& policy = {.alertAfter = 10000h}) {
    runner = std::make_unique<SourceRunner>(Origin{"mk3", "Prusa", {}},
                                            std::make_shared<FunctionSource>(std::move(function)), host, bus,
                                            Demand{[](std::string_view variable) { return variable == "meta"; },
                                                   [](std::string_view type) { return type == "PrintDone"; }},
                                            time, policy);
    runner->start();
    return *runner;
  }

  FakeTime time{};
  MemoryOutbox outbox{3};
  EventBus bus{outbox, time, [](const auto&) {}};
  std::shared_ptr<NiceMock<MockHost>> host = std::make_shared<NiceMock<MockHost>>();
  std::unique_ptr<SourceRunner> runner{};
};

TEST_F(SourceRunnerTest, a_new_run_begins_with_nothing_in_custody) {
  std::latch published(2);
  start([&](Feed& feed) {
    HeldEvent event{.event = makeEvent("PrintDone", "1"), .settled = [] { ADD_FAILURE() << "nobody delivers it"; }};
    EXPECT_TRUE(feed.custody()->tryPublish("log/0", std::span(&event, 1), {}));
    EXPECT_THAT(waitingIds(outbox), ElementsAre("1"));
    published.count_down();
    if (!published.try_wait()) throw Failure(Outcome::Verdict::Retry, "the broker has gone");
    untilStopped(feed);
  });
  time.advanceTo(time.awaitWaiterIn(500ms, 1s));
  published.wait();
  EXPECT_EQ(runner->status().custody, (CustodyCounts{.held = 1, .givenBack = 1}));
  runner->requestStop();
  EXPECT_TRUE(runner->join(time.now() + 5s));
  EXPECT_THAT(waitingIds(outbox), ::testing::IsEmpty()) << "its log has the event";
  EXPECT_EQ(runner->status().custody, (CustodyCounts{.givenBack = 2}));
}

TEST_F(SourceRunnerTest, a_source_that_gives_a_group_away_stops_in_time) {
  std::latch published(1), claimed(1);
  start([&](Feed& feed) {
    HeldEvent event{.event = makeEvent("PrintDone", "1")};
    EXPECT_TRUE(feed.custody()->tryPublish("log/0", std::span(&event, 1), {}));
    published.count_down();
    claimed.wait();
    feed.custody()->release({"log/0"}, time.now() + 10s);
  });
  published.wait();
  outbox.claim(outbox.waiting("slack", 0, 1).at(0));  // by a slow receiver
  claimed.count_down();
  time.awaitWaiterIn(10s, 10s);
  runner->requestStop();
  const auto asked = time.now();
  time.advanceTo(time.awaitWaiterIn(2500ms, 2500ms));
  EXPECT_TRUE(runner->join(asked + 5s));
  EXPECT_EQ(runner->status().state, SourceStatus::State::Stopped);
}

TEST_F(SourceRunnerTest, gives_the_source_its_feed) {
  EXPECT_CALL(*host, log(Level::Debug, std::string_view("hello")));
  EXPECT_CALL(*host, load(std::string_view("job"))).WillOnce(::testing::Return("benchy"));
  EXPECT_CALL(*host, save(std::string_view("job"), std::string_view("cube")));
  std::latch published(1);
  start([&](Feed& feed) {
    feed.log(Level::Debug, "hello");
    EXPECT_EQ(feed.load("job"), "benchy");
    feed.save("job", "cube");
    EXPECT_TRUE(feed.wanted("meta"));
    EXPECT_FALSE(feed.wanted("snapshot"));
    EXPECT_TRUE(feed.wantedEvent("PrintDone"));
    EXPECT_FALSE(feed.wantedEvent("UserActionNeeded"));
    feed.publish(makeEvent("PrintDone", "1"));
    feed.ready("OctoPrint 1.11");
    published.count_down();
    untilStopped(feed);
  });
  published.wait();
  EXPECT_THAT(waitingIds(outbox, "slack"), ElementsAre("1"));
  EXPECT_EQ(outbox.waiting("slack", 0, 1).at(0).event->device, "Prusa");
  EXPECT_EQ(runner->status().state, SourceStatus::State::Running);
  EXPECT_EQ(runner->status().detail, "OctoPrint 1.11");
  runner->requestStop();
  EXPECT_TRUE(runner->join(Clock::time_point::max()));
  EXPECT_EQ(runner->status().state, SourceStatus::State::Stopped);
}

TEST_F(SourceRunnerTest, starts_a_failed_source_again_with_growing_waits_and_says_so) {
  EXPECT_CALL(*host, log(Level::Warning, _)).Times(3).WillRepeatedly([](Level, std::string_view text) {
    EXPECT_THAT(std::string(text), MatchesRegex("failed: no route to host; next try in [0-9]+ s"));
  });
  std::atomic<int> runs = 0;
  std::latch fourth(4);
  start([&](Feed& feed) {
    const int run = ++runs;
    fourth.count_down();
    if (run < 4) throw std::runtime_error("no route to host");
    untilStopped(feed);
  });
  for (const auto most : {1s, 2s, 4s}) {
    const auto due = time.awaitWaiterIn(Millis(most) / 2, most);
    EXPECT_EQ(runner->status().state, SourceStatus::State::Waiting);
    EXPECT_EQ(runner->status().detail, "no route to host");
    time.advanceTo(due);
  }
  fourth.wait();
  EXPECT_EQ(runner->status().restarts, 3);
}

TEST_F(SourceRunnerTest, keeps_the_begin_of_a_text_of_any_length) {
  const std::string text(std::size_t{1} << 22, 'x');
  EXPECT_CALL(*host, log(Level::Warning, _)).WillRepeatedly([](Level, std::string_view line) {
    EXPECT_LE(line.size(), kMostText + 64);
  });
  std::latch ready(1), seen(1);
  start([&](Feed& feed) {
    feed.ready(text);
    ready.count_down();
    seen.wait();
    throw Failure(Outcome::Verdict::Hold, text);
  });
  ready.wait();
  EXPECT_LE(runner->status().detail.size(), kMostText);
  EXPECT_TRUE(runner->status().detail.starts_with("xxx"));
  seen.count_down();
  time.awaitWaiterIn(30s, 60s);
  EXPECT_LE(runner->status().detail.size(), kMostText);
}

TEST_F(SourceRunnerTest, ready_starts_the_backoff_anew) {
  std::atomic<int> runs = 0;
  start([&](Feed& feed) {
    if (++runs == 3) feed.ready("here");
    throw std::runtime_error("gone");
  });
  for (const auto most : {1s, 2s, 1s, 2s}) time.advanceTo(time.awaitWaiterIn(Millis(most) / 2, most));
  runner->requestStop();
  EXPECT_TRUE(runner->join(Clock::time_point::max())) << "one more run has begun, and counts";
}

TEST_F(SourceRunnerTest, wrong_credentials_are_tried_again_slowly) {
  start([](Feed&) { throw Failure(Outcome::Verdict::Hold, "the API key is wrong"); });
  for (const auto most : {60s, 120s, 240s, 480s, 600s, 600s}) {
    time.advanceTo(time.awaitWaiterIn(Millis(most) / 2, most));
  }
}

TEST_F(SourceRunnerTest, the_operator_need_not_wait_for_the_next_start) {
  std::latch second(2);
  std::atomic<int> runs = 0;
  start([&](Feed& feed) {
    second.count_down();
    if (++runs < 2) throw Failure(Outcome::Verdict::Hold, "wrong key");
    feed.ready("OctoPrint 1.11");
    untilStopped(feed);
  });
  time.awaitWaiterIn(30s, 60s);
  EXPECT_TRUE(runner->status().isRefused);
  EXPECT_EQ(runner->status().awaySince, time.now());
  runner->retryNow();
  second.wait();
  time.awaitWaiterIn(1h, 1h);
  EXPECT_FALSE(runner->status().isRefused);
  EXPECT_EQ(runner->status().awaySince, std::nullopt);
}

TEST_F(SourceRunnerTest, a_source_that_returns_by_itself_is_done) {
  start([](Feed&) {});
  EXPECT_TRUE(runner->join(Clock::time_point::max()));
  EXPECT_EQ(runner->status().state, SourceStatus::State::Done);
}

TEST_F(SourceRunnerTest, a_waiting_source_stops_at_once) {
  start([](Feed&) { throw 42; });
  time.awaitWaiterIn(500ms, 1s);
  EXPECT_EQ(runner->status().detail, "an exception of an unknown type");
  runner->requestStop();
  EXPECT_TRUE(runner->join(Clock::time_point::max()));
}

TEST_F(SourceRunnerTest, refuses_a_bad_event_and_goes_on_with_the_source) {
  std::latch done(1);
  start([&](Feed& feed) {
    EXPECT_THROW(feed.publish(makeEvent("")), std::invalid_argument);
    done.count_down();
    untilStopped(feed);
  });
  done.wait();
}

TEST_F(SourceRunnerTest, without_room_a_source_may_wait_for_it) {
  std::latch full(1);
  start(
      [&](Feed& feed) {
        for (const auto* id : {"1", "2", "3"}) feed.publish(makeEvent("A", id));
        full.count_down();
        feed.publish(makeEvent("A", "4"));
        untilStopped(feed);
      },
      {.whenFull = WhenFull::Wait});
  full.wait();
  EXPECT_THAT(waitingIds(outbox, "slack"), ElementsAre("1", "2", "3"));
  outbox.delivered(outbox.waiting("slack", 0, 1).at(0));
  time.awaitWaiterIn(1h, 1h);
  EXPECT_THAT(waitingIds(outbox, "slack"), ElementsAre("2", "3", "4"));
}

TEST_F(SourceRunnerTest, a_source_that_waits_for_room_stops_at_once) {
  std::latch full(1);
  start(
      [&](Feed& feed) {
        for (const auto* id : {"1", "2", "3"}) feed.publish(makeEvent("A", id));
        full.count_down();
        feed.publish(makeEvent("A", "4"));
      },
      {.whenFull = WhenFull::Wait});
  full.wait();
  runner->requestStop();
  EXPECT_TRUE(runner->join(Clock::time_point::max()));
  EXPECT_EQ(runner->status().state, SourceStatus::State::Stopped);
  EXPECT_THAT(waitingIds(outbox, "slack"), ElementsAre("1", "2", "3"));
}

TEST_F(SourceRunnerTest, a_source_may_ask_for_room_instead_of_waiting) {
  std::latch asked(1);
  start([&](Feed& feed) {
    std::vector<Event> two{makeEvent("A", "1"), makeEvent("A", "2")};
    EXPECT_TRUE(feed.tryPublish(two));
    two = {makeEvent("A", "3"), makeEvent("A", "4")};
    EXPECT_FALSE(feed.tryPublish(two));
    EXPECT_EQ(two[0].id, "3");
    EXPECT_EQ(two[0].device, "");
    asked.count_down();
    untilStopped(feed);
  });
  asked.wait();
  EXPECT_THAT(waitingIds(outbox, "slack"), ElementsAre("1", "2"));
}

TEST_F(SourceRunnerTest, what_refuses_is_its_policy) {
  bus.setRoutes({makeRoute("all", {"slack", "mail"})});
  for (const auto* id : {"1", "2", "3"}) {
    std::vector<Delivery> full{{.sink = "slack", .event = std::make_shared<const Event>(makeEvent("A", id))}};
    outbox.store(full);
  }
  for (const auto whenFull : {WhenFull::Wait, WhenFull::Drop}) {
    std::latch asked(1);
    start(
        [&](Feed& feed) {
          std::vector<Event> one{makeEvent("A", "4")};
          EXPECT_EQ(feed.tryPublish(one), whenFull == WhenFull::Drop);
          asked.count_down();
        },
        {.whenFull = whenFull});
    asked.wait();
  }
  EXPECT_THAT(waitingIds(outbox, "slack"), ElementsAre("2", "3", "4"));
}

TEST_F(SourceRunnerTest, a_source_that_does_not_stop_is_left_behind_and_may_publish_nothing_more) {
  auto inside = std::make_shared<std::latch>(1);
  auto release = std::make_shared<std::latch>(1);
  start([inside, release](Feed& feed) {
    inside->count_down();
    release->wait();
    EXPECT_THROW(feed.publish(makeEvent("Late")), Failure);
    EXPECT_FALSE(feed.waitFor(1h));
  });
  inside->wait();
  runner->requestStop();
  const auto deadline = time.now() + 5s;
  std::thread joiner([&] { EXPECT_FALSE(runner->join(deadline)); });
  time.awaitWaiter(deadline, deadline);
  time.advanceTo(deadline);
  joiner.join();
  EXPECT_EQ(runner->status().state, SourceStatus::State::Hanging);
  EXPECT_EQ(hangingCalls(), 1);
  runner.reset();
  release->count_down();
  while (hangingCalls() != 0) std::this_thread::yield();
  EXPECT_EQ(outbox.counts("slack").waiting, 0u);
}

class SourceAlertTest : public SourceRunnerTest {
 protected:
  /// A source that fails until its printer is there.
  void startAway(Millis alertAfter) {
    start(
        [this](Feed& feed) {
          if (!there) throw Failure(Outcome::Verdict::Hold, "no route to host");
          feed.ready("OctoPrint 1.11");
          backAgain.count_down();
          feed.waitFor(1h);
          throw Failure(Outcome::Verdict::Hold, "gone again");
        },
        {.alertAfter = alertAfter});
  }

  std::vector<std::string> published() {
    std::vector<std::string> texts;
    for (const auto& delivery : outbox.waiting("slack", 0, 100)) {
      const auto& event = *delivery.event;
      texts.push_back(event.type + " of " + event.device + " from " + event.source + " " + event.payload);
    }
    return texts;
  }

  std::atomic<bool> there = false;
  std::latch backAgain{1};
};

TEST_F(SourceAlertTest, a_source_that_stays_away_is_lost_once_and_then_back) {
  startAway(70s);
  time.advanceTo(time.awaitWaiterIn(30s, 60s));
  time.advanceTo(time.awaitWaiterIn(1ms, 40s));
  const auto next = time.awaitWaiterIn(1ms, 120s);
  EXPECT_THAT(published(),
              ElementsAre("SourceLost of Prusa from herald {\"sourceName\":\"mk3\",\"reason\":\"no route to host\","
                          "\"since\":\"2026-01-31T00:00:00.000Z\"}"));
  EXPECT_EQ(outbox.waiting("slack", 0, 1)[0].event->category, Category::Error);
  time.advanceTo(next);
  const auto last = time.awaitWaiterIn(1ms, 240s);
  EXPECT_EQ(published().size(), 1u) << "once";
  there = true;
  time.advanceTo(last);
  backAgain.wait();
  EXPECT_THAT(published(), ElementsAre(_, HasSubstr("SourceBack of Prusa")));
}

TEST_F(SourceAlertTest, a_source_that_is_back_in_time_is_not_worth_a_word) {
  startAway(70s);
  const auto next = time.awaitWaiterIn(30s, 60s);
  there = true;
  time.advanceTo(next);
  backAgain.wait();
  time.advanceTo(time.awaitWaiterIn(1h, 1h));
  time.awaitWaiterIn(30s, 60s);
  EXPECT_THAT(published(), ElementsAre()) << "the next time counts anew";
}

}  // namespace
}  // namespace herald::core
