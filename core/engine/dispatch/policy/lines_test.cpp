// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/policy/lines.h"

#include <gmock/gmock.h>

#include "engine/dispatch/testing/outbox_requests.h"
#include "engine/dispatch/testing/scripted_sink.h"
#include "engine/dispatch/testing/times.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

constexpr std::chrono::system_clock::time_point kWall{5s};
constexpr auto kNoLast = std::numeric_limits<std::uint64_t>::max();

// ---- turns

class LinesTest : public ::testing::Test {
 protected:
  void store(const std::string& id, Category category = Category::Lifecycle) {
    std::vector<Delivery> deliveries{makeDelivery(id, "slack", category)};
    outbox.store(deliveries);
  }

  std::string finishNext() {
    auto* line = lines.next(kNow);
    if (!line) return "";
    const auto delivery = line->head();
    outbox.delivered(delivery);
    lines.done(*line);
    readOn();
    return delivery.event->id;
  }

  std::vector<std::string> finishAll() {
    std::vector<std::string> order;
    for (auto id = finishNext(); !id.empty(); id = finishNext()) order.push_back(id);
    return order;
  }

  /// Takes in only what the lines want, nothing that is new.
  void readOn() {
    while (const auto request = intake.request(false, kNow)) {
      intake.answer(*request, perform(*request, "slack", outbox, kNow, {}), kNoLast, kNow);
    }
  }

  void wakeAndRead() {
    intake.wake();
    answerRequests(intake, outbox, kNow);
  }

  MemoryOutbox outbox{100000};
  Lines lines{"slack", RetryPolicy{}};
  Intake intake{lines};
};

TEST_F(LinesTest, take_turns_and_keep_their_own_order) {
  for (const auto* id : {"a1", "a2", "a3", "b1", "b2"}) store(id);
  wakeAndRead();
  std::vector<std::string> order;
  for (int i = 0; i < 5; ++i) order.push_back(finishNext());
  EXPECT_THAT(order, ElementsAre("a1", "b1", "a2", "b2", "a3"));
  EXPECT_EQ(lines.due(), Clock::time_point::max());
}

TEST_F(LinesTest, a_line_whose_head_is_attempted_is_nobody_elses) {
  store("a1");
  store("a2");
  wakeAndRead();
  auto* line = lines.next(kNow);
  ASSERT_NE(line, nullptr);
  EXPECT_EQ(lines.next(kNow), nullptr);
  lines.again(*line, {});
  EXPECT_EQ(lines.next(kNow)->head().event->id, "a1");
}

TEST_F(LinesTest, a_line_that_waits_holds_up_no_other) {
  store("a1");
  store("b1");
  wakeAndRead();
  auto* line = lines.next(kNow);
  const auto wait = lines.later(*line, {}, kNow);
  EXPECT_EQ(line->head().attempts, 1);
  EXPECT_EQ(finishNext(), "b1");
  EXPECT_EQ(lines.due(), kNow + wait);
  EXPECT_EQ(lines.next(kNow + wait - 1ms), nullptr);
  EXPECT_EQ(lines.next(kNow + wait), line);
  lines.later(*line, {}, kNow);
  lines.releaseAll();
  EXPECT_EQ(lines.next(kNow), line);
}

TEST_F(LinesTest, what_has_ended_elsewhere_costs_a_line_no_turn) {
  for (const auto* id : {"a1", "a2", "a3"}) store(id);
  store("b1");
  wakeAndRead();
  outbox.purge("slack");
  store("a4");
  store("b2");
  wakeAndRead();
  auto* line = lines.next(kNow);
  ASSERT_EQ(line->head().event->id, "a1") << "it has been in memory from the start";
  lines.skip(*line);
  readOn();
  EXPECT_EQ(finishNext(), "a4");
}

// ---- urgency

TEST_F(LinesTest, urgent_ones_go_first_then_others_then_progress) {
  store("p1", Category::Progress);
  store("o1", Category::Other);
  store("q1", Category::Progress);
  store("e1", Category::Error);
  store("l1", Category::Lifecycle);
  wakeAndRead();
  EXPECT_THAT(finishAll(), ElementsAre("e1", "l1", "o1", "p1", "q1"));
}

