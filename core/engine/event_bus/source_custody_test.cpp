// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/source_custody.h"

#include <gmock/gmock.h>

#include <future>
#include <latch>
#include <thread>

#include "engine/event_bus/testing/scripted_transform.h"
#include "engine/outbox/testing/roomy_outbox.h"
#include "testing/fake_time.h"
#include "testing/recording_host.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr auto kNoDeadline = Clock::time_point::max();

/// Waits for the call of one HeldEvent::settled. A second call throws, which the log would show.
class Receipt {
 public:
  std::function<void()> function() {
    return [first = first_] { first->set_value(); };
  }
  void await() { done_.wait(); }
  bool came() const { return done_.wait_for(0s) == std::future_status::ready; }

 private:
  const std::shared_ptr<std::promise<void>> first_ = std::make_shared<std::promise<void>>();
  const std::shared_future<void> done_ = first_->get_future().share();
};

class SourceCustodyTest : public ::testing::Test {
 protected:
  void SetUp() override { route({"slack"}); }
  void TearDown() override { custody_->close(); }

  void route(std::vector<std::string> sinks, std::vector<TransformStep> steps = {}) {
    bus_.setRoutes({makeRoute("all", std::move(sinks), std::move(steps))});
  }

  HeldEvent held(const std::string& id, Receipt& receipt) {
    return {.event = makeEvent("PrintDone", id), .settled = receipt.function()};
  }
  void publish(const std::string& id, Receipt& receipt, const std::string& group = "log/0") {
    auto event = held(id, receipt);
    custody_->publish(group, std::span(&event, 1), atMost_);
    EXPECT_EQ(event.event.id, "") << "it is moved from";
  }
  void release(const std::string& group, Clock::time_point deadline) { custody_->release({group}, deadline); }
  bool tryPublish(HeldEvent& event) { return custody_->tryPublish("log/0", std::span(&event, 1), atMost_); }

  Delivery first(const std::string& sink = "slack") const { return outbox_.waiting(sink, 0, 1).at(0); }
  void deliver(const std::string& sink = "slack") { outbox_.delivered(first(sink)); }

  std::optional<Millis> atMost_{};
  FakeTime time_{};
  MemoryOutbox outbox_{2, 1000000};
  EventBus bus_{outbox_, time_, [](const auto&) {}};
  std::stop_source stop_{};
  SourcePublisher publisher_{{"log", "", {}}, bus_, time_, WhenFull::Drop, stop_.get_token()};
  std::shared_ptr<RecordingHost> host_ = std::make_shared<RecordingHost>();
  std::shared_ptr<SourceCustody> custody_ = std::make_shared<SourceCustody>(publisher_, bus_, time_, host_, "kafka");
};

TEST_F(SourceCustodyTest, tells_the_source_when_the_last_delivery_has_ended) {
  route({"slack", "mail"});
  Receipt receipt;
  publish("1", receipt);
  EXPECT_EQ(outbox_.counts("slack").inCustody, 1u);
  deliver();
  deliver("mail");
  receipt.await();
  release("log/0", kNoDeadline);
  EXPECT_EQ(custody_->counts(), (CustodyCounts{.settled = 1}));
}

TEST_F(SourceCustodyTest, an_event_that_no_route_takes_is_settled_at_once) {
  bus_.setRoutes({});
  Receipt receipt;
  publish("1", receipt);
  receipt.await();
}

TEST_F(SourceCustodyTest, an_event_that_a_transform_holds_back_is_settled_at_once) {
  route({"slack"}, {step("none", [](const Event&, const auto&) {})});
  Receipt receipt;
  publish("1", receipt);
  receipt.await();
}

TEST_F(SourceCustodyTest, an_event_is_settled_with_all_that_transforms_have_made_of_it) {
  route({"slack"}, {step("twice", [](const Event& event, const auto& emit) {
          emit(event);
          emit(event);
        })});
  Receipt receipt;
  publish("1", receipt);
  EXPECT_EQ(outbox_.counts("slack").inCustody, 2u);
  deliver();
  EXPECT_EQ(custody_->counts().held, 1u);
  deliver();
  receipt.await();
}

TEST_F(SourceCustodyTest, an_event_that_a_transform_keeps_for_later_is_settled_when_that_is_safe) {
  route({"slack"}, {timedStep(
                       "later", time_,
                       [](Timers& timers, const Event& event, const auto&) {
                         EXPECT_TRUE(timers.set({event.device, "later", event}, 1h));
                       },
                       [](Timers&, const Timer&, const auto&) {})});
  Receipt receipt;
  publish("1", receipt);
  receipt.await();
  EXPECT_THAT(outbox_.notes("timers"), ::testing::SizeIs(1));
}

