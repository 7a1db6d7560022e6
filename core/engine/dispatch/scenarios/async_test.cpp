// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <latch>
#include <map>
#include <optional>
#include <thread>

#include "engine/dispatch/testing/dispatch_test.h"
#include "engine/dispatch/testing/hand_sink.h"
#include "engine/dispatch/testing/slow_outbox.h"
#include "engine/plugin_host/plugin_thread.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using State = SinkStatus::State;

/// What only an asynchronous sink can do.
class AsyncTest : public DispatchTest {
 protected:
  std::shared_ptr<HandSink> use(const std::shared_ptr<HandSink>& sink, int concurrency = 8) {
    auto setup = setupOf(sink);
    setup.concurrency = concurrency;
    setup.timeout = 10s;
    dispatcher.set(setup);
    return sink;
  }

  /// Devices of their own: all can be under way at once.
  void publishMany(int count) {
    std::vector<Delivery> deliveries;
    for (int i = 0; i < count; ++i) {
      auto event = std::make_shared<Event>();
      event->id = event->device = "d" + std::to_string(i);
      event->category = Category::Lifecycle;
      deliveries.push_back({.sink = "slack", .event = std::move(event), .accepted = time.now()});
    }
    outbox.store(deliveries);
    dispatcher.wake({"slack"});
  }

  void awaitLine(const std::string& text) {
    const auto has = [&](const auto& line) { return line.find(text) != std::string::npos; };
    while (!std::ranges::any_of(host->lines.all(), has)) std::this_thread::yield();
  }

  void awaitReturn() {
    while (hangingCalls() != 0) std::this_thread::yield();
  }
};

TEST_F(AsyncTest, hundreds_are_under_way_on_one_worker) {
  const auto sink = use(std::make_shared<HandSink>(), 500);
  publishMany(500);
  sink->calls.await(500);
  EXPECT_EQ(status().inFlight, 500u);
  EXPECT_THAT(sink->threads(), Each(sink->threads().front()));
  sink->endAll();
  finish();
  EXPECT_EQ(status().delivered, 500u);
  EXPECT_THAT(waitingIds(outbox), IsEmpty());
}

TEST_F(AsyncTest, the_thread_that_ends_one_begins_the_next) {
  const auto sink = use(std::make_shared<HandSink>(), 2);
  publish({"a1", "b1", "c1", "d1", "d2"});
  sink->calls.await(2);
  sink->end("a1");
  EXPECT_THAT(sink->calls.all(), ElementsAre("a1", "b1", "c1"));
  sink->end("c1");
  sink->end("d1");
  EXPECT_THAT(sink->calls.all(), ElementsAre("a1", "b1", "c1", "d1", "d2"));
  for (std::size_t i = 2; i < 5; ++i) EXPECT_EQ(sink->threads()[i], std::this_thread::get_id());
  sink->endAll();
  finish();
}

TEST_F(AsyncTest, a_thread_of_the_sink_reads_no_picture) {
  auto setup = setupOf(std::make_shared<HandSink>());
  setup.snapshot = [](const Event&) { return std::uint64_t{0}; };
  dispatcher.set(setup);
  auto& sink = dynamic_cast<HandSink&>(*setup.sink);
  publish({"a1", "a2"});
  sink.calls.await(1);
  sink.end("a1");
  sink.calls.await(2);
  EXPECT_NE(sink.threads().back(), std::this_thread::get_id());
  sink.endAll();
  finish();
}

TEST_F(AsyncTest, a_sink_that_takes_one_at_a_time_has_one_under_way) {
  const auto sink = use(std::make_shared<HandSink>(), 1);
  publish({"a1", "b1"});
  sink->calls.await(1);
  for (int i = 0; i < 100; ++i) std::this_thread::yield();
  EXPECT_THAT(sink->calls.all(), ElementsAre("a1"));
  sink->end("a1");
  EXPECT_THAT(sink->calls.await(2), ElementsAre("a1", "b1"));
  sink->endAll();
  finish();
}

