// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/source_publisher.h"

#include <gmock/gmock.h>

#include "engine/event_bus/testing/scripted_transform.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SourcePublisherTest : public ::testing::Test {
 protected:
  void SetUp() override { bus.setRoutes({makeRoute("all", {"slack"})}); }

  void publish(const std::string& id, const Notes& notes = {}) {
    Event event = makeEvent("PrintDone", id);
    publisher.publish(std::span(&event, 1), notes);
  }

  std::vector<std::string> waitingTypes() const {
    std::vector<std::string> types;
    for (const auto& delivery : outbox.waiting("slack", 0, 100)) types.push_back(delivery.event->type);
    return types;
  }

  FakeTime time{};
  MemoryOutbox outbox{};
  EventBus bus{outbox, time, [](const auto&) {}};
  SourcePublisher publisher{{"mk3", "Prusa", {}}, bus, time, WhenFull::Drop, {}};
};

TEST_F(SourcePublisherTest, stores_the_notes_under_the_name_of_the_source) {
  publish("1", {{"job", "benchy"}});
  EXPECT_THAT(waitingIds(outbox, "slack"), ElementsAre("1"));
  EXPECT_EQ(outbox.note("source.mk3", "job"), "benchy");
}

TEST_F(SourcePublisherTest, refuses_a_note_that_is_not_small_with_its_event) {
  EXPECT_THROW(publish("1", {{"job", std::string(std::size_t{2} << 20, 'x')}}), std::length_error);
  EXPECT_THAT(waitingIds(outbox, "slack"), IsEmpty());
  EXPECT_EQ(outbox.note("source.mk3", "job"), "");
}

TEST_F(SourcePublisherTest, reports_since_when_the_source_was_away) {
  const auto since = time.now();
  const auto wall = time.wallClock();
  time.advance(std::chrono::seconds(90));
  publisher.reportLost("no answer", since);
  publisher.reportBack("octopi.local", since);
  EXPECT_THAT(waitingTypes(), ElementsAre("SourceLost", "SourceBack"));
  const auto lost = outbox.waiting("slack", 0, 1).front().event;
  EXPECT_EQ(lost->device, "Prusa");
  EXPECT_EQ(lost->source, "herald");
  EXPECT_THAT(lost->payload, HasSubstr(R"("reason":"no answer")"));
  EXPECT_THAT(lost->payload, HasSubstr(toRfc3339(wall)));
}

TEST_F(SourcePublisherTest, accepts_nothing_after_close) {
  publisher.close();
  EXPECT_THROW(publish("1"), Failure);
  Event event = makeEvent("PrintDone");
  EXPECT_THROW(publisher.tryPublish(std::span(&event, 1), {}), Failure);
  publisher.reportLost("no answer", time.now());
  EXPECT_THAT(waitingTypes(), IsEmpty());
}

}  // namespace
}  // namespace herald::core
