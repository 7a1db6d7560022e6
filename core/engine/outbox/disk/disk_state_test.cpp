// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/disk_state.h"

#include <gmock/gmock.h>

namespace herald::core {
namespace {

using namespace std::chrono_literals;

constexpr Clock::time_point kNow{100s};
constexpr auto kNever = Clock::time_point::max();

class DiskStateTest : public ::testing::Test {
 protected:
  DiskState state_{"/data", 10s};
};

TEST_F(DiskStateTest, begins_with_a_disk_that_takes_everything) {
  EXPECT_FALSE(state_.refuses());
  EXPECT_FALSE(state_.isLow());
  EXPECT_EQ(state_.retryAt(), kNever);
  EXPECT_EQ(state_.problem(), "");
}

TEST_F(DiskStateTest, a_disk_that_refuses_is_tried_again_until_it_accepts) {
  EXPECT_TRUE(state_.refuse("outbox.db: disk I/O error", kNow));
  EXPECT_TRUE(state_.refuses());
  EXPECT_EQ(state_.retryAt(), kNow + 10s);
  EXPECT_EQ(state_.problem(),
            "outbox.db: disk I/O error; new deliveries are in memory only, and Herald tries the disk again");
  state_.beginTry();
  EXPECT_EQ(state_.retryAt(), kNever);
  EXPECT_FALSE(state_.refuse("outbox.db: disk full", kNow + 10s)) << "it refused before";
  EXPECT_EQ(state_.retryAt(), kNow + 20s);
  EXPECT_THAT(state_.problem(), ::testing::StartsWith("outbox.db: disk full;"));
  state_.beginTry();
  state_.accept();
  EXPECT_EQ(state_.problem(), "");
}

TEST_F(DiskStateTest, a_disk_that_is_nearly_full_is_tried_again_until_it_has_room) {
  EXPECT_FALSE(state_.setLow(false, kNow));
  EXPECT_TRUE(state_.setLow(true, kNow));
  EXPECT_FALSE(state_.setLow(true, kNow + 1s));
  EXPECT_TRUE(state_.isLow());
  EXPECT_EQ(state_.retryAt(), kNow + 10s) << "a write in between changes nothing";
  EXPECT_THAT(state_.problem(), ::testing::HasSubstr("the disk of /data is nearly full"));
  state_.beginTry();
  EXPECT_FALSE(state_.setLow(true, kNow + 10s));
  EXPECT_EQ(state_.retryAt(), kNow + 20s);
  EXPECT_TRUE(state_.setLow(false, kNow + 15s));
  EXPECT_EQ(state_.retryAt(), kNever);
}

TEST_F(DiskStateTest, room_alone_does_not_end_a_refusal) {
  state_.refuse("outbox.db: disk I/O error", kNow);
  state_.setLow(false, kNow);
  EXPECT_EQ(state_.retryAt(), kNow + 10s);
  EXPECT_TRUE(state_.refuses());
}

}  // namespace
}  // namespace herald::core