TEST_F(AsyncTest, an_end_from_within_begin_does_not_deepen_the_stack) {
  const auto sink = use(std::make_shared<HandSink>([](HandSink& own, const Attempt& a) { own.end(a.event.id); }), 4);
  publishMany(8000);
  finish();
  EXPECT_EQ(status().delivered, 8000u);
}

TEST_F(AsyncTest, an_end_from_within_the_begin_of_another_one_does_not_either) {
  const auto sink = use(std::make_shared<HandSink>([](HandSink& own, const Attempt& attempt) {
                          const auto number = std::stoi(attempt.event.id.substr(1));
                          if (number > 0) own.end("d" + std::to_string(number - 1));
                        }),
                        2);
  publishMany(8000);
  sink->calls.await(8000);
  sink->endAll();
  finish();
  EXPECT_EQ(status().delivered, 8000u);
}

TEST_F(AsyncTest, only_the_first_end_counts) {
  const auto sink = use(std::make_shared<HandSink>());
  publish({"a1"});
  sink->calls.await(1);
  const auto done = sink->take("a1");
  done({});
  done(retry(503));
  finish();
  EXPECT_EQ(status().delivered, 1u);
  EXPECT_EQ(status().failed, 0u);
}

TEST_F(AsyncTest, an_attempt_that_the_sink_drops_is_tried_again) {
  const auto sink = use(std::make_shared<HandSink>());
  publish({"a1"});
  sink->calls.await(1);
  sink->drop();
  EXPECT_THAT(host->lines.await(1).back(), HasSubstr("the sink gave no answer"));
  passWait(500ms, 1s);
  sink->calls.await(2);
  sink->endAll();
  finish();
  EXPECT_EQ(status().delivered, 1u);
}

TEST_F(AsyncTest, what_begin_throws_is_the_outcome_unless_it_has_ended) {
  bool ends = false;
  const auto sink = use(std::make_shared<HandSink>([&](HandSink& own, const Attempt& attempt) {
    if (ends) own.end(attempt.event.id);
    if (!ends) own.take(attempt.event.id);
    throw Failure(Outcome::Verdict::Rejected, "no such channel");
  }));
  publish({"a1"});
  finish();
  EXPECT_EQ(status().deadLetters, 1u);
  ends = true;
  publish({"a2"});
  finish();
  EXPECT_EQ(status().deadLetters, 1u);
  EXPECT_EQ(status().delivered, 1u);
}

TEST_F(AsyncTest, an_end_that_never_comes_is_a_hang_and_a_late_one_ends_it) {
  const auto sink = use(std::make_shared<HandSink>());
  publish({"b1", "a1"});  // when a1 is begun, begin() of b1 has returned
  sink->calls.await(2);
  sink->end("b1");
  passWait(15s, 15s);
  EXPECT_THAT(host->lines.await(1).back(), HasSubstr("hangs: the call for PrintDone of a did not return"));
  EXPECT_EQ(state(), State::Hanging);
  EXPECT_EQ(hangingCalls(), 1);
  publish({"c1"});
  time.advance(1000s);
  finish();
  EXPECT_THAT(sink->calls.all(), SizeIs(2)) << "nothing more is asked of it";
  sink->end("a1", rejected());
  while (status().delivered < 3) sink->endAll();  // a probe, then the others
  finish();
  EXPECT_THAT(sink->calls.all(), SizeIs(4));
  EXPECT_EQ(status().deadLetters, 0u) << "the late answer is ignored";
  EXPECT_EQ(status().delivered, 3u);
  EXPECT_EQ(hangingCalls(), 0);
}

TEST_F(AsyncTest, hundreds_that_never_end_are_one_line_and_one_failure) {
  const auto sink = use(std::make_shared<HandSink>(), 500);
  publishMany(500);
  sink->calls.await(500);
  passWait(15s, 15s);
  EXPECT_THAT(host->lines.await(1), ElementsAre(HasSubstr("499 more calls do not return")));
  EXPECT_EQ(hangingCalls(), 500);
  const auto next = use(std::make_shared<HandSink>(), 500);
  passWait(500ms, 1s);
  next->calls.await(1);
  next->endAll();
  while (outbox.counts("slack").waiting > 0) next->endAll();
  sink->endAll();
  awaitReturn();
  finish();
}

