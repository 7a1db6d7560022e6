// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/overview/history.h"

#include <gtest/gtest.h>

namespace herald::core {
namespace {

using namespace std::chrono_literals;

constexpr History::Time kNoon{1700049600s};  // a multiple of five minutes

TEST(HistoryTest, counts_what_came_in_each_step) {
  History history;
  history.add(kNoon + 10s, {.events = 3, .sinks = {{"slack", {.delivered = 2, .failed = 1}}}});
  history.add(kNoon + 290s, {.events = 4, .sinks = {{"slack", {.delivered = 3, .failed = 1}}}});
  history.add(kNoon + 301s, {.events = 9, .sinks = {{"slack", {.delivered = 3, .failed = 6}}}});
  const auto points = history.points(kNoon + 301s, 24);
  ASSERT_EQ(points.size(), History::kSteps);
  EXPECT_EQ(points.back().begin, kNoon + 300s);
  EXPECT_EQ(points.back().step.events, 5u);
  EXPECT_EQ(points.back().step.failed, 5u);
  EXPECT_EQ(points[History::kSteps - 2].step.delivered, 3u);
  EXPECT_EQ(points[History::kSteps - 3].step.events, 0u) << "there was nothing";
  EXPECT_EQ(history.points(kNoon, 1).size(), 12u);
}

TEST(HistoryTest, a_sink_that_is_new_or_gone_spoils_no_count) {
  History history;
  history.add(kNoon, {.events = 5, .sinks = {{"slack", {.delivered = 5}}, {"mail", {.delivered = 2}}}});
  history.add(kNoon + 1s, {.events = 5, .sinks = {{"slack", {.delivered = 5}}}});
  history.add(kNoon + 2s, {.events = 5, .sinks = {{"slack", {.delivered = 5}}, {"mail", {.delivered = 1}}}});
  EXPECT_EQ(history.points(kNoon, 1).back().step.delivered, 8u);
}

TEST(HistoryTest, survives_as_text_and_forgets_after_a_day) {
  History history;
  history.add(kNoon, {.events = 7});
  History next(history.text());
  EXPECT_EQ(next.points(kNoon, 24).back().step.events, 7u);
  next.add(kNoon + 24h, {.events = 1});
  EXPECT_EQ(next.text(), "[[1700136000,1,0,0]]");
  EXPECT_EQ(History("no JSON").text(), "[]");
  EXPECT_EQ(History("[[1],[2,3,4,5,6],null]").text(), "[]");
}

}  // namespace
}  // namespace herald::core
