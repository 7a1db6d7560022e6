// SPDX-License-Identifier: Apache-2.0
#include "engine/snapshots/snapshots.h"

#include <gmock/gmock.h>

#include <thread>

#include "engine/outbox/testing/roomy_outbox.h"
#include "engine/snapshots/testing/scripted_camera.h"
#include "herald/testing/temporary_folder.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Le;

constexpr std::uint64_t kMost = 1 << 20;

/// An event of the source `mk3`, which has a camera, for the sink `phone`, which shows pictures.
Delivery deliveryOf(const std::string& id, const std::string& sink = "phone", const std::string& source = "mk3") {
  auto event = std::make_shared<Event>();
  event->id = id;
  event->type = "PrintDone";
  event->source = source;
  event->device = source;
  event->category = Category::Lifecycle;
  return {.sink = sink, .event = std::move(event)};
}

class SnapshotsTest : public ::testing::Test {
 protected:
  SnapshotsTest() { use(camera); }
  ~SnapshotsTest() override { blocked->release(); }

  void use(std::shared_ptr<Camera> shown) {
    snapshots.use({{{"phone", [](const Event&) { return kMost; }},
                    {"watch", [](const Event& event) { return event.id == "plain" ? 0 : kMost; }}},
                   {{"mk3", cameraSetup(std::move(shown), host)}}});
  }

  /// As a publication does it.
  void publish(std::vector<Delivery> deliveries) {
    const auto held = snapshots.expect(deliveries);
    outbox.store(deliveries);
  }

  std::string taken(const std::string& event) {
    snapshots.finish(Clock::time_point::max());
    const auto jpeg = snapshots.find(event);
    return jpeg ? *jpeg : "";
  }

  std::size_t kept() const { return snapshots.status().kept.kept; }

  /// Looks as often as it asks for, for this long.
  void tidyFor(Millis period) {
    const auto end = time.now() + period;
    for (auto next = snapshots.tidy(); next <= end; next = snapshots.tidy()) time.advanceTo(next);
    time.advanceTo(end);
  }

  std::shared_ptr<BlockedCamera> blocked = std::make_shared<BlockedCamera>();
  FakeTime time{};
  MemoryOutbox outbox{100000};
  std::shared_ptr<RecordingHost> host = std::make_shared<RecordingHost>();
  std::shared_ptr<ScriptedCamera> camera = std::make_shared<ScriptedCamera>();
  Snapshots snapshots{{}, outbox, time};
};

TEST_F(SnapshotsTest, are_taken_once_for_all_sinks_that_want_one) {
  publish({deliveryOf("a"), deliveryOf("a", "watch"), deliveryOf("a", "text")});
  EXPECT_EQ(taken("a"), pictureOf("1"));
  EXPECT_THAT(camera->calls.all(), ElementsAre("mk3"));
}

TEST_F(SnapshotsTest, are_not_taken_where_nobody_shows_them) {
  EXPECT_EQ(snapshots.expect({deliveryOf("a", "text")}), nullptr);
  EXPECT_EQ(snapshots.expect({deliveryOf("a", "phone", "ender")}), nullptr) << "it has no camera";
  EXPECT_EQ(snapshots.expect({deliveryOf("plain", "watch")}), nullptr);
  auto dead = deliveryOf("a");
  dead.ending.reason = "the transform hangs";
  EXPECT_EQ(snapshots.expect({dead}), nullptr);
  snapshots.use({{}, {{"mk3", cameraSetup(camera, host)}}});
  EXPECT_EQ(snapshots.expect({deliveryOf("a")}), nullptr);
  EXPECT_THAT(camera->calls.all(), IsEmpty());
}

TEST_F(SnapshotsTest, come_from_the_camera_of_whoever_published_the_event) {
  const auto claims = deliveryOf("a", "phone", "mk3");
  EXPECT_EQ(snapshots.expect({claims}, "http"), nullptr) << "a client may name any source";
  EXPECT_NE(snapshots.expect({deliveryOf("b", "phone", "left")}, "mk3"), nullptr);
  EXPECT_EQ(taken("b"), pictureOf("1"));
}

TEST_F(SnapshotsTest, let_text_wait_for_five_seconds_at_most) {
  use(blocked);
  publish({deliveryOf("a")});
  EXPECT_EQ(snapshots.until("a"), time.now() + 5s);
  EXPECT_EQ(snapshots.until("b"), Clock::time_point{});
  blocked->release();
  EXPECT_EQ(taken("a"), pictureOf("late"));
  EXPECT_EQ(snapshots.until("a"), Clock::time_point{});
}

TEST_F(SnapshotsTest, an_event_that_is_published_again_keeps_its_picture) {
  publish({deliveryOf("a")});
  EXPECT_EQ(taken("a"), pictureOf("1"));
  time.advance(10s);
  publish({deliveryOf("a")});
  EXPECT_EQ(taken("a"), pictureOf("1"));
  EXPECT_EQ(camera->calls.all().size(), 1u);
}

TEST_F(SnapshotsTest, are_forgotten_when_nothing_of_their_event_is_left) {
  std::vector<Delivery> all{deliveryOf("a"), deliveryOf("b"), deliveryOf("a", "watch")};
  publish(all);
  taken("b");
  all = outbox.waiting("phone", 0, 10);
  outbox.delivered(all[0]);
  outbox.bury(all[1], {.reason = "400", .at = time.now()});
  tidyFor(24h);
  EXPECT_EQ(kept(), 1u) << "one of their events still waits for another sink, one is a dead letter";
  EXPECT_NE(snapshots.find("a"), nullptr);
  outbox.purge("watch");
  tidyFor(10min);
  EXPECT_EQ(snapshots.find("a"), nullptr);
  EXPECT_NE(snapshots.find("b"), nullptr);
  outbox.deadLetters().purge({});
  tidyFor(10min);
  EXPECT_EQ(kept(), 0u);
  EXPECT_EQ(snapshots.tidy(), Clock::time_point::max()) << "nobody looks any longer";
}

