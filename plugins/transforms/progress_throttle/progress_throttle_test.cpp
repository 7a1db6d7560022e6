// SPDX-License-Identifier: Apache-2.0
#include "progress_throttle.h"

#include <gmock/gmock.h>

#include <set>

#include "herald/json.h"
#include "herald/testing/contract.h"

namespace herald::progress_throttle {
namespace {

HERALD_PLUGIN_CONTRACT(ProgressThrottle, {{"every", "10%"}})

using test::applied;
using test::progress;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<int> milestones(const std::vector<Event>& events) {
  std::vector<int> all;
  for (const Event& event : events)
    all.push_back(std::stoi(std::string(jsonAt(event.context, "percentCompleteMilestone"))));
  return all;
}

class ProgressThrottleTest : public ::testing::Test {
 protected:
  std::unique_ptr<ProgressThrottle> make(Settings::Values values) {
    auto made = std::make_unique<ProgressThrottle>();
    made->configure(test::settingsFor(*made, std::move(values)), host_);
    return made;
  }

  test::FakeHost host_;
};

TEST_F(ProgressThrottleTest, PassesOnlyMilestones) {
  const auto throttle = make({{"every", "25"}});
  std::vector<int> passed;
  for (int percent = 0; percent <= 100; ++percent)
    for (const int milestone : milestones(applied(*throttle, progress(percent)))) passed.push_back(milestone);
  EXPECT_THAT(passed, ElementsAre(25, 50, 75));
}

TEST_F(ProgressThrottleTest, PassesTheNewestOfSeveralMilestonesOrEach) {
  const auto newest = make({{"every", "10%"}});
  applied(*newest, progress(5));
  EXPECT_THAT(milestones(applied(*newest, progress(37))), ElementsAre(30));

  const auto each = make({{"every", "10%"}, {"missed", "each"}});
  applied(*each, progress(5, "another job"));
  const std::vector<Event> passed = applied(*each, progress(37, "another job"));
  EXPECT_THAT(milestones(passed), ElementsAre(10, 20, 30));
  EXPECT_EQ(passed.front().payload, R"({"progress":37})");
}

TEST_F(ProgressThrottleTest, KeepsDevicesApart) {
  const auto throttle = make({{"every", "50"}});
  Event other = progress(1);
  other.device = "prusa";
  applied(*throttle, progress(1));
  applied(*throttle, other);
  EXPECT_THAT(milestones(applied(*throttle, progress(60))), ElementsAre(50));
  other.payload = R"({"progress":49})";
  EXPECT_THAT(applied(*throttle, other), IsEmpty());
  other.payload = R"({"progress":50})";
  EXPECT_THAT(milestones(applied(*throttle, other)), ElementsAre(50));
}

TEST_F(ProgressThrottleTest, GivesOtherEventsTheLastMilestoneOfTheirJob) {
  const auto throttle = make({{"every", "10"}});
  EXPECT_THAT(milestones(applied(*throttle, test::event("PrintStarted"))), ElementsAre(0));
  applied(*throttle, progress(1));
  applied(*throttle, progress(42));
  EXPECT_THAT(milestones(applied(*throttle, test::event("PrintPaused"))), ElementsAre(40));
  Event next = test::event("PrintStarted");
  next.subject = "another job";
  EXPECT_THAT(milestones(applied(*throttle, next)), ElementsAre(0));
}

TEST_F(ProgressThrottleTest, CountsFromThePercentOfAnotherEvent) {
  const auto throttle = make({{"every", "10"}});
  applied(*throttle, test::event("PrintStarted", "{}", R"({"progress":{"completion":0.0}})"));
  EXPECT_THAT(milestones(applied(*throttle, progress(12))), ElementsAre(10));
}

TEST_F(ProgressThrottleTest, PassesAnEventWithAMilestoneUnchanged) {
  const auto throttle = make({{"every", "10"}});
  Event event = progress(14);
  event.context = R"({"percentCompleteMilestone":50})";
  const std::vector<Event> passed = applied(*throttle, event);
  ASSERT_EQ(passed.size(), 1u);
  EXPECT_EQ(passed.front().context, event.context);
}

TEST_F(ProgressThrottleTest, HoldsBackProgressWithoutAPercent) {
  const auto throttle = make({{"every", "10"}});
  Event event = progress(10);
  event.payload = "{}";
  EXPECT_THAT(applied(*throttle, event), IsEmpty());
}

TEST_F(ProgressThrottleTest, RepeatsNoMilestoneAfterARestart) {
  const auto before = make({{"every", "50"}});
  applied(*before, progress(1));
  applied(*before, progress(50));
  const auto after = make({{"every", "50"}});
  EXPECT_THAT(applied(*after, progress(50)), IsEmpty());
  EXPECT_THAT(milestones(applied(*after, test::event("PrintPaused"))), ElementsAre(50));
}

TEST_F(ProgressThrottleTest, MissesNoMilestoneThatWasReachedDuringARestart) {
  applied(*make({{"every", "50"}}), progress(37));
  EXPECT_THAT(milestones(applied(*make({{"every", "50"}}), progress(51))), ElementsAre(50));
}

Event layer(int number, const std::string& subject = "a") {
  Event event =
      test::event("PrintLayer", R"({"layer":)" + std::to_string(number) + "}", R"({"progress":{"completion":50.0}})");
  event.category = Category::Progress;
  event.subject = subject;
  return event;
}

std::vector<int> layersThatPass(ProgressThrottle& throttle, const std::vector<int>& layers, const std::string& job) {
  std::vector<int> passed;
  for (const int number : layers)
    for (const Event& event : applied(throttle, layer(number, job)))
      passed.push_back(std::stoi(std::string(jsonAt(event.payload, "layer"))));
  return passed;
}

TEST_F(ProgressThrottleTest, PassesEverySoManyLayersOncePerPrint) {
  const auto throttle = make({{"layers", "10"}});
  std::vector<int> all;
  for (int number = 1; number <= 35; ++number) all.push_back(number);
  EXPECT_THAT(layersThatPass(*throttle, all, "a"), ElementsAre(10, 20, 30));
  EXPECT_THAT(layersThatPass(*throttle, {1, 9, 12, 12, 11, 41}, "b"), ElementsAre(12, 41)) << "a jump";
  EXPECT_THAT(layersThatPass(*throttle, {57, 60}, "c"), ElementsAre(60)) << "first seen in mid-print";
}

TEST_F(ProgressThrottleTest, RepeatsNoLayerAfterARestart) {
  layersThatPass(*make({{"layers", "10"}}), {1, 10}, "a");
  EXPECT_THAT(layersThatPass(*make({{"layers", "10"}}), {10, 11, 20}, "a"), ElementsAre(20));
}

TEST_F(ProgressThrottleTest, KeepsLayersAndPercentsApart) {
  const auto both = make({{"every", "10%"}, {"layers", "5"}});
  applied(*both, progress(1, "a"));
  EXPECT_THAT(layersThatPass(*both, {1, 5}, "a"), ElementsAre(5)) << "its 50 percent are no milestone";
  EXPECT_THAT(milestones(applied(*both, progress(50, "a"))), ElementsAre(50));
  EXPECT_THAT(milestones(applied(*both, layer(10, "a"))), ElementsAre(50)) << "the last milestone of the job";

  const auto percents = make({{"every", "10%"}});
  EXPECT_THAT(layersThatPass(*percents, {1, 2, 3}, "d"), ElementsAre(1, 2, 3));
  const auto layers = make({{"layers", "5"}});
  EXPECT_THAT(applied(*layers, progress(13)), ::testing::SizeIs(1));
}

TEST_F(ProgressThrottleTest, HoldsBackALayerWithoutANumber) {
  const auto throttle = make({{"layers", "1"}});
  for (const char* payload : {"{}", R"({"layer":null})", R"({"layer":"3"})", R"({"layer":0})", R"({"layer":-4})"}) {
    Event event = layer(1);
    event.payload = payload;
    EXPECT_THAT(applied(*throttle, event), IsEmpty()) << payload;
  }
  Event huge = layer(1);
  huge.payload = R"({"layer":1e300})";
  EXPECT_THAT(applied(*throttle, huge), ::testing::SizeIs(1));
}

std::vector<std::string> ids(const std::vector<Event>& events) {
  std::vector<std::string> all;
  for (const Event& event : events) all.push_back(event.id);
  return all;
}

Event progressOfItsOwn(int percent, const std::string& subject = "a") {
  Event event = progress(percent, subject);
  event.id = subject + " at " + std::to_string(percent);
  return event;
}

/// Each instance with a host of its own stands for a machine.
TEST_F(ProgressThrottleTest, TheSameMilestoneHasTheSameIdOnEveryMachine) {
  test::FakeHost other;
  ProgressThrottle there;
  there.configure(test::settingsFor(there, {{"every", "10%"}, {"layers", "10"}, {"shared", "true"}}), other);
  const auto here = make({{"every", "10%"}, {"layers", "10"}, {"shared", "true"}});
  applied(*here, progressOfItsOwn(1));
  applied(there, progressOfItsOwn(8));
  const auto first = ids(applied(*here, progressOfItsOwn(10))), second = ids(applied(there, progressOfItsOwn(12)));
  ASSERT_THAT(first, ::testing::SizeIs(1));
  EXPECT_EQ(first, second);
  EXPECT_NE(ids(applied(*here, progressOfItsOwn(20))), first);
  EXPECT_NE(ids(applied(*here, progressOfItsOwn(10, "b"))), first);
  EXPECT_EQ(ids(applied(*here, layer(10))), ids(applied(there, layer(11))));
  Event elsewhere = progressOfItsOwn(10);
  elsewhere.device = "another printer";
  EXPECT_NE(ids(applied(*here, elsewhere)), first);
}

TEST_F(ProgressThrottleTest, AMachineThatSeesASharedJobLateReportsTheMilestoneBefore) {
  const auto newest = make({{"every", "10%"}, {"layers", "10"}, {"shared", "true"}});
  EXPECT_THAT(milestones(applied(*newest, progressOfItsOwn(37))), ElementsAre(30));
  EXPECT_THAT(layersThatPass(*newest, {37, 38, 40}, "a"), ElementsAre(37, 40));
  const auto each = make({{"every", "10%"}, {"missed", "each"}, {"shared", "true"}});
  const auto passed = applied(*each, progressOfItsOwn(37, "b"));
  EXPECT_THAT(milestones(passed), ElementsAre(10, 20, 30));
  const auto all = ids(passed);
  EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), 3u);
}

