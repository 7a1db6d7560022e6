// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/deliveries/jobs.h"

#include <gmock/gmock.h>

#include <latch>
#include <stdexcept>

#include "herald/json.h"
#include "heraldd/api/operations/api_problem.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(JobsTest, does_a_job_in_parts_and_says_how_far_it_is) {
  std::vector<std::size_t> heard;
  std::latch ended(1);
  Jobs jobs([&](const JobState& job) {
    heard.push_back(job.done);
    if (job.ended) ended.count_down();
  });
  const auto job = jobs.start("replay", {.what = "replay", .total = 5}, [](JobState& state) {
    state.done += 2;
    if (state.done == 4) state.fail("its sink is full", 1);
    return state.done < 6;
  });
  ended.wait();
  EXPECT_THAT(heard, ElementsAre(2, 4, 6));
  const auto state = jobs.find(job.id);
  ASSERT_TRUE(state);
  EXPECT_TRUE(state->ended);
  EXPECT_THAT(state->failures, ElementsAre(Pair("its sink is full", 1)));
  const auto json = toJson(*state);
  EXPECT_EQ(jsonAt(json, "failures.0.count"), "1");
  EXPECT_EQ(jobs.find("none"), std::nullopt);
}

TEST(JobsTest, an_equal_job_that_runs_is_the_same_one) {
  std::latch mayEnd(1), ended(2);
  Jobs jobs([&](const JobState& job) {
    if (job.ended) ended.count_down();
  });
  const auto waits = [&](JobState&) {
    mayEnd.wait();
    return false;
  };
  const auto first = jobs.start("a", {}, waits);
  EXPECT_EQ(jobs.start("a", {}, waits).id, first.id);
  EXPECT_NE(jobs.start("b", {}, waits).id, first.id);
  mayEnd.count_down();
  ended.wait();
  EXPECT_NE(jobs.start("a", {}, [](JobState&) { return false; }).id, first.id) << "the first one has ended";
}

TEST(JobsTest, a_part_that_throws_ends_the_job_with_the_reason) {
  std::latch ended(1);
  Jobs jobs([&](const JobState&) { ended.count_down(); });
  const auto job =
      jobs.start("a", {.total = 3, .done = 1}, [](JobState&) -> bool { throw std::runtime_error("no disk"); });
  ended.wait();
  EXPECT_THAT(jobs.find(job.id)->failures, ElementsAre(Pair("no disk", 2)));
}

TEST(JobsTest, takes_only_so_many_and_ends_between_two_parts) {
  std::latch begun(1);
  {
    Jobs jobs([](const JobState&) {});
    jobs.start("endless", {}, [&](JobState& state) {
      if (state.done++ == 0) begun.count_down();
      return true;
    });
    begun.wait();
    for (std::size_t i = 1; i < Jobs::kMostOpen; ++i)
      jobs.start(std::to_string(i), {}, [](JobState&) { return false; });
    EXPECT_THROW(jobs.start("one more", {}, [](JobState&) { return false; }), ApiProblem);
  }
}

}  // namespace
}  // namespace herald::core
