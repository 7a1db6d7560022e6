// SPDX-License-Identifier: Apache-2.0
#include "events/cloud_event_writer.h"

#include <gmock/gmock.h>

#include "events/herald_event.h"
#include "herald/base64.h"
#include "herald/json.h"
#include "herald/testing/builders.h"

namespace herald::events {
namespace {

Event printed() {
  Event event = test::event("PrintDone", R"({"name":"a.gcode"})", R"({"state":"Operational"})");
  event.device = "Prusa MK3 №1";
  event.source = "octopi";
  return event;
}

TEST(CloudEventWriter, AnotherHeraldMakesTheSameEventOfIt) {
  const Event event = printed();
  auto attributes = attributesOf(event, event.device);
  addHeraldExtensions(attributes, event, event.context);
  const auto json = structuredEvent(attributes, "application/json", event.payload);
  for (Event read : {cloudEvent(attributes, "application/json", event.payload), cloudEvent(EventMembers(json))}) {
    EXPECT_TRUE(restoreHeraldEvent(read));
    EXPECT_EQ(read.id, event.id);
    EXPECT_EQ(read.type, event.type);
    EXPECT_EQ(read.device, event.device);
    EXPECT_EQ(read.source, event.source);
    EXPECT_EQ(read.time, event.time);
    EXPECT_EQ(read.subject, event.subject);
    EXPECT_EQ(read.category, event.category);
    EXPECT_EQ(read.payload, event.payload);
    EXPECT_EQ(read.context, event.context);
  }
}

TEST(CloudEventWriter, TheSourceIsAUriReference) {
  EXPECT_THAT(attributesOf(printed(), "Prusa MK3"), ::testing::Contains(std::pair("source", "Prusa%20MK3")));
}

TEST(CloudEventWriter, DataThatAreNotJsonAreBase64) {
  const auto json = structuredEvent(attributesOf(printed(), "mk3"), "image/jpeg", "\xff\xd8");
  EXPECT_EQ(fromBase64(jsonToText(jsonAt(json, "data_base64"))), "\xff\xd8");
  EXPECT_EQ(jsonAt(json, "datacontenttype"), "\"image/jpeg\"");
  const auto without = structuredEvent(attributesOf(printed(), "mk3"), "", "");
  EXPECT_EQ(jsonAt(without, "data"), "");
}

}  // namespace
}  // namespace herald::events
