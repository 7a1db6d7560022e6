// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/announcer.h"

#include <gmock/gmock.h>

#include "engine/outbox/kinds/memory_outbox.h"
#include "herald/json.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::shared_ptr<const BusRoute> routeNamed(const std::string& name, std::vector<std::string> from,
                                           std::vector<std::string> sinks) {
  return std::make_shared<const BusRoute>(BusRoute{{name, std::move(from), {}, std::move(sinks)}, {}});
}

class AnnouncerTest : public ::testing::Test {
 protected:
  std::vector<std::string> typesFor(const std::string& sink) {
    std::vector<std::string> types;
    for (const auto& delivery : outbox.waiting(sink, 0, 100)) types.push_back(delivery.event->type);
    return types;
  }

  FakeTime time{};
  MemoryOutbox outbox{};
  EventBus bus{outbox, time, [](const auto&) {}};
};

TEST_F(AnnouncerTest, PublishesToEverySinkExceptTheOneItIsAbout) {
  bus.setRoutes({routeNamed("all", {}, {"slack", "mail"}), routeNamed("device", {"slack"}, {"phone"}),
                 routeNamed("other", {"mk3"}, {"printer"})});
  Announcer announcer(bus);
  announcer.announce({.sink = "slack",
                      .failing = true,
                      .state = SinkStatus::State::Holding,
                      .reason = "401",
                      .waiting = 3,
                      .since = time.wallClock()});
  announcer.announce({.sink = "slack"});
  announcer.stop();
  announcer.announce({.sink = "slack"});
  EXPECT_THAT(typesFor("slack"), IsEmpty());
  EXPECT_THAT(typesFor("printer"), IsEmpty());
  EXPECT_THAT(typesFor("phone"), ElementsAre("SinkFailing", "SinkRecovered")) << "as of a device of the sink's name";
  EXPECT_THAT(typesFor("mail"), ElementsAre("SinkFailing", "SinkRecovered"));
  const auto& event = *outbox.waiting("mail", 0, 1)[0].event;
  EXPECT_EQ(event.category, Category::Error);
  EXPECT_EQ(event.source, "herald");
  EXPECT_EQ(event.device, "slack");
  EXPECT_EQ(event.payload,
            R"({"sink":"slack","state":"on hold","reason":"401","waiting":3,"since":"2026-01-31T00:00:00.000Z"})");
}

LogEntry deadLetter(const std::string& source) {
  return {.step = LogStep::Rejected,
          .sink = "slack",
          .source = source,
          .device = "Prusa",
          .event = "id-1",
          .type = "PrintDone",
          .status = 400,
          .reason = "400 Bad Request"};
}

TEST_F(AnnouncerTest, PublishesADeadLetterToEverySinkExceptTheOneThatRefusedIt) {
  bus.setRoutes({routeNamed("all", {}, {"slack", "mail"})});
  Announcer announcer(bus);
  announcer.announceDeadLetter(deadLetter("mk3"));
  announcer.stop();
  EXPECT_THAT(typesFor("slack"), IsEmpty());
  ASSERT_THAT(typesFor("mail"), ElementsAre("DeadLetter"));
  const auto& event = *outbox.waiting("mail", 0, 1)[0].event;
  EXPECT_EQ(event.category, Category::Error);
  EXPECT_EQ(event.source, "herald");
  EXPECT_EQ(event.device, "slack");
  EXPECT_EQ(event.payload, R"({"sink":"slack","reason":"400 Bad Request","status":400,)"
                           R"("letter":{"id":"id-1","type":"PrintDone","device":"Prusa","source":"mk3"}})");
}

TEST_F(AnnouncerTest, SaysNothingAboutADeadLetterOfHeraldsOwn) {
  bus.setRoutes({routeNamed("all", {}, {"slack", "mail"})});
  Announcer announcer(bus);
  announcer.announceDeadLetter(deadLetter("herald"));
  announcer.stop();
  EXPECT_THAT(typesFor("mail"), IsEmpty());
}

}  // namespace
}  // namespace herald::core
