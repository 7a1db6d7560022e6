// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/queue/custody_book.h"

#include <gmock/gmock.h>

#include "engine/outbox/queue/outbox_index.h"
#include "engine/outbox/testing/recorded_holding.h"
#include "engine/outbox/testing/recording_log.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

bool anyone(const Holding&) { return true; }

class CustodyBookTest : public ::testing::Test {
 protected:
  std::shared_ptr<RecordedHolding> hold(std::uint64_t sequence, std::optional<Millis> atMost = {}) {
    auto holding = holdingOf(this, atMost);
    book_.hold(sequence, index_.queue("slack"), Category::Lifecycle, holding);
    return holding;
  }

  RecordingLog log_{};
  OutboxIndex index_{{}, log_};
  CustodyBook book_{};
};

TEST_F(CustodyBookTest, an_end_is_for_all_who_hold_the_delivery) {
  const auto one = hold(1), two = hold(1), other = hold(2);
  book_.end(1, Holding::End::Over);
  book_.end(1, Holding::End::Over);
  EXPECT_THAT(one->ends(), ElementsAre(Holding::End::Over));
  EXPECT_THAT(two->ends(), ElementsAre(Holding::End::Over));
  EXPECT_THAT(other->ends(), IsEmpty());
  EXPECT_FALSE(book_.has(1));
  EXPECT_THAT(book_.sequences(), ElementsAre(2));
}

TEST_F(CustodyBookTest, a_delivery_waits_for_the_most_patient) {
  hold(1, 60000ms);
  hold(1, 90000ms);
  EXPECT_EQ(book_.find(1)->longest(), 90000ms);
  hold(1);
  EXPECT_EQ(book_.find(1)->longest(), std::nullopt);
}

TEST_F(CustodyBookTest, who_leaves_gets_the_event_back_when_the_attempt_fails) {
  const auto one = hold(1);
  EXPECT_FALSE(book_.giveBack(1, anyone, true));
  const auto two = hold(1);
  EXPECT_THAT(one->ends(), IsEmpty());
  EXPECT_FALSE(book_.leave(1)) << "another one holds it";
  EXPECT_THAT(one->ends(), ElementsAre(Holding::End::GivenBack));
  EXPECT_THAT(two->ends(), IsEmpty());
  EXPECT_TRUE(book_.giveBack(1, anyone, false));
  EXPECT_TRUE(book_.isOrphan(1));
  EXPECT_TRUE(book_.leave(1));
}

TEST_F(CustodyBookTest, nobody_leaves_what_is_nearly_safe) {
  const auto one = hold(1);
  book_.save(1, Holding::End::InOutbox);
  EXPECT_TRUE(one->takeMustBeSaved());
  book_.giveBack(1, anyone, true);
  EXPECT_FALSE(book_.leave(1));
  book_.refuse(1, true);
  EXPECT_FALSE(book_.find(1)->isSaving);
  EXPECT_TRUE(book_.leave(1));
}

TEST_F(CustodyBookTest, a_delivery_keeps_its_holders_when_it_moves) {
  const auto one = hold(1);
  book_.rename(1, 7, index_.queue("mail"));
  EXPECT_EQ(book_.find(1), nullptr);
  EXPECT_EQ(book_.find(7)->queue, &index_.queue("mail"));
  book_.end(7, Holding::End::Over);
  EXPECT_THAT(one->ends(), ElementsAre(Holding::End::Over));
}

TEST_F(CustodyBookTest, what_nobody_holds_is_not_its_business) {
  book_.end(1, Holding::End::Over);
  book_.save(1, Holding::End::InOutbox);
  book_.refuse(1, true);
  book_.rename(1, 2, index_.queue("mail"));
  EXPECT_FALSE(book_.leave(1));
  EXPECT_FALSE(book_.isOrphan(1));
  EXPECT_TRUE(book_.empty());
}

}  // namespace
}  // namespace herald::core