TEST_F(LinesTest, an_urgent_one_takes_what_waits_before_it_along_and_stays_behind_it) {
  store("a1", Category::Progress);
  store("b1", Category::Progress);
  store("b2", Category::Lifecycle);
  store("b3", Category::Progress);
  store("a2", Category::Progress);
  wakeAndRead();
  EXPECT_THAT(finishAll(), ElementsAre("b1", "b2", "a1", "b3", "a2"));
}

TEST_F(LinesTest, a_line_that_waits_already_becomes_urgent) {
  store("a1", Category::Progress);
  store("b1", Category::Progress);
  wakeAndRead();
  EXPECT_EQ(lines.urgency(kNow), Urgency::Latest);
  store("b2", Category::Error);
  wakeAndRead();
  EXPECT_EQ(lines.urgency(kNow), Urgency::Urgent);
  EXPECT_THAT(finishAll(), ElementsAre("b1", "b2", "a1"));
  EXPECT_EQ(lines.urgency(kNow), std::nullopt);
}

TEST_F(LinesTest, a_flood_of_urgent_ones_stops_no_other_device) {
  store("b1", Category::Progress);
  for (int i = 1; i <= 20; ++i) store("a" + std::to_string(i), Category::Error);
  wakeAndRead();
  const auto order = finishAll();
  ASSERT_EQ(order.size(), 21u);
  EXPECT_EQ(order[9], "b1");
}

TEST_F(LinesTest, probes_are_for_one_device_after_the_other_however_urgent) {
  store("a1", Category::Error);
  store("b1", Category::Progress);
  wakeAndRead();
  lines.setStanding(false, false);
  lines.again(*lines.next(kNow), {});
  EXPECT_EQ(lines.next(kNow)->head().event->id, "b1");
}

TEST_F(LinesTest, a_long_line_hides_no_other_and_loses_nothing) {
  constexpr int kMany = 1000;
  for (int i = 1; i <= kMany; ++i) store("a" + std::to_string(i));
  store("b1");
  wakeAndRead();
  auto* blocked = lines.next(kNow);
  EXPECT_EQ(finishNext(), "b1");
  lines.again(*blocked, {});
  for (int i = 1; i <= kMany; ++i) {
    ASSERT_EQ(finishNext(), "a" + std::to_string(i));
    if (i == 500) store("a1001");
  }
  EXPECT_EQ(finishNext(), "") << "nobody has said yet that there is something new";
  wakeAndRead();
  EXPECT_EQ(finishNext(), "a1001");
  EXPECT_EQ(finishNext(), "");
}

TEST_F(LinesTest, a_long_line_mixed_with_others_is_read_on_in_order) {
  for (int i = 1; i <= 300; ++i) {
    store("a" + std::to_string(i));
    store("b" + std::to_string(i));
  }
  wakeAndRead();
  std::map<char, int> last;
  for (int i = 0; i < 600; ++i) {
    const auto id = finishNext();
    ASSERT_FALSE(id.empty());
    ASSERT_EQ(std::stoi(id.substr(1)), ++last[id[0]]);
  }
}

class LinesEndTest : public ::testing::Test {
 protected:
  void store(const std::string& id, Category category, const std::string& subject = "benchy",
             const std::string& type = "PrintProgress") {
    auto event = std::make_shared<Event>();
    event->id = id;
    event->type = type;
    event->category = category;
    event->device = id.substr(0, 1);
    event->subject = subject;
    std::vector<Delivery> deliveries{{.sink = "slack", .event = std::move(event), .accepted = now}};
    outbox.store(deliveries);
    intake.wake();
    endAt(now);
  }
  void storeProgress(std::initializer_list<const char*> ids) {
    for (const auto* id : ids) store(id, Category::Progress);
  }

  void setHealthy(bool healthy) {
    lines.setStanding(healthy, false);
    endAt(now);
  }

  void setSlowed(bool slowed) {
    lines.setStanding(true, slowed);
    endAt(now);
  }

  /// Takes in what is new and ends what has to end.
  ExpiredCounts endAt(Clock::time_point time) { return answerRequests(intake, outbox, time, kWall); }

