// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/policy/outbox_request.h"

#include <gmock/gmock.h>

#include "engine/dispatch/testing/scripted_sink.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Kind = OutboxRequest::Kind;

class OutboxRequestTest : public ::testing::Test {
 protected:
  Delivery store(const std::string& id) { return storeOne(outbox, makeDelivery(id)); }
  OutboxAnswer ask(const OutboxRequest& request) {
    return perform(request, "slack", outbox, Clock::time_point(1h), {});
  }

  MemoryOutbox outbox{1000};
};

TEST_F(OutboxRequestTest, reads_a_slice_behind_a_sequence) {
  for (int i = 0; i < 300; ++i) store("a" + std::to_string(i));
  EXPECT_EQ(ask({.kind = Kind::ReadSlice}).deliveries.size(), OutboxRequest::kSlice);
  EXPECT_EQ(ids(ask({.kind = Kind::ReadSlice, .sequence = 298}).deliveries),
            std::vector<std::string>({"a298", "a299"}));
}

TEST_F(OutboxRequestTest, reads_one_delivery_unless_it_has_ended) {
  const auto first = store("a1");
  const auto second = store("a2");
  EXPECT_THAT(ids(ask({.kind = Kind::ReadOne, .sequence = first.sequence}).deliveries), ElementsAre("a1"));
  outbox.delivered(first);
  const auto answer = ask({.kind = Kind::ReadOne, .sequence = first.sequence});
  EXPECT_TRUE(answer.readable);
  EXPECT_THAT(answer.deliveries, IsEmpty());
  outbox.delivered(second);
  EXPECT_THAT(ask({.kind = Kind::ReadOne, .sequence = second.sequence}).deliveries, IsEmpty());
}

TEST_F(OutboxRequestTest, answers_from_memory_only_what_reads_one_delivery_that_is_there) {
  const auto first = store("a1");
  const OutboxRequest readOne{.kind = Kind::ReadOne, .sequence = first.sequence};
  const auto answer = answerFromMemory(readOne, "slack", outbox);
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->readable);
  EXPECT_THAT(ids(answer->deliveries), ElementsAre("a1"));
  for (const auto kind : {Kind::ReadSlice, Kind::Replace, Kind::EndByAge}) {
    EXPECT_FALSE(answerFromMemory({.kind = kind, .sequence = first.sequence}, "slack", outbox));
  }
  outbox.delivered(first);
  EXPECT_FALSE(answerFromMemory(readOne, "slack", outbox)) << "the disk might have it";
}

TEST_F(OutboxRequestTest, reads_a_slice_from_memory_as_from_the_disk) {
  for (const auto* id : {"a1", "a2"}) store(id);
  const auto slice = readFromMemory({.kind = Kind::ReadSlice}, "slack", outbox);
  ASSERT_TRUE(slice);
  EXPECT_THAT(ids(slice->deliveries), ElementsAre("a1", "a2"));
  EXPECT_FALSE(readFromMemory({.kind = Kind::Replace, .sequence = 1}, "slack", outbox)) << "that may need the disk";
}

TEST_F(OutboxRequestTest, ends_a_delivery_that_a_newer_one_replaces) {
  const auto first = store("a1");
  store("a2");
  ask({.kind = Kind::Replace, .sequence = first.sequence});
  ask({.kind = Kind::Replace, .sequence = first.sequence});
  EXPECT_THAT(waitingIds(outbox), ElementsAre("a2"));
  EXPECT_EQ(outbox.counts("slack").dropped.at("replaced by a newer one"), 1u);
}

TEST_F(OutboxRequestTest, ends_a_delivery_that_is_too_old_and_counts_it_once) {
  const OutboxRequest::TooOld tooOld{.delivery = store("a1"), .rule = AgeRule(kUsualAges)};
  const OutboxRequest request{.kind = Kind::EndByAge, .tooOld = std::make_shared<const OutboxRequest::TooOld>(tooOld)};
  EXPECT_EQ(ask(request).expired.deadLetters, 1u);
  EXPECT_FALSE(ask(request).expired.any());
  EXPECT_THAT(deadIds(outbox), ElementsAre("a1"));
}

}  // namespace
}  // namespace herald::core