TEST_F(SnapshotsTest, stay_while_their_event_waits_for_room_in_the_outbox) {
  auto held = snapshots.expect({deliveryOf("a")});
  ASSERT_NE(held, nullptr);
  EXPECT_EQ(taken("a"), pictureOf("1"));
  tidyFor(24h);
  EXPECT_EQ(kept(), 1u);
  held.reset();
  tidyFor(10min);
  EXPECT_EQ(kept(), 0u) << "the event was refused";
}

TEST_F(SnapshotsTest, are_kept_while_the_outbox_does_not_know_what_it_has) {
  const testing::TemporaryFolder folder;
  std::filesystem::create_directories(folder.path() / "outbox.db" / "in the way");
  const auto broken = openDisk(folder.path(), time);
  ASSERT_NE(broken->health().problem, "");
  Snapshots unsure({}, *broken, time);
  unsure.use({{{"phone", [](const Event&) { return kMost; }}}, {{"mk3", cameraSetup(camera, host)}}});
  unsure.expect({deliveryOf("a")});
  unsure.finish(Clock::time_point::max());
  for (int i = 0; i < 10; ++i) time.advanceTo(unsure.tidy());
  EXPECT_NE(unsure.find("a"), nullptr);
}

TEST_F(SnapshotsTest, of_an_earlier_process_are_found_or_forgotten) {
  const testing::TemporaryFolder folder;
  {
    Snapshots first({.folder = folder.path() / "snapshots"}, outbox, time);
    first.use({{{"phone", [](const Event&) { return kMost; }}}, {{"mk3", cameraSetup(camera, host)}}});
    first.expect({deliveryOf("waits"), deliveryOf("gone")});
    first.finish(Clock::time_point::max());
  }
  storeOne(outbox, deliveryOf("waits"));
  Snapshots second({.folder = folder.path() / "snapshots"}, outbox, time);
  EXPECT_EQ(*second.find("waits"), pictureOf("1"));
  time.advanceTo(second.tidy());
  second.tidy();
  EXPECT_NE(second.find("waits"), nullptr);
  EXPECT_EQ(second.find("gone"), nullptr);
}

TEST_F(SnapshotsTest, a_thousand_events_take_no_more_memory_than_is_allowed) {
  Snapshots small({.memoryBytes = 10 * pictureOf("1").size()}, outbox, time);
  small.use({{{"phone", [](const Event&) { return kMost; }}}, {{"mk3", cameraSetup(camera, host)}}});
  for (int i = 0; i < 1000; ++i) {
    std::vector<Delivery> one{deliveryOf("e" + std::to_string(i))};
    small.expect(one);
    outbox.store(one);
    small.finish(Clock::time_point::max());
    time.advance(2s);
  }
  const auto counts = small.status().kept;
  EXPECT_THAT(counts.bytes, Le(10 * pictureOf("1").size()));
  EXPECT_EQ(counts.kept + counts.dropped, 1000u);
  EXPECT_NE(small.find("e999"), nullptr) << "the newest ones stay";
}

TEST_F(SnapshotsTest, a_reload_keeps_what_is_under_way) {
  use(blocked);
  publish({deliveryOf("old")});
  blocked->calls.await(1);
  use(camera);
  publish({deliveryOf("new")});
  while (snapshots.until("new") != Clock::time_point{}) std::this_thread::yield();
  EXPECT_EQ(*snapshots.find("new"), pictureOf("1")) << "the new camera waits for no old one";
  blocked->release();
  EXPECT_EQ(taken("old"), pictureOf("late"));
  time.advance(10s);
  publish({deliveryOf("last")});
  EXPECT_EQ(taken("last"), pictureOf("2"));
}

TEST_F(SnapshotsTest, a_reload_without_the_source_lets_go_of_its_camera) {
  publish({deliveryOf("a")});
  taken("a");
  const std::weak_ptr<Camera> old = camera;
  camera.reset();
  while (true) {
    snapshots.use({});
    snapshots.tidy();
    if (old.expired()) break;
    std::this_thread::yield();
  }
  EXPECT_THAT(snapshots.status().cameras, IsEmpty());
}

TEST_F(SnapshotsTest, for_a_test_are_not_kept) {
  const auto delivery = deliveryOf("test");
  EXPECT_EQ(*snapshots.takeFor(*delivery.event, kMost), pictureOf("1"));
  EXPECT_EQ(kept(), 0u);
  EXPECT_EQ(snapshots.takeFor(*deliveryOf("test", "phone", "ender").event, kMost), nullptr);
}

TEST_F(SnapshotsTest, after_a_stop_there_are_no_more) {
  EXPECT_TRUE(snapshots.stop(time.now() + 5s));
  EXPECT_EQ(snapshots.expect({deliveryOf("a")}), nullptr);
  EXPECT_EQ(snapshots.takeFor(*deliveryOf("b").event, kMost), nullptr);
  EXPECT_THAT(camera->calls.all(), IsEmpty());
}

}  // namespace
}  // namespace herald::core