  std::uint64_t discarded(const std::string& reason) {
    const auto dropped = outbox.counts("slack").dropped;
    const auto found = dropped.find(reason);
    return found == dropped.end() ? 0 : found->second;
  }

  Clock::time_point now = kNow;
  MemoryOutbox outbox{100000};
  Lines lines{"slack", RetryPolicy{.ages = {.lifecycle = 24h, .error = 24h, .progress = 10min, .other = 1h}}};
  Intake intake{lines};
};

// ---- replacement

TEST_F(LinesEndTest, behind_a_healthy_sink_every_milestone_goes_out) {
  storeProgress({"a1", "a2", "a3"});
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a1", "a2", "a3"));
}

TEST_F(LinesEndTest, a_newer_progress_replaces_one_that_has_failed_and_waits_as_long) {
  storeProgress({"a1"});
  const auto wait = lines.later(*lines.next(kNow), {.reason = "503"}, kNow);
  storeProgress({"a2", "a3"});
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a2", "a3")) << "a2 has not failed";
  EXPECT_EQ(discarded("replaced by a newer one"), 1u);
  EXPECT_EQ(lines.due(), kNow + wait);
  EXPECT_EQ(lines.next(kNow + wait), nullptr) << "the event of a2 has to be read first";
  endAt(kNow + wait);
  auto* line = lines.next(kNow + wait);
  ASSERT_NE(line, nullptr);
  EXPECT_EQ(line->head().event->id, "a2");
  EXPECT_EQ(line->head().attempts, 0);
}

TEST_F(LinesEndTest, what_is_in_flight_is_not_replaced_but_if_it_then_fails_it_is) {
  storeProgress({"a1"});
  setHealthy(false);
  auto* line = lines.next(kNow);
  storeProgress({"a2"});
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a1", "a2"));
  lines.again(*line, {.reason = "503"});
  endAt(now);
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a2"));
}

TEST_F(LinesEndTest, while_the_sink_is_not_healthy_only_the_newest_of_each_device_and_job_waits) {
  storeProgress({"a1", "b1", "a2"});
  store("a3", Category::Progress, "cube");
  store("a4", Category::Lifecycle, "benchy", "PrintPaused");
  setHealthy(false);
  EXPECT_THAT(waitingIds(outbox), ElementsAre("b1", "a2", "a3", "a4"));
  storeProgress({"a5", "b2"});
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a3", "a4", "a5", "b2"));
  EXPECT_EQ(discarded("replaced by a newer one"), 3u);
  setHealthy(true);
  storeProgress({"a6"});
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a3", "a4", "a5", "b2", "a6"));
}

TEST_F(LinesEndTest, while_the_rate_delays_only_the_newest_of_each_device_and_job_waits) {
  storeProgress({"a1", "a2", "b1"});
  auto* line = lines.next(kNow);
  ASSERT_EQ(line->head().event->id, "a1");
  setSlowed(true);
  storeProgress({"a3", "b2"});
  store("a4", Category::Progress, "cube");
  store("a5", Category::Lifecycle, "benchy", "PrintPaused");
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a1", "a3", "b2", "a4", "a5")) << "a1 is being attempted";
  EXPECT_EQ(discarded("replaced by a newer one"), 2u);
  setSlowed(false);
  storeProgress({"b3"});
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a1", "a3", "b2", "a4", "a5", "b3"));
}

TEST_F(LinesEndTest, only_progress_of_the_same_type_is_replaced_and_by_progress) {
  setHealthy(false);
  storeProgress({"a1"});
  store("a2", Category::Progress, "benchy", "SlicingProgress");
  store("a3", Category::Other);
  store("a4", Category::Lifecycle);
  store("a5", Category::Other);
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a1", "a2", "a3", "a4", "a5"));
}

TEST_F(LinesEndTest, of_the_longest_line_only_the_newest_is_left) {
  setHealthy(true);
  for (int i = 1; i < 1000; ++i) store("a" + std::to_string(i), Category::Progress);
  setHealthy(false);
  storeProgress({"a1000"});
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a1000"));
  EXPECT_EQ(discarded("replaced by a newer one"), 999u);
}

// ---- age

