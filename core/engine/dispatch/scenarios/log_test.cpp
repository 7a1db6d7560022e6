// SPDX-License-Identifier: Apache-2.0
#include "engine/delivery_log/attempt_trace.h"
#include "engine/dispatch/testing/dispatch_test.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// What the dispatcher tells the delivery log.
class DispatchLogTest : public BothKindsTest {
 protected:
  DispatcherCallbacks logging() {
    return {.log = [this](const LogEntry& entry, const LogDetail& detail) {
      lines.add(std::string(toString(entry.step)) + " " + entry.event + " " + std::to_string(entry.attempt) + " " +
                entry.address + " " + entry.reason);
      for (const auto& exchange : detail.exchanges)
        exchanges.add(exchange.request.url + exchange.text + " " + detail.event->id);
      if (entry.next) next.add(std::to_string((*entry.next - time.wallClock()) / std::chrono::seconds(1)));
    }};
  }

  Record lines{};
  Record exchanges{};
  Record next{};
  Dispatcher logged{outbox, time, logging()};
};

FOR_BOTH_KINDS_OF_SINK(DispatchLogTest);

TEST_P(DispatchLogTest, hears_of_each_attempt_with_the_address_that_it_used) {
  int number = 0;
  logged.set(setupOf(std::make_shared<ScriptedSink>([&](const Attempt&) {
    AttemptTrace::sends({.url = "https://hooks.example/" + std::to_string(++number)});
    return number == 1 ? rejected() : Outcome{.status = 200};
  })));
  std::vector<Delivery> deliveries{makeDelivery("a1", "slack", Category::Lifecycle),
                                   makeDelivery("a2", "slack", Category::Lifecycle)};
  for (auto& delivery : deliveries) delivery.accepted = time.now();
  outbox.store(deliveries);
  logged.wake({"slack"});
  ASSERT_TRUE(logged.finish(Clock::time_point::max()));
  EXPECT_THAT(lines.all(),
              ElementsAre("rejected a1 1 https://hooks.example/1 400: no", "delivered a2 1 https://hooks.example/2 "));
  EXPECT_THAT(exchanges.all(), ElementsAre("https://hooks.example/1 a1", "https://hooks.example/2 a2"));
  EXPECT_THAT(next.all(), IsEmpty());
}

TEST_P(DispatchLogTest, hears_what_a_sink_sent_that_does_not_speak_http) {
  logged.set(setupOf(std::make_shared<ScriptedSink>([](const Attempt&) { return Outcome{.sent = "topic: a"}; })));
  std::vector<Delivery> deliveries{makeDelivery("a1", "slack", Category::Lifecycle)};
  deliveries.front().accepted = time.now();
  outbox.store(deliveries);
  logged.wake({"slack"});
  ASSERT_TRUE(logged.finish(Clock::time_point::max()));
  EXPECT_THAT(exchanges.all(), ElementsAre("topic: a a1"));
}

TEST_P(DispatchLogTest, says_when_the_next_attempt_is) {
  auto setup = setupOf(std::make_shared<ScriptedSink>(std::deque<Outcome>{retry(503, std::chrono::seconds(90)), {}}));
  logged.set(std::move(setup));
  std::vector<Delivery> deliveries{makeDelivery("a1", "slack", Category::Lifecycle)};
  deliveries.front().accepted = time.now();
  outbox.store(deliveries);
  logged.wake({"slack"});
  ASSERT_TRUE(logged.finish(Clock::time_point::max()));
  EXPECT_THAT(next.all(), ElementsAre("90"));
}

TEST_P(DispatchLogTest, an_attempt_that_ends_the_delivery_is_one_line) {
  outbox.setLog([this](const LogEntry& entry, const LogDetail&) { lines.add("outbox: " + entry.reason); });
  logged.set(setupOf(std::make_shared<ScriptedSink>(std::deque<Outcome>{rejected()})));
  std::vector<Delivery> deliveries{makeDelivery("a1", "slack", Category::Lifecycle)};
  deliveries.front().accepted = time.now();
  outbox.store(deliveries);
  logged.wake({"slack"});
  ASSERT_TRUE(logged.finish(Clock::time_point::max()));
  EXPECT_THAT(lines.all(), ElementsAre("rejected a1 1  400: no"));
  EXPECT_EQ(outbox.counts("slack").deadLetters, 1u);
}

}  // namespace
}  // namespace herald::core
