#include <atomic>
#include <future>
#include <latch>

#include "core/dispatch/testing_dispatch.h"
#include "core/plugin_host/plugin_thread.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

class TrialTest : public DispatchTest {
 protected:
  Outcome tryOut(const std::string& id) {
    return dispatcher.tryOut("slack", [id](const SinkSetup& setup, Clock::time_point deadline, const std::stop_token&) {
      return setup.sink->deliver({.event = *makeDelivery(id).event, .deadline = deadline});
    });
  }
};

TEST_F(TrialTest, gives_the_outcome_and_leaves_queue_and_counters_alone) {
  const auto sink = add(std::make_shared<ScriptedSink>(std::deque<Outcome>{rejected()}));
  EXPECT_EQ(tryOut("t1").verdict, Outcome::Verdict::Rejected);
  EXPECT_EQ(status().failed, 0u);
  EXPECT_EQ(status().deadLetters, 0u);
  EXPECT_EQ(state(), SinkStatus::State::Healthy);
  EXPECT_THAT(sink->calls.all(), ElementsAre("t1"));
}

TEST_F(TrialTest, passes_a_queue_that_is_paused_or_waits) {
  const auto sink = add(std::make_shared<ScriptedSink>());
  dispatcher.pause("slack");
  publish({"a1"});
  EXPECT_EQ(tryOut("t1").verdict, Outcome::Verdict::Delivered);
  EXPECT_THAT(sink->calls.all(), ElementsAre("t1"));
}

TEST_F(TrialTest, never_overlaps_a_call_of_a_sink_that_takes_one_at_a_time) {
  std::latch began{1}, release{1};
  std::atomic<int> inside = 0;
  const auto sink = add(std::make_shared<ScriptedSink>([&](const Attempt& attempt) -> Outcome {
    EXPECT_EQ(++inside, 1);
    if (attempt.event.id == "a1") {
      began.count_down();
      release.wait();
    }
    --inside;
    return {};
  }));
  publish({"a1"});
  began.wait();
  auto trial = std::async(std::launch::async, [&] { return tryOut("t1"); });
  release.count_down();
  EXPECT_EQ(trial.get().verdict, Outcome::Verdict::Delivered);
  publish({"a2"});
  finish();
  EXPECT_EQ(sink->calls.all().size(), 3u);
}

TEST_F(TrialTest, holds_up_the_deliveries_of_such_a_sink_only_while_it_runs) {
  std::latch began{1}, release{1};
  const auto sink = add(std::make_shared<ScriptedSink>([&](const Attempt& attempt) -> Outcome {
    if (attempt.event.id == "t1") {
      began.count_down();
      release.wait();
    }
    return {};
  }));
  auto trial = std::async(std::launch::async, [&] { return tryOut("t1"); });
  began.wait();
  publish({"a1"});
  EXPECT_THAT(sink->calls.all(), ElementsAre("t1"));
  release.count_down();
  trial.get();
  finish();
  EXPECT_THAT(sink->calls.all(), ElementsAre("t1", "a1"));
}

TEST_F(TrialTest, of_a_sink_that_is_not_there_is_refused) { EXPECT_THROW(tryOut("t1"), std::out_of_range); }

}  // namespace
}  // namespace herald::core