TEST_F(ProgressThrottleTest, AMilestoneKeepsTheIdOfItsEventIfNothingIsShared) {
  const auto alone = make({{"every", "10%"}});
  EXPECT_THAT(ids(applied(*alone, progressOfItsOwn(10))), ElementsAre("a at 10"));
  const auto shared = make({{"every", "10%"}, {"shared", "true"}});
  Event nameless = progressOfItsOwn(10);
  nameless.subject.clear();
  EXPECT_THAT(ids(applied(*shared, nameless)), ElementsAre("a at 10"));
}

TEST_F(ProgressThrottleTest, NeedsOneOfItsTwoOptions) {
  EXPECT_THROW(make({}), BadSettings);
  EXPECT_NO_THROW(make({{"layers", "3"}}));
  EXPECT_THROW(make({{"layers", "3"}, {"every", "ten"}}), BadSettings);
}

TEST_F(ProgressThrottleTest, AcceptsWholePercentsFrom1To99) {
  for (const char* good : {"1", "99%", "10"}) EXPECT_NO_THROW(make({{"every", good}})) << good;
  for (const char* bad : {"0", "100", "-5", "2.5", "ten", "%", "10 %%"}) {
    try {
      make({{"every", bad}});
      ADD_FAILURE() << "accepted " << bad;
    } catch (const BadSettings& error) {
      EXPECT_EQ(error.problems().front().option, "every");
    }
  }
}

}  // namespace
}  // namespace herald::progress_throttle
