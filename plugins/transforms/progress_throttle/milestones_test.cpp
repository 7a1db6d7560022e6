// SPDX-License-Identifier: Apache-2.0
#include "milestones.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "herald/testing/builders.h"

namespace herald::progress_throttle {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(PercentOf, ReadsThePayloadAndThenTheContext) {
  struct {
    const char *payload, *context;
    std::optional<int> expected;
  } const kCases[] = {
      {R"({"progress":37})", "{}", 37},
      {R"({"progress":37.99})", R"({"progress":{"completion":5}})", 37},
      {"{}", R"({"progress":{"completion":14.496}})", 14},
      {R"({"progress":125.0})", "{}", 100},
      {R"({"progress":0})", "{}", 0},
      {R"({"progress":null})", R"({"progress":{"completion":8}})", 8},
      {R"({"progress":-100})", "{}", std::nullopt},
      {R"({"progress":"37"})", "{}", std::nullopt},
      {"{}", R"({"progress":{"completion":null}})", std::nullopt},
      {"{}", "{}", std::nullopt},
  };
  for (const auto& given : kCases) EXPECT_EQ(percentOf(test::event("E", given.payload, given.context)), given.expected);
}

TEST(Job, ReachesEachMilestoneOnce) {
  Job job;
  EXPECT_THAT(job.reach("a", 1, 10).milestones, IsEmpty());
  EXPECT_THAT(job.reach("a", 10, 10).milestones, ElementsAre(10));
  EXPECT_THAT(job.reach("a", 10, 10).milestones, IsEmpty());
  EXPECT_THAT(job.reach("a", 35, 10).milestones, ElementsAre(20, 30));
  EXPECT_THAT(job.reach("a", 12, 10).milestones, IsEmpty());
  EXPECT_THAT(job.reach("a", 30, 10).milestones, IsEmpty());
  EXPECT_THAT(job.reach("a", 100, 10).milestones, ElementsAre(40, 50, 60, 70, 80, 90));
}

TEST(Job, SkipsMilestonesBeforeItIsFirstSeen) {
  EXPECT_THAT(Job().reach("a", 37, 10).milestones, IsEmpty());
  EXPECT_THAT(Job().reach("a", 50, 50).milestones, ElementsAre(50));
  EXPECT_THAT(Job().reach("a", 1, 1).milestones, ElementsAre(1));
  Job seen;
  EXPECT_TRUE(seen.start("a", 0));
  EXPECT_FALSE(seen.start("a", 70));
  EXPECT_THAT(seen.reach("a", 12, 10).milestones, ElementsAre(10));
}

TEST(Job, StartsAgainWithAnotherSubjectAtZeroAndAfterHundred) {
  Job job;
  job.reach("a", 60, 50);
  EXPECT_TRUE(job.reach("b", 2, 50).newJob);
  EXPECT_THAT(job.reach("b", 55, 50).milestones, ElementsAre(50));
  EXPECT_TRUE(job.reach("b", 0, 50).newJob);
  EXPECT_THAT(job.reach("b", 55, 50).milestones, ElementsAre(50));
  job.reach("b", 100, 50);
  EXPECT_TRUE(job.reach("b", 3, 50).newJob);
  EXPECT_THAT(job.reach("b", 55, 50).milestones, ElementsAre(50));
}

TEST(Job, KnowsItsLastMilestone) {
  Job job;
  EXPECT_EQ(job.milestone("a"), 0);
  job.reach("a", 1, 10);
  job.reach("a", 25, 10);
  EXPECT_EQ(job.milestone("a"), 20);
  EXPECT_EQ(job.milestone(""), 20);
  EXPECT_EQ(job.milestone("b"), 0);
}

TEST(Job, ContinuesFromItsText) {
  Job job;
  job.reach("a \"quoted\" job", 1, 10);
  job.reach("a \"quoted\" job", 25, 10);
  Job restarted = Job::parse(job.text());
  EXPECT_EQ(restarted.milestone("a \"quoted\" job"), 20);
  EXPECT_THAT(restarted.reach("a \"quoted\" job", 31, 10).milestones, ElementsAre(30));
  EXPECT_THAT(Job::parse("no JSON").reach("a", 31, 10).milestones, IsEmpty());
}

RC_GTEST_PROP(Job, NeverGoesBackWithinAPrint, ()) {
  const int every = *rc::gen::inRange(1, 100);
  const auto percents = *rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 100));
  Job job;
  int last = 0;
  for (const int percent : percents)
    for (const int milestone : job.reach("a", percent, every).milestones) {
      RC_ASSERT(milestone > last);
      RC_ASSERT(milestone <= percent);
      RC_ASSERT(milestone % every == 0);
      last = milestone;
    }
}

}  // namespace
}  // namespace herald::progress_throttle