TEST_F(AsyncTest, a_begin_that_does_not_return_is_a_hang_also_after_its_end) {
  for (const bool ends : {false, true}) {
    std::latch release(1);
    const auto sink = use(std::make_shared<HandSink>([&](HandSink&, const Attempt&) { release.wait(); }));
    publish({ends ? "a1" : "b1"});
    sink->calls.await(1);
    if (ends) sink->end("a1");
    passWait(15s, 15s);
    awaitLine(ends ? "hangs: begin() did not return" : "hangs: the call for PrintDone of b did not return");
    EXPECT_EQ(state(), State::Hanging);
    EXPECT_EQ(hangingCalls(), 1);
    const auto next = use(std::make_shared<HandSink>());
    if (!ends) passWait(500ms, 1s);
    publish({"c1"});
    next->calls.await(1);
    release.count_down();
    if (!ends) sink->end("b1");
    awaitReturn();
    while (!waitingIds(outbox).empty()) next->endAll();
    finish();
  }
}

TEST_F(AsyncTest, a_begin_that_ends_its_own_attempt_and_then_hangs_is_walled_off) {
  std::latch release(1);
  const auto sink = use(std::make_shared<HandSink>([&](HandSink& own, const Attempt& attempt) {
    own.end(attempt.event.id);
    release.wait();
  }));
  publish({"a1"});
  sink->calls.await(1);
  while (status().delivered == 0) std::this_thread::yield();
  passWait(15s, 15s);
  EXPECT_THAT(host->lines.await(1).back(), HasSubstr("hangs: begin() did not return"));
  EXPECT_EQ(status().delivered, 1u);
  const auto next = use(std::make_shared<HandSink>());
  publish({"b1"});
  next->calls.await(1);
  next->endAll();
  release.count_down();
  awaitReturn();
  finish();
  EXPECT_EQ(status().delivered, 2u);
}

TEST_F(AsyncTest, a_stop_leaves_a_begin_behind_that_hangs_after_its_end) {
  std::latch release(1);
  const auto sink = use(std::make_shared<HandSink>([&](HandSink& own, const Attempt& attempt) {
    own.end(attempt.event.id);
    release.wait();
  }));
  publish({"a1"});
  while (!waitingIds(outbox).empty()) std::this_thread::yield();
  EXPECT_FALSE(dispatcher.stop(time.now()));
  EXPECT_EQ(hangingCalls(), 1);
  release.count_down();
  awaitReturn();
}

TEST_F(AsyncTest, a_stop_stores_an_end_that_has_come_though_begin_hangs) {
  SlowOutbox slow;
  auto other = std::make_unique<Dispatcher>(slow, time);
  std::latch release(1);
  const auto sink = std::make_shared<HandSink>([&](HandSink&, const Attempt&) { release.wait(); });
  other->set(setupOf(sink));
  std::vector<Delivery> deliveries{makeDelivery("a1")};
  slow.store(deliveries, true, {});
  other->wake({"slack"});
  sink->calls.await(1);
  slow.hang("slack", SlowOutbox::What::Ends);
  std::jthread ending([&] { sink->end("a1"); });
  slow.awaitBlocked();
  std::jthread stopping([&] { EXPECT_FALSE(other->stop(time.now())); });
  for (int i = 0; i < 1000; ++i) std::this_thread::yield();
  slow.release();
  stopping.join();
  EXPECT_EQ(slow.counts("slack").waiting, 0u);
  release.count_down();
  awaitReturn();
}

