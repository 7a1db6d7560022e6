// SPDX-License-Identifier: Apache-2.0
#include "herald/testing/fake_custody.h"

#include <gmock/gmock.h>

#include <atomic>
#include <span>
#include <string>
#include <thread>

#include "herald/testing/fake_feed.h"

namespace herald::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class FakeCustodyTest : public ::testing::Test {
 protected:
  HeldEvent held(const std::string& id) {
    return {.event = {.type = "PrintDone", .id = id}, .settled = [this, id] { settled_.push_back(id); }};
  }
  bool tryPublish(const std::string& id, const std::string& group = "log/0") {
    auto event = held(id);
    return feed_.custody()->tryPublish(group, std::span(&event, 1), std::chrono::minutes(1));
  }

  FakeFeed feed_{};
  std::vector<std::string> settled_{};
};

TEST_F(FakeCustodyTest, a_test_settles_events) {
  EXPECT_TRUE(tryPublish("a"));
  EXPECT_TRUE(tryPublish("b"));
  EXPECT_THAT(feed_.held.waiting(), ElementsAre("a", "b"));
  EXPECT_EQ(feed_.events().front().id, "a");
  EXPECT_EQ(feed_.held.atMost("a"), std::optional<Millis>(60000));
  EXPECT_TRUE(feed_.held.settle("b"));
  EXPECT_FALSE(feed_.held.settle("b"));
  EXPECT_EQ(feed_.held.settleAll(), 1u);
  EXPECT_THAT(settled_, ElementsAre("b", "a"));
  feed_.held.settleAtOnce();
  EXPECT_TRUE(tryPublish("c"));
  EXPECT_THAT(settled_, ElementsAre("b", "a", "c"));
}

TEST_F(FakeCustodyTest, an_event_that_is_seen_can_be_settled) {
  std::atomic<bool> isSeen = false;
  const auto take = [&isSeen](std::span<HeldEvent>) {
    isSeen = true;
    for (int i = 0; i < 1000; ++i) std::this_thread::yield();
  };
  FakeCustody custody(take, [] { return false; });
  std::thread publishes([&] {
    auto event = held("a");
    custody.tryPublish("log/0", std::span(&event, 1), {});
  });
  while (!isSeen) std::this_thread::yield();
  EXPECT_TRUE(custody.settle("a"));
  publishes.join();
}

TEST_F(FakeCustodyTest, without_room_nothing_is_taken) {
  feed_.held.setFull(true);
  EXPECT_FALSE(tryPublish("a"));
  EXPECT_THAT(feed_.events(), IsEmpty());
  auto event = held("a");
  EXPECT_THROW(feed_.custody()->publish("log/0", std::span(&event, 1), {}), Failure) << "after the time of the feed";
  EXPECT_EQ(event.event.id, "a");
}

TEST_F(FakeCustodyTest, a_bad_event_is_refused) {
  HeldEvent event{.event = {.id = "a"}};
  EXPECT_THROW(feed_.custody()->tryPublish("log/0", std::span(&event, 1), {}), std::invalid_argument);
  EXPECT_THAT(feed_.held.waiting(), IsEmpty());
}

TEST_F(FakeCustodyTest, a_release_settles_what_is_under_way_and_drops_the_rest) {
  for (const auto* id : {"a", "b"}) EXPECT_TRUE(tryPublish(id));
  EXPECT_TRUE(tryPublish("c", "log/1"));
  feed_.held.setUnderWay("b");
  feed_.held.release({"log/0", "log/2"}, feed_.now());
  EXPECT_THAT(settled_, ElementsAre("b"));
  EXPECT_THAT(feed_.held.waiting(), ElementsAre("c"));
  EXPECT_THAT(feed_.held.waiting("log/0"), IsEmpty());
  EXPECT_THAT(feed_.held.released(), ElementsAre(ElementsAre("log/0", "log/2")));
}

}  // namespace
}  // namespace herald::test
