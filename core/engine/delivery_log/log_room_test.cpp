// SPDX-License-Identifier: Apache-2.0
#include "engine/delivery_log/log_room.h"

#include <gmock/gmock.h>

namespace herald::core {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;

LogRoom roomWith(std::size_t progress, std::size_t delivered, std::size_t retried, std::size_t ended) {
  LogRoom room;
  room.add(LogRank::Progress, progress);
  room.add(LogRank::Delivered, delivered);
  room.add(LogRank::Retried, retried);
  room.add(LogRank::Ended, ended);
  return room;
}

TEST(LogRoomTest, nothing_goes_while_there_is_room) {
  EXPECT_THAT(roomWith(400, 300, 200, 100).surplus(1000), Each(0u));
}

TEST(LogRoomTest, the_least_important_go_first_and_a_sixteenth_of_the_room_becomes_free) {
  EXPECT_THAT(roomWith(800, 800, 0, 1).surplus(1600), ElementsAre(0, 0, 101, 0, 0, 0));
}

TEST(LogRoomTest, exchanges_and_events_go_before_any_entry) {
  auto room = roomWith(400, 400, 0, 0);
  room.add(LogRank::Exchange, 700);
  room.add(LogRank::Event, 200);
  EXPECT_THAT(room.surplus(1600), ElementsAre(200, 0, 0, 0, 0, 0));
}

TEST(LogRoomTest, each_rank_keeps_its_share) {
  EXPECT_THAT(roomWith(201, 100, 1400, 100).surplus(1600), ElementsAre(0, 0, 1, 0, 300, 0));
  EXPECT_THAT(roomWith(0, 0, 0, 1700).surplus(1600), ElementsAre(0, 0, 0, 0, 0, 200)) << "even the most important";
}

TEST(LogRoomTest, what_goes_is_always_enough) {
  for (std::size_t progress = 0; progress <= 2000; progress += 250) {
    for (std::size_t retried = 0; retried <= 2000; retried += 250) {
      const auto room = roomWith(progress, 190, retried, 2000);
      std::size_t left = room.total();
      for (const auto bytes : room.surplus(1600)) left -= bytes;
      EXPECT_LE(left, 1500u) << progress << " " << retried;
    }
  }
}

TEST(LogRoomTest, never_counts_below_nothing) {
  auto room = roomWith(10, 0, 0, 0);
  room.remove(LogRank::Progress, 11);
  EXPECT_EQ(room.total(), 0u);
}

}  // namespace
}  // namespace herald::core