TEST_F(AsyncTest, a_stop_has_destroyed_an_old_instance_when_it_returns) {
  std::atomic<bool> isDestroyed = false;
  std::optional<std::stop_callback<std::function<void()>>> asked;
  std::latch begun(1);
  auto old = use(std::make_shared<HandSink>([&](HandSink& own, const Attempt& attempt) {
    asked.emplace(attempt.stop, [&own, id = attempt.event.id] { own.end(id, retry(0)); });
    begun.count_down();
  }));
  old->onEnd = [&] {
    for (int i = 0; i < 1000; ++i) std::this_thread::yield();
    isDestroyed = true;
  };
  publish({"a1"});
  begun.wait();
  use(std::make_shared<HandSink>());
  old.reset();
  EXPECT_TRUE(dispatcher.stop(Clock::time_point::max()));
  EXPECT_TRUE(isDestroyed) << "no thread may use the process any longer";
}

/// Ends an attempt in the moment in which it is logged that its call hangs.
class LateHost final : public RecordingHost {
 public:
  void log(Level level, std::string_view text) override {
    RecordingHost::log(level, text);
    if (!late || !text.starts_with("hangs: ")) return;
    watchdog = std::this_thread::get_id();
    std::exchange(late, {})->operator()({});
    for (int i = 0; i < 100; ++i) std::this_thread::yield();
  }

  std::optional<Completion> late{};
  std::atomic<std::thread::id> watchdog{};
};

TEST_F(AsyncTest, the_watchdog_never_destroys_a_sink) {
  std::latch destroyed(1);
  std::atomic<std::thread::id> destroyedBy{};
  const auto lateHost = std::make_shared<LateHost>();
  auto old = std::make_shared<HandSink>();
  old->onEnd = [&] {
    destroyedBy = std::this_thread::get_id();
    destroyed.count_down();
  };
  auto setup = setupOf(old);
  setup.host = lateHost;
  setup.timeout = 10s;
  dispatcher.set(std::move(setup));
  publish({"a1"});
  old->calls.await(1);
  use(std::make_shared<HandSink>());
  lateHost->late = old->take("a1");
  old.reset();
  passWait(15s, 15s);
  destroyed.wait();
  EXPECT_NE(destroyedBy.load(), lateHost->watchdog.load()) << "it holds the lock of the lane";
}

TEST_F(AsyncTest, an_end_after_the_end_of_the_lane_does_nothing_and_destroys_the_sink_elsewhere) {
  std::atomic<std::thread::id> destroyedBy{};
  auto sink = use(std::make_shared<HandSink>());
  sink->onEnd = [&] { destroyedBy = std::this_thread::get_id(); };
  publish({"a1"});
  sink->calls.await(1);
  EXPECT_FALSE(dispatcher.stop(time.now()));
  EXPECT_EQ(hangingCalls(), 1);
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a1"));
  const auto late = sink->take("a1");
  sink.reset();
  EXPECT_EQ(destroyedBy.load(), std::thread::id()) << "the call may still use it";
  late({});
  awaitReturn();
  EXPECT_NE(destroyedBy.load(), std::thread::id());
  EXPECT_NE(destroyedBy.load(), std::this_thread::get_id());
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a1"));
}

TEST_F(AsyncTest, an_old_instance_is_not_destroyed_on_the_thread_that_ends_its_last_attempt) {
  std::latch destroyed(1);
  std::atomic<std::thread::id> destroyedBy{};
  auto old = use(std::make_shared<HandSink>());
  old->onEnd = [&] {
    destroyedBy = std::this_thread::get_id();
    destroyed.count_down();
  };
  publish({"a1", "a2"});
  old->calls.await(1);
  const auto next = use(std::make_shared<HandSink>());
  const auto last = old->take("a1");
  old.reset();
  last({});
  destroyed.wait();
  EXPECT_NE(destroyedBy.load(), std::this_thread::get_id());
  next->calls.await(1);
  EXPECT_NE(next->threads().front(), std::this_thread::get_id()) << "the thread is one of the old instance";
  next->endAll();
  finish();
}

