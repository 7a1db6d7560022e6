// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/recent_events.h"

#include <gmock/gmock.h>

#include <string>

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

std::shared_ptr<const Event> recentEvent(const std::string& device, const std::string& type, const std::string& id,
                                         std::size_t bytes = 2) {
  return std::make_shared<const Event>(
      Event{.type = type, .payload = std::string(bytes, ' '), .id = id, .device = device});
}

std::vector<std::string> idsOf(const RecentEvents& recent) {
  std::vector<std::string> ids;
  for (const auto& event : recent.all()) ids.push_back(event->id);
  return ids;
}

TEST(RecentEventsTest, keeps_the_last_event_of_each_device_and_type) {
  RecentEvents recent;
  recent.note({recentEvent("mk3", "PrintDone", "1"), recentEvent("mk4", "PrintDone", "2")});
  recent.note({recentEvent("mk3", "Error", "3"), recentEvent("mk3", "PrintDone", "4")});
  EXPECT_THAT(idsOf(recent), ElementsAre("4", "3", "2"));
}

TEST(RecentEventsTest, drops_the_oldest_when_they_are_many_or_large) {
  RecentEvents recent;
  for (std::size_t i = 0; i <= RecentEvents::kMostEvents; ++i) {
    recent.note({recentEvent("printer " + std::to_string(i), "PrintDone", std::to_string(i))});
  }
  EXPECT_THAT(recent.all(), SizeIs(RecentEvents::kMostEvents));
  EXPECT_EQ(recent.all().back()->id, "1");
  recent.note({recentEvent("mk3", "Error", "large", RecentEvents::kMostBytes / 2)});
  recent.note({recentEvent("mk4", "Error", "larger", RecentEvents::kMostBytes * 2 / 3)});
  EXPECT_THAT(idsOf(recent), ElementsAre("larger"));
  recent.note({recentEvent("mk4", "Error", "too large", RecentEvents::kMostBytes + 1)});
  EXPECT_THAT(recent.all(), SizeIs(0));
}

}  // namespace
}  // namespace herald::core
