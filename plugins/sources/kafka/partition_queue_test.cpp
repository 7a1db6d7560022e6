// SPDX-License-Identifier: Apache-2.0
#include "partition_queue.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace herald::kafka {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Herald with room for some events.
struct Room {
  std::size_t left = 0;
  std::vector<std::string> taken{};
  int asked = 0;

  bool operator()(std::span<HeldEvent> events) {
    ++asked;
    if (events.size() > left) return false;
    left -= events.size();
    for (auto& held : events) taken.push_back(std::move(held.event.id));
    return true;
  }
};

PartitionQueue queueOf(int events, std::size_t bytes = 10) {
  PartitionQueue queue;
  for (int i = 1; i <= events; ++i) queue.add({.event = {.type = "A", .id = std::to_string(i)}}, bytes);
  return queue;
}

TEST(PartitionQueue, FillsTheRoomThatThereIsInTheOrderOfTheLog) {
  auto queue = queueOf(5);
  Room room{.left = 3};
  queue.drain(std::ref(room));
  EXPECT_THAT(room.taken, ElementsAre("1", "2", "3"));
  EXPECT_FALSE(queue.isEmpty());
  room.left = 9;
  queue.drain(std::ref(room));
  EXPECT_THAT(room.taken, ElementsAre("1", "2", "3", "4", "5"));
  EXPECT_TRUE(queue.isEmpty());
}

TEST(PartitionQueue, KeepsAllIfThereIsNoRoom) {
  auto queue = queueOf(7);
  Room none;
  queue.drain(std::ref(none));
  EXPECT_THAT(none.taken, IsEmpty());
  Room room{.left = 7};
  queue.drain(std::ref(room));
  EXPECT_EQ(room.taken.size(), 7u);
}

TEST(PartitionQueue, AsksOnceWhileThereIsNoRoom) {
  auto queue = queueOf(200);
  Room none;
  queue.drain(std::ref(none));
  none.asked = 0;
  queue.drain(std::ref(none));
  EXPECT_EQ(none.asked, 1);
  Room room{.left = 200};
  queue.drain(std::ref(room));
  EXPECT_EQ(room.taken.size(), 200u);
  EXPECT_LT(room.asked, 10);
}

TEST(PartitionQueue, IsFullByNumberAndBySize) {
  EXPECT_FALSE(queueOf(255).isFull());
  EXPECT_TRUE(queueOf(256).isFull());
  auto large = queueOf(2, std::size_t{1} << 19);
  EXPECT_TRUE(large.isFull());
  Room room{.left = 1};
  large.drain(std::ref(room));
  EXPECT_FALSE(large.isFull());
}

TEST(PartitionQueue, WhatIsSettledComesAgainOnlyBehindAnEarlierEventOfItsDevice) {
  PartitionQueue queue;
  EXPECT_FALSE(queue.isWanted(OffsetLedger::Record::Settled, "mk3"));
  EXPECT_TRUE(queue.isWanted(OffsetLedger::Record::Repeated, "mk3"));
  EXPECT_TRUE(queue.isWanted(OffsetLedger::Record::Settled, "mk3"));
  EXPECT_FALSE(queue.isWanted(OffsetLedger::Record::Settled, "mk4"));
  EXPECT_FALSE(queue.isWanted(OffsetLedger::Record::Old, "mk3"));
  EXPECT_TRUE(queue.isWanted(OffsetLedger::Record::New, "mk4"));
}

}  // namespace
}  // namespace herald::kafka
