// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <thread>

#include "engine/dispatch/dispatcher.h"
#include "engine/dispatch/testing/patient_setup.h"
#include "engine/dispatch/testing/scripted_sink.h"
#include "engine/dispatch/testing/sink_kind.h"
#include "engine/snapshots/testing/scripted_camera.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Notes of each attempt whether it has a picture.
class ShowingSink final : public Sink {
 public:
  explicit ShowingSink(std::deque<Outcome> outcomes = {}) : outcomes_(std::move(outcomes)) {}
  std::vector<Option> options() const override { return {}; }
  void configure(const Settings&, Host&) override {}
  Outcome deliver(const Attempt& attempt) override {
    Outcome outcome;
    if (!outcomes_.empty()) {
      outcome = outcomes_.front();
      outcomes_.pop_front();
    }
    calls.add(attempt.event.id + (attempt.snapshot ? " with picture" : " without"));
    return outcome;
  }

  Record calls{};

 private:
  std::deque<Outcome> outcomes_;
};

/// Events of the device `mk` come from a source with a camera, those of other devices do not.
class PictureTest : public ::testing::Test, public OfBothKinds {
 protected:
  PictureTest() { dispatcher.allSet(); }
  ~PictureTest() override { blocked->release(); }

  SinkSetup showing(std::shared_ptr<Sink> sink, std::uint64_t most = 1 << 20) {
    auto setup = patientSetup(ofKind(std::move(sink)), "phone", host);
    setup.snapshot = [most](const Event&) { return most; };
    return setup;
  }

  std::shared_ptr<ShowingSink> addPhone(std::deque<Outcome> outcomes = {}) {
    auto sink = std::make_shared<ShowingSink>(std::move(outcomes));
    dispatcher.set(showing(sink));
    return sink;
  }

  template <class AnyCamera>
  std::shared_ptr<AnyCamera> use(std::shared_ptr<AnyCamera> camera) {
    snapshots.use({{{"phone", [](const Event&) { return 1 << 20; }}}, {{"mk", cameraSetup(camera, cameraHost, "mk")}}});
    return camera;
  }

  void publish(std::initializer_list<const char*> ids, const std::set<std::string>& sinks = {"phone"}) {
    std::vector<Delivery> deliveries;
    for (const auto* id : ids) {
      for (const auto& sink : sinks) {
        auto delivery = makeDelivery(id, sink);
        auto event = *delivery.event;
        event.source = event.device;
        delivery.event = std::make_shared<const Event>(event);
        delivery.accepted = time.now();
        deliveries.push_back(std::move(delivery));
      }
    }
    const auto held = snapshots.expect(deliveries);
    outbox.store(deliveries);
    dispatcher.wake(sinks);
  }

  /// Everything that is due now has been attempted.
  void finish() { ASSERT_TRUE(dispatcher.finish(Clock::time_point::max())); }

  std::shared_ptr<BlockedCamera> blocked = std::make_shared<BlockedCamera>();
  FakeTime time{};
  MemoryOutbox outbox{100000};
  std::shared_ptr<RecordingHost> host = std::make_shared<RecordingHost>();
  std::shared_ptr<RecordingHost> cameraHost = std::make_shared<RecordingHost>();
  Snapshots snapshots{{}, outbox, time};
  Dispatcher dispatcher{outbox, time, {.snapshots = &snapshots}};
};

FOR_BOTH_KINDS_OF_SINK(PictureTest);

TEST_P(PictureTest, a_delivery_goes_out_with_the_picture_of_its_event) {
  use(std::make_shared<ScriptedCamera>());
  const auto phone = addPhone();
  publish({"mk1"});
  EXPECT_THAT(phone->calls.await(1), ElementsAre("mk1 with picture"));
}

TEST_P(PictureTest, while_it_is_taken_only_its_own_line_waits) {
  const auto camera = use(blocked);
  const auto phone = addPhone();
  const auto mail = std::make_shared<ShowingSink>();
  dispatcher.set(patientSetup(ofKind(mail), "mail", host));
  publish({"mk1"}, {"mail", "phone"});
  publish({"mk2", "ender1"});
  EXPECT_THAT(mail->calls.await(1), ElementsAre("mk1 without")) << "this sink shows no pictures";
  EXPECT_THAT(phone->calls.await(1), ElementsAre("ender1 without")) << "this device has no camera";
  finish();
  EXPECT_EQ(phone->calls.all().size(), 1u);
  camera->release();
  EXPECT_THAT(phone->calls.await(3), ElementsAre("ender1 without", "mk1 with picture", "mk2 with picture"));
}

TEST_P(PictureTest, an_event_that_goes_without_waits_for_no_picture_that_another_sink_shows) {
  const auto camera = use(blocked);
  addPhone();
  const auto mail = std::make_shared<ShowingSink>();
  auto setup = showing(mail, 0);
  setup.name = "mail";
  dispatcher.set(setup);
  publish({"mk1"}, {"mail", "phone"});
  EXPECT_THAT(mail->calls.await(1), ElementsAre("mk1 without"));
  camera->release();
}

