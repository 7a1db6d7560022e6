#include <gmock/gmock.h>

#include "engine/dispatch/policy/lines.h"
#include "engine/dispatch/testing/scripted_sink.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

constexpr Clock::time_point kNow{1h};
constexpr std::chrono::system_clock::time_point kWall{};

class LineRulesTest : public ::testing::Test {
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
    lines.read();
  }
  void storeProgress(std::initializer_list<const char*> ids) {
    for (const auto* id : ids) store(id, Category::Progress);
  }

  std::uint64_t discarded(const std::string& reason) {
    const auto dropped = outbox.counts("slack").dropped;
    const auto found = dropped.find(reason);
    return found == dropped.end() ? 0 : found->second;
  }

  Clock::time_point now = kNow;
  MemoryOutbox outbox{100000};
  Lines lines{outbox, "slack", RetryPolicy{.ages = {.lifecycle = 24h, .error = 24h, .progress = 10min, .other = 1h}}};
};

// ---- replacement

TEST_F(LineRulesTest, behind_a_healthy_sink_every_milestone_goes_out) {
  storeProgress({"a1", "a2", "a3"});
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a1", "a2", "a3"));
}

TEST_F(LineRulesTest, a_newer_progress_replaces_one_that_has_failed_and_waits_as_long) {
  storeProgress({"a1"});
  const auto wait = lines.later(*lines.next(kNow), {.reason = "503"}, kNow);
  storeProgress({"a2", "a3"});
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a2", "a3")) << "a2 has not failed";
  EXPECT_EQ(discarded("replaced by a newer one"), 1u);
  EXPECT_EQ(lines.due(), kNow + wait);
  auto* line = lines.next(kNow + wait);
  EXPECT_EQ(line->head().event->id, "a2");
  EXPECT_EQ(line->head().attempts, 0);
}

TEST_F(LineRulesTest, what_is_in_flight_is_not_replaced_but_if_it_then_fails_it_is) {
  storeProgress({"a1"});
  lines.setHealthy(false);
  auto* line = lines.next(kNow);
  storeProgress({"a2"});
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a1", "a2"));
  lines.again(*line, {.reason = "503"});
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a2"));
}

TEST_F(LineRulesTest, while_the_sink_is_not_healthy_only_the_newest_of_each_device_and_job_waits) {
  storeProgress({"a1", "b1", "a2"});
  store("a3", Category::Progress, "cube");
  store("a4", Category::Lifecycle, "benchy", "PrintPaused");
  lines.setHealthy(false);
  EXPECT_THAT(waitingIds(outbox), ElementsAre("b1", "a2", "a3", "a4"));
  storeProgress({"a5", "b2"});
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a3", "a4", "a5", "b2"));
  EXPECT_EQ(discarded("replaced by a newer one"), 3u);
  lines.setHealthy(true);
  storeProgress({"a6"});
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a3", "a4", "a5", "b2", "a6"));
}

TEST_F(LineRulesTest, only_progress_of_the_same_type_is_replaced_and_by_progress) {
  lines.setHealthy(false);
  storeProgress({"a1"});
  store("a2", Category::Progress, "benchy", "SlicingProgress");
  store("a3", Category::Other);
  store("a4", Category::Lifecycle);
  store("a5", Category::Other);
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a1", "a2", "a3", "a4", "a5"));
}

TEST_F(LineRulesTest, of_the_longest_line_only_the_newest_is_left) {
  lines.setHealthy(true);
  for (int i = 1; i < 1000; ++i) store("a" + std::to_string(i), Category::Progress);
  lines.read();
  lines.setHealthy(false);
  storeProgress({"a1000"});
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a1000"));
  EXPECT_EQ(discarded("replaced by a newer one"), 999u);
}

// ---- age

TEST_F(LineRulesTest, what_is_too_old_is_a_dead_letter_and_progress_is_discarded) {
  store("a1", Category::Lifecycle);
  store("b1", Category::Error);
  store("c1", Category::Progress);
  store("d1", Category::Other);
  EXPECT_EQ(lines.expiry(), kNow + 10min);
  const auto expireAt = [this](Clock::time_point time) {
    lines.expire(time, kWall + 5s);
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
    EXPECT_EQ(letter.ending.time, kWall + 5s);
  }
  EXPECT_THAT(reasons, UnorderedElementsAre("a1 too old: age.lifecycle is 1 d", "b1 too old: age.error is 1 d",
                                            "d1 too old: age.other is 1 h"));
}

TEST_F(LineRulesTest, the_last_failure_is_told_with_the_age) {
  store("a1", Category::Other);
  lines.later(*lines.next(kNow), {.reason = "503: busy", .status = 503, .answer = "later"}, kNow);
  lines.expire(kNow + 1h, kWall);
  const auto letters = outbox.deadLetters().list({}, 0, 100);
  ASSERT_EQ(letters.size(), 1u);
  EXPECT_EQ(letters[0].ending.reason, "too old: age.other is 1 h; the last attempt: 503: busy");
  EXPECT_EQ(letters[0].ending.status, 503);
  EXPECT_EQ(letters[0].ending.answer, "later");
  EXPECT_EQ(letters[0].attempts, 1);
}

TEST_F(LineRulesTest, a_line_goes_on_with_what_is_young_enough_and_waits_no_longer) {
  store("a1", Category::Progress);
  lines.later(*lines.next(kNow), {}, kNow);
  now = kNow + 9min;
  store("a2", Category::Lifecycle);
  store("a3", Category::Progress, "cube");
  lines.expire(kNow + 10min, kWall);
  EXPECT_EQ(lines.due(), Clock::time_point{});
  auto* line = lines.next(kNow + 10min);
  EXPECT_EQ(line->head().event->id, "a2");
  EXPECT_EQ(lines.expire(kNow + 100h, kWall).deadLetters, 0u) << "what is in flight does not grow too old";
  lines.done(*line);
  EXPECT_EQ(lines.expiry(), kNow + 19min);
}

TEST_F(LineRulesTest, what_is_too_old_behind_one_that_has_ended_elsewhere_is_not_attempted) {
  store("a1", Category::Lifecycle);
  store("a2", Category::Lifecycle);
  lines.done(*lines.next(kNow));
  outbox.purge("slack");
  store("a3", Category::Progress);
  EXPECT_EQ(lines.next(kNow + 10min), nullptr);
  EXPECT_EQ(lines.expire(kNow + 10min, kWall).discarded, 1u);
  EXPECT_TRUE(lines.empty());
}

TEST_F(LineRulesTest, new_limits_hold_for_what_waits_already) {
  store("a1", Category::Lifecycle);
  lines.setPolicy({.ages = {.lifecycle = 1min}});
  EXPECT_LE(lines.expiry(), kNow + 1min);
  EXPECT_EQ(lines.expire(kNow + 1min, kWall).deadLetters, 1u);
}

TEST_F(LineRulesTest, without_a_limit_nothing_grows_too_old) {
  lines.setPolicy({});
  store("a1", Category::Progress);
  lines.expire(kNow + 10000h, kWall);
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a1"));
  EXPECT_EQ(lines.expiry(), Clock::time_point::max());
}

}  // namespace
}  // namespace herald::core
