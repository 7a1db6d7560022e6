// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <latch>

#include "engine/event_bus/testing/scripted_transform.h"
#include "engine/outbox/kinds/memory_outbox.h"
#include "engine/pipeline/pipeline.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;

class LatchSink final : public Sink {
 public:
  std::vector<Option> options() const override { return {}; }
  void configure(const Settings&, Host&) override {}
  Outcome deliver(const Attempt& attempt) override {
    type = attempt.event.type;
    delivered.count_down();
    return {};
  }

  std::string type{};
  std::latch delivered{1};
};

class PipelineTimerTest : public ::testing::Test {
 protected:
  TransformStep timed() {
    return timedStep(
        "farm.1.t", time_, [](Timers&, const Event&, const auto&) {},
        [](Timers&, const Timer& timer, const auto& emit) { emit(timer.event); });
  }

  /// What an earlier process has left: a timer with this much time.
  void leaveTimer(Millis left) {
    TimerBook book("farm.1.t", "timed", time_);
    EXPECT_TRUE(book.set({"mk3", "t", {.type = "Kept"}}, left));
    std::vector<Delivery> none;
    outbox_.store(none, true, book.takeNotes());
  }

  Plan plan() {
    Plan plan;
    plan.routes.push_back(makeRoute("farm", {"slack"}, {timed()}));
    PlannedSink planned{};
    planned.setup.name = "slack";
    planned.setup.sink = sink_;
    planned.setup.host =
        std::make_shared<InstanceHost>("sink.slack", nullptr, InstanceHost::Saving::Immediately, nullptr, time_);
    plan.sinks.emplace("slack", std::move(planned));
    return plan;
  }

  FakeTime time_{};
  MemoryOutbox outbox_{};
  std::shared_ptr<LatchSink> sink_ = std::make_shared<LatchSink>();
};

TEST_F(PipelineTimerTest, wakes_a_transform_by_a_thread_of_its_own) {
  leaveTimer(40min);
  Pipeline pipeline(outbox_, time_);
  pipeline.apply(plan());
  EXPECT_EQ(pipeline.status().timers.at("farm.1.t").waiting, 1u);
  time_.awaitWaiterIn(40min, 40min);
  time_.advance(40min);
  sink_->delivered.wait();
  EXPECT_EQ(sink_->type, "Kept");
  EXPECT_TRUE(outbox_.notes(kTimerOwner).empty());
}

TEST_F(PipelineTimerTest, what_was_due_while_nobody_ran_comes_at_the_start) {
  leaveTimer(40min);
  time_.advance(24h);
  Pipeline pipeline(outbox_, time_);
  pipeline.apply(plan());
  sink_->delivered.wait();
  EXPECT_EQ(sink_->type, "Kept");
}

TEST_F(PipelineTimerTest, a_stop_writes_how_much_time_is_left) {
  leaveTimer(40min);
  {
    Pipeline pipeline(outbox_, time_);
    pipeline.apply(plan());
    time_.awaitWaiterIn(40min, 40min);
    time_.advance(30min);
    pipeline.stop(time_.now() + 10s);
  }
  time_.setWallClock(time_.wallClock() - 24h, false);
  const auto timer = storedTimer(*outbox_.notes(kTimerOwner).at(0), time_);
  ASSERT_TRUE(timer);
  EXPECT_EQ(timer->due, time_.now() + 10min);
}

}  // namespace
}  // namespace herald::core