TEST_P(PictureTest, text_waits_for_five_seconds_and_not_longer) {
  const auto camera = use(blocked);
  const auto phone = addPhone();
  publish({"mk1"});
  time.advance(4999ms);
  finish();
  EXPECT_THAT(phone->calls.all(), IsEmpty());
  time.advance(1ms);
  EXPECT_THAT(phone->calls.await(1), ElementsAre("mk1 without"));
  camera->release();
}

TEST_P(PictureTest, one_that_comes_late_goes_with_the_next_attempt) {
  const auto camera = use(blocked);
  const auto phone = addPhone({{.status = 200}, retry(503)});
  publish({"ender1"});
  phone->calls.await(1);
  publish({"mk1"});
  camera->calls.await(1);
  time.advance(5s);
  phone->calls.await(2);
  finish();
  camera->release();
  snapshots.finish(Clock::time_point::max());
  time.advance(1s);
  EXPECT_THAT(phone->calls.await(3), ElementsAre("ender1 without", "mk1 without", "mk1 with picture"));
}

TEST_P(PictureTest, a_camera_that_fails_costs_no_time) {
  use(std::make_shared<ScriptedCamera>([](const Shot&) -> std::string { throw std::runtime_error("500"); }));
  const auto phone = addPhone();
  publish({"mk1", "mk2"});
  EXPECT_THAT(phone->calls.await(2), ElementsAre("mk1 without", "mk2 without"));
  EXPECT_THAT(cameraHost->lines.all(), ElementsAre(HasSubstr("no picture: 500")));
}

TEST_P(PictureTest, a_camera_that_hangs_costs_five_seconds_once) {
  const auto camera = use(blocked);
  const auto phone = addPhone();
  publish({"mk1"});
  camera->calls.await(1);
  time.advanceTo(time.awaitWaiterIn(5s, 5s));
  phone->calls.await(1);
  time.advanceTo(time.awaitWaiterIn(5s, 5s));
  EXPECT_THAT(cameraHost->lines.await(1).front(), HasSubstr("hangs"));
  publish({"mk2"});
  EXPECT_THAT(phone->calls.await(2), ElementsAre("mk1 without", "mk2 without"));
  camera->release();
}

TEST_P(PictureTest, a_reload_without_pictures_sends_what_waits_for_one) {
  const auto camera = use(blocked);
  auto phone = addPhone();
  publish({"mk1"});
  finish();
  dispatcher.set(patientSetup(ofKind(phone), "phone", host));
  EXPECT_THAT(phone->calls.await(1), ElementsAre("mk1 without"));
  camera->release();
}

TEST_P(PictureTest, a_picture_that_the_receiver_does_not_take_stays_here) {
  use(std::make_shared<ScriptedCamera>());
  const auto phone = std::make_shared<ShowingSink>(std::deque<Outcome>{retry(503), retry(503)});
  dispatcher.set(showing(phone));
  publish({"mk1"});
  phone->calls.await(1);
  finish();
  dispatcher.set(showing(phone, 100));
  dispatcher.retryNow("phone");
  EXPECT_THAT(phone->calls.await(2), ElementsAre("mk1 with picture", "mk1 without"));
  finish();
  dispatcher.set(showing(phone, 0));
  dispatcher.retryNow("phone");
  EXPECT_THAT(phone->calls.await(3).back(), "mk1 without");
}

TEST_P(PictureTest, a_dead_letter_that_is_replayed_has_it_still) {
  use(std::make_shared<ScriptedCamera>());
  const auto phone = addPhone({rejected()});
  publish({"mk1"});
  phone->calls.await(1);
  finish();
  time.advance(1h);
  outbox.deadLetters().replay({}, time.now());
  dispatcher.wake({"phone"});
  EXPECT_THAT(phone->calls.await(2), ElementsAre("mk1 with picture", "mk1 with picture"));
}

TEST_P(PictureTest, is_forgotten_after_the_last_delivery) {
  use(std::make_shared<ScriptedCamera>());
  const auto phone = addPhone();
  publish({"mk1"});
  phone->calls.await(1);
  finish();
  EXPECT_EQ(snapshots.status().kept.kept, 1u);
  time.advanceTo(time.awaitWaiterIn(10s, 10s));
  while (snapshots.status().kept.kept > 0) std::this_thread::yield();
}

TEST_P(PictureTest, a_stop_waits_for_none) {
  use(std::make_shared<ScriptedCamera>([](const Shot& shot) -> std::string {
    while (!shot.stop.stop_requested()) std::this_thread::yield();
    return {};
  }));
  const auto phone = addPhone();
  publish({"mk1"});
  EXPECT_TRUE(snapshots.stop(time.now() + 5s));
  finish();
  EXPECT_THAT(phone->calls.all(), ElementsAre("mk1 without"));
}

}  // namespace
}  // namespace herald::core
