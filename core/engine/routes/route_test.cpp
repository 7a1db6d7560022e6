// SPDX-License-Identifier: Apache-2.0
#include "engine/routes/route.h"

#include <gtest/gtest.h>

namespace herald::core {
namespace {

TEST(Route, selects_by_source_device_tag_and_type) {
  const Origin origin{"mk3", "Prusa MK3", {"room2", "resin"}};
  struct Case {
    std::vector<std::string> from, events;
    bool matches;
  };
  const Case cases[] = {
      {{}, {}, true},
      {{"mk3"}, {}, true},
      {{"MK*"}, {}, true},
      {{"voron"}, {}, false},
      {{"left"}, {}, true},        // the event's own device
      {{"Prusa MK3"}, {}, false},  // which replaces the source's
      {{"tag:room2"}, {}, true},
      {{"tag:ROOM?"}, {}, true},
      {{"tag:room3"}, {}, false},
      {{"room2"}, {}, false},
      {{"voron", "tag:resin"}, {}, true},
      {{}, {"Print*"}, true},
      {{}, {"Error", "printdone"}, true},
      {{}, {"Error"}, false},
      {{"voron"}, {"Print*"}, false},
      {{"mk3"}, {"Error"}, false},
  };
  Event event;
  event.type = "PrintDone";
  event.device = "left";
  for (const auto& [from, events, matches] : cases) {
    Route route;
    route.from = from;
    route.events = events;
    EXPECT_EQ(route.matches(origin, event), matches)
        << ::testing::PrintToString(from) << " " << ::testing::PrintToString(events);
  }
}

TEST(ContextOf, has_the_tags_of_the_origin) {
  EXPECT_EQ(contextOf({"mk3", "mk3", {}}, R"({"state":{}})"), R"({"state":{}})");
  EXPECT_EQ(contextOf({"mk3", "mk3", {"room2", "\"big\""}}, R"({"state":{}})"),
            R"({"state":{},"tags":["room2","\"big\""]})");
  EXPECT_EQ(contextOf({"mk3", "mk3", {"a"}}, R"({"tags":["the source's"]})"), R"({"tags":["a"]})");
}

}  // namespace
}  // namespace herald::core
