// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/ages/removed_sink_ages.h"

#include <gmock/gmock.h>

#include "engine/outbox/kinds/memory_outbox.h"
#include "engine/outbox/testing/disk_outbox_fixture.h"
#include "engine/outbox/testing/roomy_outbox.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RemovedSinkAgesTest : public ::testing::Test {
 protected:
  static bool isPhone(const std::string& sink) { return sink == "phone"; }

  void store(const std::string& id, Category category, const std::string& sink = "old",
             const std::string& device = "mk3") {
    auto delivery = make(id, category, sink);
    auto event = *delivery.event;
    event.device = device;
    delivery.event = std::make_shared<const Event>(std::move(event));
    delivery.accepted = time.now();
    storeOne(outbox, delivery);
  }

  FakeTime time{};
  MemoryOutbox outbox{2000};
};

TEST_F(RemovedSinkAgesTest, end_by_age_and_what_is_configured_is_left_alone) {
  store("life", Category::Lifecycle);
  store("37 %", Category::Progress);
  store("other", Category::Progress, "phone");
  RemovedSinkAges ages(outbox, time);
  EXPECT_EQ(ages.endTooOld(isPhone), time.now() + 24h) << "only the head of a line grows too old";
  time.advance(24h - 1s);
  ages.endTooOld(isPhone);
  EXPECT_THAT(waitingIds(outbox, "old"), ElementsAre("life", "37 %"));
  time.advance(1s);
  ages.endTooOld(isPhone);
  EXPECT_THAT(waitingIds(outbox, "old"), IsEmpty());
  EXPECT_THAT(deadIds(outbox), ElementsAre("life"));
  EXPECT_THAT(waitingIds(outbox, "phone"), ElementsAre("other"));
}

TEST_F(RemovedSinkAgesTest, a_long_queue_is_read_whole_and_each_device_ends_by_itself) {
  for (int i = 0; i < 900; ++i) store(std::to_string(i), Category::Other, "old", "mk" + std::to_string(i % 3));
  time.advance(30min);
  store("young", Category::Other);
  store("forever", Category::Other, "phone");
  RemovedSinkAges ages(outbox, time);
  EXPECT_EQ(ages.endTooOld(isPhone), time.now() + 30min);
  time.advance(30min);
  EXPECT_EQ(ages.endTooOld(isPhone), time.now() + 30min);
  EXPECT_THAT(waitingIds(outbox, "old"), ElementsAre("young"));
  EXPECT_EQ(outbox.counts("old").totals.buried, 900u);
  EXPECT_THAT(waitingIds(outbox, "phone"), ElementsAre("forever"));
}

TEST_F(RemovedSinkAgesTest, what_has_ended_meanwhile_frees_what_stands_behind_it) {
  store("life", Category::Lifecycle);
  store("other", Category::Other);
  RemovedSinkAges ages(outbox, time);
  EXPECT_EQ(ages.endTooOld(isPhone), time.now() + 24h);
  outbox.delivered(outbox.waiting("old", 0, 1).front());
  time.advance(24h);
  ages.endTooOld(isPhone);
  EXPECT_THAT(deadIds(outbox), ElementsAre("other"));
}

/// With the bodies on a disk that can refuse to be read.
class UnreadableRemovedSinkTest : public DiskOutboxFixture {};

TEST_F(UnreadableRemovedSinkTest, what_the_disk_does_not_give_is_tried_again_and_lost_by_nobody) {
  constexpr std::size_t kMoreThanSqliteKeeps = 3'000'000;
  options_.bounds.events = 1;
  for (const auto* id : {"1", "2", "3"}) {
    auto delivery = make(id, Category::Other, "old", kMoreThanSqliteKeeps);
    delivery.accepted = time_.now();
    store(delivery);
  }
  RemovedSinkAges ages(outbox(), time_);
  const auto isNone = [](const std::string&) { return false; };
  EXPECT_EQ(ages.endTooOld(isNone), time_.now() + 1h);
  time_.advance(1h);
  disk_.refuseReads(true);
  EXPECT_EQ(ages.endTooOld(isNone), time_.now() + 1min);
  disk_.refuseReads(false);
  retry();
  ages.endTooOld(isNone);
  EXPECT_THAT(waitingIds("old"), IsEmpty());
  EXPECT_EQ(outbox().counts("old").totals.buried, 3u);
}

}  // namespace
}  // namespace herald::core
