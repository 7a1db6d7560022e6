// SPDX-License-Identifier: Apache-2.0
// The sink mqtt with Home Assistant itself behind the broker. make_home_assistant.sh installs it.
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/patience.h"
#include "harness/ports.h"
#include "harness/unpacked.h"
#include "herald/testing/builders.h"
#include "herald/testing/contract.h"
#include "herald/testing/fake_host.h"
#include "mqtt/broker.h"
#include "mqtt_sink.h"

namespace herald::testing {
namespace {

using mqtt::MqttSink;

constexpr const char* kPrinting =
    R"({"state":{"text":"Printing","flags":{"operational":true,"printing":true}},)"
    R"("job":{"file":{"name":"benchy.gcode"}},"progress":{"completion":42.5,"printTimeLeft":120}})";

class HomeAssistantItself : public ::testing::Test {
 protected:
  HomeAssistantItself() {
    std::signal(SIGPIPE, SIG_IGN);
    sink_->configure(test::settingsFor(*sink_, {{"url", broker_.url()},
                                                {"user", Broker::kUser},
                                                {"password", Broker::kPassword},
                                                {"homeassistant", "true"}}),
                     host_);
    sink_->sourcesAre({{"mk3", "mk3"}});
    home_.waitForLine("started with mqtt ConfigEntryState.LOADED");
  }

  void deliver(const std::string& type, const std::string& context, const char* jpeg = nullptr) {
    Event event = test::event(type, R"({"name":"benchy.gcode"})", context);
    event.source = "mk3";
    event.category = categoryOf(type);
    Attempt attempt = test::attempt(event);
    if (jpeg) attempt.snapshot = std::make_shared<const std::string>(jpeg);
    const auto outcome = sink_->deliver(attempt);
    EXPECT_EQ(outcome.verdict, Outcome::Verdict::Delivered) << outcome.reason;
  }

  /// Waits for lines that contain these texts, in any order.
  void waitForAll(std::vector<std::string> texts) {
    while (!texts.empty()) takeFrom(texts, home_.waitForLine(""));
  }

  /// Delivers an event until lines with these texts have come: Home Assistant may be too busy to know the device, or
  /// the type, by the time the first one comes.
  void deliverUntil(std::vector<std::string> texts, const std::string& type, const std::string& context,
                    const char* jpeg = nullptr) {
    for (const auto end = Clock::now() + kPatience; !texts.empty() && Clock::now() < end;) {
      deliver(type, context, jpeg);
      while (const auto line = texts.empty() ? std::nullopt : home_.nextLine(std::chrono::seconds(5)))
        takeFrom(texts, *line);
    }
    EXPECT_EQ(texts, std::vector<std::string>{}) << home_.output();
  }

  static void takeFrom(std::vector<std::string>& texts, const std::string& line) {
    std::erase_if(texts, [&](const auto& wanted) { return line.find(wanted) != line.npos; });
  }

  Broker broker_{};
  TemporaryFolder folder_{};
  test::FakeHost host_{};
  std::unique_ptr<MqttSink> sink_ = std::make_unique<MqttSink>();
  Process home_{std::vector<std::string>{unpacked("home-assistant") + "/run",
                                         HERALD_SOURCE "/tests/mqtt/watch_home_assistant.py",
                                         (folder_.path() / "config").string(), std::to_string(broker_.port()),
                                         Broker::kUser, Broker::kPassword, std::to_string(freePort())}};
};

TEST_F(HomeAssistantItself, ShowsAPrinterWithItsEventsAndLosesItAgain) {
  deliverUntil(
      {"sensor.mk3_state printing", "sensor.mk3_progress 42.5", "sensor.mk3_time_left 120",
       "sensor.mk3_finish 2020-04-29T21:26:58+00:00", "sensor.mk3_file benchy.gcode", "binary_sensor.mk3_printing on",
       "binary_sensor.mk3_problem off", "image.mk3_picture 20", "\"event_type\": \"PrintStarted\""},
      "PrintStarted", kPrinting, "\xFF\xD8\xFF");
  deliver("PrintDone", R"({"state":{"flags":{"operational":true}},"progress":{"completion":100}})");
  waitForAll({"sensor.mk3_state idle", "sensor.mk3_progress 100", "\"event_type\": \"PrintDone\""});
  deliver("Error", "{}");
  waitForAll({"binary_sensor.mk3_problem on"});
  deliverUntil({"triggers 10"}, "DoorOpened", "{}");
  deliver("Disconnected", "{}");
  waitForAll({"sensor.mk3_state unavailable"});
  deliver("Connected", R"({"state":{"flags":{"operational":true}}})");
  waitForAll({"sensor.mk3_state idle"});

  sink_->sourcesAre({});
  waitForAll({"sensor.mk3_state gone", "event.mk3_event gone", "image.mk3_picture gone"});
  sink_.reset();
}

}  // namespace
}  // namespace herald::testing
