// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/overview/history_recorder.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "engine/outbox/kinds/memory_outbox.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;

TEST(HistoryRecorderTest, counts_at_the_end_of_each_step_and_survives_a_restart) {
  MemoryOutbox outbox;
  FakeTime time;
  time.setWallClock(History::Time(1700049600s + 100s));
  History::Totals totals{.events = 3};
  {
    HistoryRecorder recorder(outbox, time, [&] { return totals; });
    EXPECT_EQ(recorder.tick(), time.now() + 200s);
    totals.events = 8;
    time.advance(200s);
    EXPECT_EQ(recorder.tick(), time.now() + 300s);
    const auto points = recorder.points(1);
    EXPECT_EQ(points[10].step.events, 8u) << "it belongs to the step that has ended";
    EXPECT_EQ(points[11].step.events, 0u);
    totals.events = 9;
    time.advance(2s);
    EXPECT_EQ(recorder.points(1)[11].step.events, 1u) << "a question counts too";
  }
  totals = {};
  HistoryRecorder next(outbox, time, [&] { return totals; });
  EXPECT_EQ(next.points(1)[10].step.events, 8u);
  EXPECT_EQ(next.points(1)[11].step.events, 1u);
}

TEST(HistoryRecorderTest, many_questions_at_a_time_count_each_event_once) {
  constexpr std::uint64_t kQuestions = 2000;
  MemoryOutbox outbox;
  FakeTime time;
  std::atomic<std::uint64_t> events = 0;
  HistoryRecorder recorder(outbox, time, [&] { return History::Totals{.events = ++events}; });
  std::vector<std::thread> pages;
  for (int page = 0; page < 4; ++page) {
    pages.emplace_back([&] {
      for (std::uint64_t i = 0; i < kQuestions; ++i) recorder.points(1);
    });
  }
  for (auto& page : pages) page.join();
  std::uint64_t sum = 0;
  for (const auto& point : recorder.points(24)) sum += point.step.events;
  EXPECT_EQ(sum, 4 * kQuestions + 1);
}

}  // namespace
}  // namespace herald::core