TEST_F(AsyncTest, a_stop_ends_five_hundred) {
  std::vector<std::unique_ptr<std::stop_callback<std::function<void()>>>> asked;
  const auto giving = use(std::make_shared<HandSink>([&](HandSink& own, const Attempt& attempt) {
                            asked.push_back(std::make_unique<std::stop_callback<std::function<void()>>>(
                                attempt.stop, [&own, id = attempt.event.id] { own.end(id, retry(0)); }));
                          }),
                          500);
  publishMany(600);
  giving->calls.await(500);
  EXPECT_TRUE(dispatcher.stop(Clock::time_point::max()));
  EXPECT_EQ(hangingCalls(), 0);
  EXPECT_THAT(giving->calls.all(), SizeIs(500)) << "no other begins";
  EXPECT_THAT(waitingIds(outbox), SizeIs(600));
}

TEST_F(AsyncTest, a_stop_leaves_behind_those_that_do_not_end) {
  const auto sink = use(std::make_shared<HandSink>(), 500);
  publishMany(500);
  sink->calls.await(500);
  EXPECT_FALSE(dispatcher.stop(time.now()));
  EXPECT_EQ(hangingCalls(), 500);
  EXPECT_THAT(waitingIds(outbox), SizeIs(500));
  sink->endAll();
  awaitReturn();
}

TEST_F(AsyncTest, ends_on_many_threads_keep_the_order_of_each_device) {
  constexpr int kDevices = 20, kEach = 100;
  const auto sink = use(std::make_shared<HandSink>(), 8);
  std::vector<std::jthread> enders;
  for (int i = 0; i < 3; ++i) {
    enders.emplace_back([&](const std::stop_token& stop) {
      while (!stop.stop_requested()) sink->endAll();
    });
  }
  for (int number = 1; number <= kEach; ++number) {
    std::vector<Delivery> deliveries;
    for (int device = 0; device < kDevices; ++device) {
      auto event = std::make_shared<Event>();
      event->device = std::to_string(device);
      event->id = event->device + "-" + std::to_string(number);
      event->subject = std::to_string(number);
      deliveries.push_back({.sink = "slack", .event = std::move(event), .accepted = time.now()});
    }
    outbox.store(deliveries);
    dispatcher.wake({"slack"});
  }
  finish();
  std::map<std::string, int> last;
  for (const auto& [device, number] : sink->order()) EXPECT_EQ(std::stoi(number), ++last[device]) << device;
  EXPECT_EQ(status().delivered, std::uint64_t{kDevices} * kEach);
}

TEST_F(AsyncTest, a_retry_that_ends_on_a_thread_of_the_sink_is_made_in_time) {
  const auto sink = use(std::make_shared<HandSink>());
  publish({"a1"});
  sink->calls.await(1);
  sink->end("a1", retry(503));
  passWait(500ms, 1s);
  sink->calls.await(2);
  sink->endAll();
  finish();
}

TEST_F(AsyncTest, a_thread_of_the_sink_never_waits_for_the_disk) {
  SlowOutbox slow;
  Dispatcher other(slow, time);
  const auto sink = std::make_shared<HandSink>();
  other.set(setupOf(sink));
  const auto store = [&](const char* id) {
    std::vector<Delivery> deliveries{makeDelivery(id)};
    deliveries.back().accepted = time.now();
    slow.store(deliveries, true, {});
    other.wake({"slack"});
  };
  store("a1");
  sink->calls.await(1);
  slow.hang("slack");
  store("a2");
  sink->end("a1");
  slow.awaitBlocked();
  slow.release();
  sink->calls.await(2);
  sink->endAll();
  EXPECT_TRUE(other.finish(Clock::time_point::max()));
}

TEST_F(AsyncTest, a_trial_waits_for_its_end) {
  const auto sink = use(std::make_shared<HandSink>([](HandSink& own, const Attempt& attempt) {
    if (attempt.event.id == "t1") own.end("t1", {.reason = "tried"});
  }));
  const auto outcome =
      dispatcher.tryOut("slack", [](const SinkSetup& setup, Clock::time_point deadline, const std::stop_token&) {
        return setup.sink->deliver({.event = *makeDelivery("t1").event, .deadline = deadline});
      });
  EXPECT_EQ(outcome.reason, "tried");
  EXPECT_EQ(status().delivered, 0u);
}

}  // namespace
}  // namespace herald::core
