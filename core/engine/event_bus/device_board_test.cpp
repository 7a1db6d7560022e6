// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/device_board.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace herald::core {
namespace {

using namespace std::chrono_literals;

constexpr const char* kPrinting =
    R"({"state": {"text": "Printing", "flags": {"printing": true}}, "job": {"file": {"name": "a.gcode"}},
        "progress": {"completion": 42.5, "printTimeLeft": 600}, "currentZ": 1})";

class DeviceBoardTest : public ::testing::Test {
 protected:
  void note(const std::string& device, const std::string& type, const std::string& context = "{}") {
    Event event{.type = type, .context = context};
    event.device = device;
    board.note(origin, {std::make_shared<const Event>(event)}, now);
  }

  DeviceStatus of(const std::string& device) { return board.devices().at(device); }

  DeviceBoard board{};
  Origin origin{"octo", "mk3", {}};
  Clock::time_point now{1h};
};

TEST_F(DeviceBoardTest, remembers_what_the_last_event_of_a_device_said) {
  note("mk3", "PrintProgress", kPrinting);
  note("mk4", "Connected");
  const auto mk3 = of("mk3");
  EXPECT_EQ(mk3.source, "octo");
  EXPECT_EQ(mk3.state, "Printing");
  EXPECT_EQ(mk3.file, "a.gcode");
  EXPECT_EQ(mk3.percent, 42.5);
  EXPECT_EQ(mk3.event, "PrintProgress");
  EXPECT_EQ(of("mk4").state, "");
  EXPECT_EQ(of("mk4").percent, std::nullopt);
}

TEST_F(DeviceBoardTest, keeps_what_a_later_event_does_not_mention) {
  note("mk3", "PrintProgress", kPrinting);
  note("mk3", "Home");
  EXPECT_EQ(of("mk3").event, "Home");
  EXPECT_EQ(of("mk3").file, "a.gcode");
  note("mk3", "PrinterStateChanged", R"({"state": {"text": "Operational"}, "job": {"file": {"name": null}},
      "progress": {"completion": null, "printTimeLeft": null}})");
  EXPECT_EQ(of("mk3").file, "");
  EXPECT_EQ(of("mk3").percent, std::nullopt);
  EXPECT_EQ(of("mk3").left(now), std::nullopt);
}

TEST_F(DeviceBoardTest, the_time_left_goes_by_while_the_device_prints) {
  note("mk3", "PrintProgress", kPrinting);
  EXPECT_EQ(of("mk3").left(now + 1min), 540s);
  EXPECT_EQ(of("mk3").left(now + 1h), 0s);
  now += 1min;
  note("mk3", "Home");
  EXPECT_EQ(of("mk3").left(now), 540s) << "an event without progress does not start it again";
  note("mk3", "PrintPaused", R"({"state": {"text": "Paused"}, "progress": {"printTimeLeft": 500}})");
  EXPECT_EQ(of("mk3").left(now + 1h), 500s);
}

TEST_F(DeviceBoardTest, takes_whatever_a_context_holds) {
  for (const auto* context :
       {R"({"state": "up", "job": 3, "progress": [1]})", R"({"progress": {"completion": "much", "printTimeLeft": -5}})",
        R"({"progress": {"completion": 1e300, "printTimeLeft": 1e300}, "state": null})"}) {
    note("odd", "Thing", context);
  }
  EXPECT_EQ(of("odd").percent, 100.0);
  note("odd", "Thing", R"({"job": {"file": {"name": ")" + std::string(199, 'x') + R"(ö and more"}}})");
  EXPECT_EQ(of("odd").file, std::string(199, 'x')) << "it never cuts within a character";
}

TEST_F(DeviceBoardTest, heralds_own_events_are_not_about_a_printer) {
  origin = ownOrigin("mk3", {});
  note("mk3", "SourceLost");
  EXPECT_TRUE(board.devices().empty());
}

TEST_F(DeviceBoardTest, forgets_the_devices_of_a_source) {
  note("left", "Thing");
  note("right", "Thing");
  origin.source = "door";
  note("bell", "Thing");
  board.forget("octo");
  EXPECT_THAT(board.devices(), ::testing::ElementsAre(::testing::Key("bell")));
}

TEST_F(DeviceBoardTest, holds_a_bounded_amount_of_events_however_many_devices_there_are) {
  std::vector<std::weak_ptr<const Event>> events;
  const std::string payload(400, ' ');
  for (int i = 0; i < 20'000; ++i) {
    auto event = std::make_shared<Event>(Event{.type = "Thing", .payload = payload, .context = kPrinting});
    event->device = "d" + std::to_string(i % DeviceBoard::kMostDevices);
    events.emplace_back(event);
    board.note(origin, {std::move(event)}, now);
  }
  const auto held = std::ranges::count_if(events, [](const auto& event) { return !event.expired(); });
  EXPECT_LE(static_cast<std::size_t>(held) * payload.size(), DeviceBoard::kMostUnread);
  EXPECT_EQ(of("d7").percent, 42.5);
}

TEST_F(DeviceBoardTest, forgets_the_device_that_was_silent_longest) {
  for (std::size_t i = 0; i < DeviceBoard::kMostDevices; ++i) {
    note("d" + std::to_string(i), "Thing");
    now += 1s;
  }
  note("d0", "Thing");
  note("new", "Thing");
  const auto devices = board.devices();
  EXPECT_EQ(devices.size(), DeviceBoard::kMostDevices);
  EXPECT_TRUE(devices.contains("d0"));
  EXPECT_TRUE(devices.contains("new"));
  EXPECT_FALSE(devices.contains("d1"));
}

}  // namespace
}  // namespace herald::core