TEST_F(LinesEndTest, what_is_too_old_is_a_dead_letter_and_progress_is_discarded) {
  store("a1", Category::Lifecycle);
  store("b1", Category::Error);
  store("c1", Category::Progress);
  store("d1", Category::Other);
  EXPECT_EQ(lines.expiry(), kNow + 10min);
  const auto expireAt = [this](Clock::time_point time) {
    endAt(time);
    return waitingIds(outbox);
  };
  EXPECT_THAT(expireAt(kNow + 10min - 1ms), ElementsAre("a1", "b1", "c1", "d1"));
  EXPECT_THAT(expireAt(kNow + 10min), ElementsAre("a1", "b1", "d1"));
  EXPECT_THAT(expireAt(kNow + 1h), ElementsAre("a1", "b1"));
  EXPECT_EQ(lines.expiry(), kNow + 24h);
  EXPECT_THAT(expireAt(kNow + 24h), IsEmpty());
  EXPECT_TRUE(lines.empty());
  EXPECT_EQ(lines.expiry(), Clock::time_point::max());
  EXPECT_THAT(outbox.counts("slack").dropped, UnorderedElementsAre(Pair("too old: progress", 1)));
  std::vector<std::string> reasons;
  for (const auto& letter : outbox.deadLetters().list({}, 0, 100)) {
    reasons.push_back(letter.event->id + " " + letter.ending.reason);
    EXPECT_EQ(letter.ending.time, kWall);
  }
  EXPECT_THAT(reasons, UnorderedElementsAre("a1 too old: age.lifecycle is 1 d", "b1 too old: age.error is 1 d",
                                            "d1 too old: age.other is 1 h"));
}

TEST_F(LinesEndTest, the_last_failure_is_told_with_the_age) {
  store("a1", Category::Other);
  lines.later(*lines.next(kNow), {.reason = "503: busy", .status = 503, .answer = "later"}, kNow);
  endAt(kNow + 1h);
  const auto letters = outbox.deadLetters().list({}, 0, 100);
  ASSERT_EQ(letters.size(), 1u);
  EXPECT_EQ(letters[0].ending.reason, "too old: age.other is 1 h; the last attempt: 503: busy");
  EXPECT_EQ(letters[0].ending.status, 503);
  EXPECT_EQ(letters[0].ending.answer, "later");
  EXPECT_EQ(letters[0].attempts, 1);
}

TEST_F(LinesEndTest, a_line_goes_on_with_what_is_young_enough_and_waits_no_longer) {
  store("a1", Category::Progress);
  lines.later(*lines.next(kNow), {}, kNow);
  now = kNow + 9min;
  store("a2", Category::Lifecycle);
  store("a3", Category::Progress, "cube");
  endAt(kNow + 10min);
  EXPECT_EQ(lines.due(), Clock::time_point{});
  auto* line = lines.next(kNow + 10min);
  EXPECT_EQ(line->head().event->id, "a2");
  EXPECT_EQ(endAt(kNow + 100h).deadLetters, 0u) << "what is in flight does not grow too old";
  lines.done(*line);
  endAt(now);
  EXPECT_EQ(lines.expiry(), kNow + 19min);
}

TEST_F(LinesEndTest, what_is_too_old_behind_one_that_has_ended_elsewhere_is_not_attempted) {
  store("a1", Category::Lifecycle);
  store("a2", Category::Lifecycle);
  lines.done(*lines.next(kNow));
  outbox.purge("slack");
  store("a3", Category::Progress);
  EXPECT_EQ(lines.next(kNow + 10min), nullptr);
  EXPECT_EQ(endAt(kNow + 10min).discarded, 1u);
  EXPECT_TRUE(lines.empty());
}

TEST_F(LinesEndTest, new_limits_hold_for_what_waits_already) {
  store("a1", Category::Lifecycle);
  lines.setPolicy({.ages = {.lifecycle = 1min}});
  EXPECT_LE(lines.expiry(), kNow + 1min);
  EXPECT_EQ(endAt(kNow + 1min).deadLetters, 1u);
}

TEST_F(LinesEndTest, without_a_limit_nothing_grows_too_old) {
  lines.setPolicy({});
  store("a1", Category::Progress);
  endAt(kNow + 10000h);
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a1"));
  EXPECT_EQ(lines.expiry(), Clock::time_point::max());
}

}  // namespace
}  // namespace herald::core