TEST_F(SourceCustodyTest, an_event_that_a_transform_fails_on_is_a_dead_letter) {
  route({"slack"}, {step("bad", [](const Event&, const auto&) { throw std::runtime_error("no"); })});
  Receipt receipt;
  publish("1", receipt);
  receipt.await();
  EXPECT_THAT(deadIds(outbox_), ElementsAre("1"));
}

TEST_F(SourceCustodyTest, a_source_is_told_that_there_is_no_room) {
  Receipt one, two, three;
  publish("1", one);
  publish("2", two);
  auto event = held("3", three);
  EXPECT_FALSE(tryPublish(event));
  EXPECT_EQ(event.event.id, "3") << "it is unchanged";
  EXPECT_EQ(custody_->counts().held, 2u);
  deliver();
  one.await();
  EXPECT_TRUE(tryPublish(event));
  EXPECT_THAT(waitingIds(outbox_), ElementsAre("2", "3"));
}

TEST_F(SourceCustodyTest, no_transform_sees_an_event_without_room) {
  int seen = 0;
  route({"slack"}, {step("count", [&](const Event& event, const auto& emit) {
          ++seen;
          emit(event);
        })});
  Receipt one, two, three;
  publish("1", one);
  publish("2", two);
  auto event = held("3", three);
  EXPECT_FALSE(tryPublish(event));
  EXPECT_EQ(seen, 2);
}

TEST_F(SourceCustodyTest, waits_for_room_until_the_source_must_stop) {
  Receipt one, two, three;
  publish("1", one);
  publish("2", two);
  std::thread source([&] { publish("3", three); });
  deliver();
  source.join();
  EXPECT_THAT(waitingIds(outbox_), ElementsAre("2", "3"));
  auto four = held("4", three);
  std::thread stopped([&] { EXPECT_THROW(custody_->publish("log/0", std::span(&four, 1), {}), Failure); });
  stop_.request_stop();
  stopped.join();
  EXPECT_EQ(four.event.id, "4");
}

TEST_F(SourceCustodyTest, a_bad_event_changes_nothing) {
  Receipt receipt;
  auto event = held("1", receipt);
  event.event.payload = "no JSON";
  EXPECT_THROW(tryPublish(event), std::invalid_argument);
  EXPECT_EQ(custody_->counts(), CustodyCounts{});
}

TEST_F(SourceCustodyTest, release_drops_what_has_not_begun_and_waits_for_what_has) {
  Receipt one, two, other;
  publish("1", one);
  publish("2", two);
  const auto underWay = first();
  outbox_.claim(underWay);
  std::thread source([&] { release("log/0", kNoDeadline); });
  time_.awaitWaiters(2);  // the thread of the custody, and the source
  EXPECT_THAT(waitingIds(outbox_), ElementsAre("1"));
  outbox_.delivered(underWay);
  source.join();
  EXPECT_TRUE(one.came()) << "it is told before release returns";
  EXPECT_FALSE(two.came());
  EXPECT_EQ(custody_->counts(), (CustodyCounts{.settled = 1, .givenBack = 1}));
  publish("2", other);
  deliver();
  other.await();
}

TEST_F(SourceCustodyTest, groups_that_go_together_begin_nothing_and_wait_together) {
  Receipt one, two, dropped, other;
  publish("1", one, "log/0");
  publish("2", two, "log/1");
  route({"mail"});
  publish("3", dropped, "log/0");
  publish("4", other, "log/1");
  const auto underWay = outbox_.waiting("slack", 0, 2);
  for (const auto& delivery : underWay) outbox_.claim(delivery);
  std::thread source([&] { custody_->release({"log/0", "log/1", "log/7"}, time_.now() + 10s); });
  time_.awaitWaiterIn(10s, 10s);
  EXPECT_THAT(waitingIds(outbox_, "mail"), IsEmpty()) << "nothing of either group begins meanwhile";
  for (const auto& delivery : underWay) outbox_.delivered(delivery);
  source.join();
  EXPECT_TRUE(one.came());
  EXPECT_TRUE(two.came());
  EXPECT_EQ(custody_->counts(), (CustodyCounts{.settled = 2, .givenBack = 2}));
}

TEST_F(SourceCustodyTest, release_ends_at_its_deadline) {
  Receipt receipt, next;
  publish("1", receipt);
  const auto underWay = first();
  outbox_.claim(underWay);
  release("log/0", time_.now());
  outbox_.delivered(underWay);
  publish("2", next);
  deliver();
  next.await();
  EXPECT_FALSE(receipt.came());
  release("log/0", kNoDeadline);
  EXPECT_EQ(custody_->counts(), (CustodyCounts{.settled = 1, .givenBack = 1}));
}

