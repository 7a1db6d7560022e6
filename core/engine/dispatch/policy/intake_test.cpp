// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/policy/intake.h"

#include <gmock/gmock.h>

#include "engine/dispatch/testing/scripted_sink.h"
#include "engine/dispatch/testing/times.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using Kind = OutboxRequest::Kind;

constexpr auto kNoEnd = std::numeric_limits<std::uint64_t>::max();

class IntakeTest : public ::testing::Test {
 protected:
  void store(const std::string& id, Category category = Category::Lifecycle) {
    std::vector<Delivery> deliveries{makeDelivery(id, "slack", category)};
    deliveries.back().accepted = kNow;
    outbox.store(deliveries);
    intake.wake();
  }

  std::optional<OutboxRequest> ask(Clock::time_point now = kNow) { return intake.request(true, now); }
  OutboxAnswer look(const OutboxRequest& request) { return perform(request, "slack", outbox, kNow, {}); }
  void answer(const OutboxRequest& request, OutboxAnswer answer, std::uint64_t last = kNoEnd) {
    intake.answer(request, std::move(answer), last, kNow);
  }
  void answerAll(std::uint64_t last = kNoEnd) {
    while (const auto request = ask()) answer(*request, look(*request), last);
  }

  std::string deliverNext() {
    auto* line = lines.next(kNow);
    if (!line) return "";
    const auto delivery = line->head();
    outbox.delivered(delivery);
    lines.done(*line);
    return delivery.event->id;
  }

  MemoryOutbox outbox{100000};
  Lines lines{"slack", RetryPolicy{.ages = {.lifecycle = 24h, .progress = 10min}}};
  Intake intake{lines};
};

TEST_F(IntakeTest, one_request_is_under_way_at_a_time) {
  store("a1");
  const auto first = ask();
  ASSERT_TRUE(first);
  EXPECT_TRUE(intake.isUnderWay());
  store("b1");
  EXPECT_FALSE(ask());
  EXPECT_EQ(intake.due(), Clock::time_point::max());
  answer(*first, look(*first));
  EXPECT_FALSE(intake.isUnderWay());
  EXPECT_TRUE(ask()) << "there was news meanwhile";
}

TEST_F(IntakeTest, what_is_in_memory_can_be_attempted_while_a_read_hangs) {
  store("a1");
  store("b1");
  answerAll();
  store("c1");
  ask();
  EXPECT_EQ(deliverNext(), "a1");
  EXPECT_EQ(deliverNext(), "b1");
}

TEST_F(IntakeTest, a_long_queue_is_read_slice_by_slice) {
  for (int i = 1; i <= 300; ++i) store("a" + std::to_string(i));
  const auto first = ask();
  answer(*first, look(*first));
  EXPECT_TRUE(intake.isDue());
  EXPECT_EQ(deliverNext(), "a1");
  const auto head = intake.request(false, kNow);
  ASSERT_TRUE(head);
  EXPECT_EQ(head->kind, Kind::ReadOne);
  answer(*head, look(*head));
  EXPECT_FALSE(intake.request(false, kNow)) << "only the slice is left to read";
  const auto second = ask();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->kind, Kind::ReadSlice);
  EXPECT_EQ(second->sequence, 256u);
  answer(*second, look(*second));
  EXPECT_FALSE(ask());
}

TEST_F(IntakeTest, what_is_above_the_last_sequence_stays_in_the_outbox_until_there_is_another) {
  store("a1");
  store("a2");
  answerAll(1);
  EXPECT_EQ(deliverNext(), "a1");
  answerAll(1);
  EXPECT_EQ(deliverNext(), "");
  intake.wake();
  answerAll();
  EXPECT_EQ(deliverNext(), "a2");
}

TEST_F(IntakeTest, an_answer_about_a_head_that_was_replaced_meanwhile_is_ignored) {
  store("a1");
  store("a2", Category::Progress);
  answerAll();
  EXPECT_EQ(deliverNext(), "a1");
  const auto old = ask();
  ASSERT_EQ(old->kind, Kind::ReadOne);
  const auto found = look(*old);
  lines.setStanding(false, false);
  store("a3", Category::Progress);
  const auto slice = perform({.sequence = 2}, "slack", outbox, kNow, {});
  lines.add(slice.deliveries);
  answer(*old, found);
  const auto next = intake.request(false, kNow);
  ASSERT_TRUE(next);
  EXPECT_EQ(next->kind, Kind::ReadOne);
  EXPECT_EQ(next->sequence, 3u);
}

TEST_F(IntakeTest, what_the_disk_does_not_give_is_asked_for_again_only_after_news) {
  store("a1");
  store("a2");
  store("b1");
  answerAll();
  EXPECT_EQ(deliverNext(), "a1");
  const auto head = ask();
  answer(*head, {.readable = false});
  EXPECT_FALSE(ask());
  EXPECT_EQ(deliverNext(), "b1") << "it holds up its own device alone";
  EXPECT_EQ(lines.due(), Clock::time_point::max());
  intake.wake();
  answerAll();
  EXPECT_EQ(deliverNext(), "a2");
}

TEST_F(IntakeTest, a_replaced_one_that_the_disk_does_not_give_is_ended_after_news) {
  store("a1", Category::Progress);
  answerAll();
  lines.setStanding(false, false);
  store("a2", Category::Progress);
  const auto slice = ask();
  answer(*slice, look(*slice));
  auto request = ask();
  while (request && request->kind != Kind::Replace) {
    answer(*request, look(*request));
    request = ask();
  }
  ASSERT_TRUE(request);
  answer(*request, {.readable = false});
  EXPECT_FALSE(ask());
  intake.wake();
  answerAll();
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a2"));
}

TEST_F(IntakeTest, what_is_too_old_is_due_at_its_time_and_is_not_attempted) {
  store("a1", Category::Progress);
  store("a2");
  answerAll();
  EXPECT_EQ(intake.due(), kNow + 10min);
  EXPECT_FALSE(intake.isDue());
  EXPECT_EQ(lines.next(kNow + 10min), nullptr);
  EXPECT_TRUE(intake.isDue());
  const auto end = ask(kNow + 10min);
  ASSERT_TRUE(end);
  EXPECT_EQ(end->kind, Kind::EndByAge);
  EXPECT_EQ(end->tooOld->delivery.event->id, "a1");
  EXPECT_EQ(intake.answer(*end, look(*end), kNoEnd, kNow + 10min).discarded, 1u);
  answerAll();
  EXPECT_EQ(deliverNext(), "a2");
}

}  // namespace
}  // namespace herald::core