TEST_F(SourceCustodyTest, a_stop_ends_a_release_in_time) {
  Receipt receipt;
  publish("1", receipt);
  outbox_.claim(first());
  std::thread source([&] { release("log/0", time_.now() + 10s); });
  time_.awaitWaiterIn(10s, 10s);
  custody_->requestStop();
  time_.advanceTo(time_.awaitWaiterIn(2500ms, 2500ms));
  source.join();
  EXPECT_EQ(custody_->counts(), (CustodyCounts{.givenBack = 1}));
}

TEST_F(SourceCustodyTest, all_releases_after_a_stop_share_one_time) {
  Receipt one, two;
  publish("1", one, "log/0");
  publish("2", two, "log/1");
  for (const auto& delivery : outbox_.waiting("slack", 0, 2)) outbox_.claim(delivery);
  custody_->requestStop();
  time_.advance(2000ms);
  std::thread source([&] { release("log/0", time_.now() + 10s); });
  time_.advanceTo(time_.awaitWaiterIn(500ms, 500ms));
  source.join();
  custody_->requestStop();
  release("log/1", time_.now() + 10s);
  EXPECT_EQ(custody_->counts(), (CustodyCounts{.givenBack = 2}));
}

TEST_F(SourceCustodyTest, release_leaves_other_groups_alone) {
  Receipt one, two;
  publish("1", one, "log/0");
  publish("2", two, "log/1");
  release("log/0", time_.now());
  release("log/7", time_.now());
  EXPECT_THAT(waitingIds(outbox_), ElementsAre("2"));
}

TEST_F(SourceCustodyTest, the_end_of_a_run_gives_everything_back) {
  Receipt one, two;
  publish("1", one);
  publish("2", two, "log/1");
  const auto underWay = first();
  outbox_.claim(underWay);
  custody_->endRun();
  EXPECT_THAT(waitingIds(outbox_), ElementsAre("1")) << "its attempt goes on";
  outbox_.release(underWay);
  EXPECT_THAT(waitingIds(outbox_), IsEmpty());
  EXPECT_EQ(custody_->counts(), (CustodyCounts{.givenBack = 2}));
}

TEST_F(SourceCustodyTest, a_function_that_throws_is_named_in_the_log) {
  bus_.setRoutes({});
  HeldEvent event{.event = makeEvent("PrintDone", "1"), .settled = [] { throw std::runtime_error("oh no"); }};
  EXPECT_TRUE(tryPublish(event));
  release("log/0", kNoDeadline);
  EXPECT_THAT(host_->lines.all(), ::testing::Contains(HasSubstr("oh no")));
}

TEST_F(SourceCustodyTest, close_does_not_wait_for_a_source_that_hangs) {
  bus_.setRoutes({});
  const auto entered = std::make_shared<std::latch>(1), go = std::make_shared<std::latch>(1),
             left = std::make_shared<std::latch>(1);
  HeldEvent event{.event = makeEvent("PrintDone", "1"), .settled = [=] {
                    entered->count_down();
                    go->wait();
                    left->count_down();
                  }};
  EXPECT_TRUE(tryPublish(event));
  entered->wait();
  publisher_.close();
  custody_->close();
  EXPECT_THROW(tryPublish(event), Failure);
  go->count_down();
  left->wait();
}

TEST(SourceCustody, moves_to_disk_what_waits_for_too_long) {
  FakeTime time;
  const RoomyOutbox outbox(RoomyOutbox::Kind::Disk, time);
  EventBus bus(*outbox, time, [](const auto&) {});
  bus.setRoutes({makeRoute("all", {"slack"})});
  SourcePublisher publisher({"log", "", {}}, bus, time, WhenFull::Drop, {});
  const auto custody =
      std::make_shared<SourceCustody>(publisher, bus, time, std::make_shared<RecordingHost>(), "kafka");
  Receipt receipt;
  HeldEvent event{.event = makeEvent("PrintDone", "1"), .settled = receipt.function()};
  custody->publish("log/0", std::span(&event, 1), 60000ms);
  time.advanceTo(time.awaitWaiterIn(60000ms, 60000ms));
  receipt.await();
  custody->release({"log/0"}, kNoDeadline);
  EXPECT_EQ(custody->counts(), (CustodyCounts{.settled = 1, .movedToOutbox = 1}));
  EXPECT_EQ(outbox->counts("slack").inCustody, 0u);
  EXPECT_THAT(waitingIds(*outbox), ElementsAre("1"));
  custody->close();
}

}  // namespace
}  // namespace herald::core
