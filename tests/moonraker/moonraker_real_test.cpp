// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <set>

#include "base/pictures/testing/test_jpegs.h"
#include "harness/daemon_fixture.h"
#include "harness/multipart.h"
#include "herald/json.h"
#include "moonraker/moonraker.h"
#include "mqtt/broker.h"
#include "octoprint/reverse_proxy.h"
#include "octoprint/wait_until.h"

/// heraldd beside a real Moonraker of the version that HERALD_MOONRAKER names, over a fake Klipper. Each test has its
/// own, since most of them kill it.
namespace herald::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

/// Enough to tell each event in one line.
constexpr const char* kMoonrakerData =
    R"({"event":"@eventType","name":"@name","what":"@{extra.reason}@{extra.layer}","milestone":"@percentCompleteMilestone","error":"@error","reconciled":"@reconciled","message":"@{extra.message}","state":"@state.text","estimate":"@job.estimatedPrintTime","left":"@progress.printTimeLeft","completion":"@progress.completion","tool1":"@temperatures.tool1.actual","thumbnail":"@{meta.thumbnails.0.relative_path}","slicer":"@meta.slicer","used":"@filamentUsed.length"})";

class RealMoonraker : public DaemonTest {
 protected:
  Moonraker& begin(const Moonraker::Setup& setup = {}) {
    const char* version = std::getenv("HERALD_MOONRAKER");
    if (!version) throw std::runtime_error("HERALD_MOONRAKER has to name a version of Moonraker, as 0.11.0");
    moonraker_ = std::make_unique<Moonraker>(version, setup);
    moonraker_->start();
    return *moonraker_;
  }

  std::string text(const std::string& more = {}) const {
    return "source.k.type = moonraker\nsource.k.url = " + moonraker_->url() + "\n" + more +
           webhook("phone", receiver_.url()) + "sink.phone.data = " + kMoonrakerData +
           "\nsink.phone.events = PrintStarted, PrintDone, PrintFailed, PrintCancelled, PrintPaused, PrintResumed, "
           "PrintProgress, PrintLayer, FirstLayerDone, Error, UserActionNeeded, FilamentChange, Connected, "
           "Disconnected, DisplayMessage\nsink.phone.progress = 25%\n";
  }

  /// Starts Herald, and returns when it follows the printer.
  void listen() {
    start(text());
    waitForConnection();
  }
  void waitForConnection() { daemon_->waitForLine("connected to Moonraker " + moonraker_->version()); }

  void killHerald() {
    daemon_->signal(SIGKILL);
    daemon_->wait();
  }

  /// Returns when all that the printer did has arrived. Its display shows another text then.
  void settle() {
    const std::string mark = "mark " + std::to_string(++marks_) + ".";
    moonraker_->change(R"({"display_status":{"message":")" + mark + R"("}})");
    receiver_.waitForBody(mark);
  }

  static std::string at(const Received& request, const char* name) { return jsonToText(jsonAt(request.body, name)); }

  /// Everything that the receiver got: "PrintFailed a.gcode cancelled reconciled". What is delivered again after a kill
  /// has the same id.
  std::vector<std::string> told() {
    settle();
    std::vector<std::string> lines;
    std::set<std::string> ids;
    for (const Received& request : receiver_.received()) {
      if (!ids.insert(request.headers.at("webhook-id")).second || at(request, "message").starts_with("mark ")) continue;
      std::string line = at(request, "event");
      for (const char* name : {"name", "what"})
        if (const std::string text = at(request, name); !text.empty()) line += " " + text;
      if (at(request, "event") == "PrintProgress") line += " " + at(request, "milestone");
      if (at(request, "reconciled") == "true") line += " reconciled";
      lines.push_back(line);
    }
    return lines;
  }

  /// The last event of this type.
  Received last(const std::string& event) {
    Received found;
    for (const Received& request : receiver_.received())
      if (at(request, "event") == event) found = request;
    return found;
  }

  /// So much of the file is printed.
  void reach(int percent) {
    moonraker_->change(R"({"print_stats":{"total_duration":)" + std::to_string(percent + 5) + R"(,"print_duration":)" +
                       std::to_string(percent) + R"(},"virtual_sdcard":{"progress":)" +
                       std::to_string(percent / 100.0) + R"(},"display_status":{"progress":)" +
                       std::to_string(percent / 100.0) + "}}");
  }
  void become(const std::string& state, const std::string& more = {}) {
    moonraker_->change(R"({"print_stats":{"state":")" + state + "\"" + more + "}}");
  }

  std::unique_ptr<Moonraker> moonraker_{};
  int marks_ = 0;
};

TEST_F(RealMoonraker, TellsAPrintFromItsStartToItsEnd) {
  Moonraker& moonraker = begin();
  moonraker.waitForMetadata();
  listen();
  moonraker.change(R"({"extruder1":{"temperature":199.5}})");
  moonraker.print("a.gcode");
  reach(26);
  moonraker.change(R"({"print_stats":{"info":{"total_layer":2,"current_layer":1}}})");
  moonraker.change(R"({"print_stats":{"info":{"total_layer":2,"current_layer":2}}})");
  moonraker.say("// action:prompt_begin Filament change");
  moonraker.say("// action:prompt_show");
  settle();
  moonraker.pause();
  EXPECT_EQ(at((settle(), last("PrintPaused")), "state"), "Paused");
  moonraker.say("// action:prompt_end");
  settle();
  moonraker.resume();
  moonraker.change(R"({"filament_switch_sensor fs":{"filament_detected":false}})");
  settle();
  moonraker.pause();
  moonraker.change(R"({"filament_switch_sensor fs":{"filament_detected":true}})");
  settle();
  moonraker.resume();
  become("complete", R"(,"filament_used":1200.5)");

  EXPECT_THAT(told(), ElementsAre("PrintStarted a.gcode", "PrintProgress a.gcode 25", "PrintLayer a.gcode 1",
                                  "FirstLayerDone a.gcode 2", "PrintLayer a.gcode 2", "FilamentChange",
                                  "UserActionNeeded filament change", "PrintPaused a.gcode", "PrintResumed a.gcode",
                                  "PrintPaused a.gcode", "UserActionNeeded runout", "PrintResumed a.gcode",
                                  "PrintDone a.gcode"));
  const Received started = last("PrintStarted");
  EXPECT_EQ(at(started, "estimate"), "600");
  EXPECT_EQ(at(started, "left"), "600");
  EXPECT_EQ(at(started, "tool1"), "199.5");
  EXPECT_EQ(at(started, "slicer"), "PrusaSlicer");
  EXPECT_EQ(at(started, "thumbnail"), ".thumbs/a-32x32.png");
  EXPECT_EQ(at(last("PrintDone"), "completion"), "100");
  EXPECT_EQ(at(last("PrintDone"), "used"), "1200.5");
}

TEST_F(RealMoonraker, TellsHowPrintsFail) {
  Moonraker& moonraker = begin();
  listen();
  moonraker.print("b.gcode");
  moonraker.cancel();
  moonraker.print("c.gcode");
  become("error", R"(,"message":"Move out of range: 250.000 300.000 10.000 [3.000]")");
  settle();
  EXPECT_EQ(at(last("PrintFailed"), "error"), "Move out of range: 250.000 300.000 10.000 [3.000]");
  moonraker.print("a.gcode");
  moonraker.emergencyStop();
  moonraker.change(
      R"({"webhooks":{"state":"ready","state_message":"Printer is ready"},"print_stats":{"state":"standby","filename":""}})");

  EXPECT_THAT(told(), ElementsAre("PrintStarted b.gcode", "PrintCancelled b.gcode", "PrintFailed b.gcode cancelled",
                                  "PrintStarted c.gcode", "PrintFailed c.gcode error", "PrintStarted a.gcode",
                                  "Error firmware", "PrintFailed a.gcode error", "Connected"));
  EXPECT_EQ(at(last("Error"), "error"), "Shutdown due to webhooks request");
  EXPECT_EQ(at(last("Error"), "state"), "Error");
  EXPECT_EQ(at(last("PrintFailed"), "error"), "Shutdown due to webhooks request");
}

TEST_F(RealMoonraker, TellsNothingTwiceAndMissesNoEndIfHeraldIsKilled) {
  Moonraker& moonraker = begin();
  listen();
  moonraker.print("a.gcode");
  reach(30);
  settle();
  killHerald();
  reach(80);
  listen();
  EXPECT_THAT(told(), ElementsAre("PrintStarted a.gcode", "PrintProgress a.gcode 25", "PrintProgress a.gcode 75"));

  killHerald();
  become("complete");
  moonraker.waitForHistory(1, 0);
  moonraker.print("b.gcode");
  moonraker.waitForHistory(1, 1);
  become("complete");
  moonraker.waitForHistory(2, 0);
  moonraker.print("c.gcode");
  reach(40);
  listen();
  const auto story = ElementsAre("PrintStarted a.gcode", "PrintProgress a.gcode 25", "PrintProgress a.gcode 75",
                                 "PrintDone a.gcode reconciled", "PrintDone b.gcode reconciled",
                                 "PrintStarted c.gcode reconciled", "PrintProgress c.gcode 25");
  EXPECT_THAT(told(), story) << moonraker.history();
  killHerald();
  listen();
  EXPECT_THAT(told(), story);
}

TEST_F(RealMoonraker, PrintsOnIfMoonrakerIsKilled) {
  Moonraker& moonraker = begin();
  listen();
  moonraker.print("a.gcode");
  reach(30);
  settle();
  moonraker.kill();
  reach(60);
  moonraker.start();
  receiver_.waitForBody(R"("milestone":50)");
  EXPECT_THAT(told(), ElementsAre("PrintStarted a.gcode", "PrintProgress a.gcode 25", "PrintProgress a.gcode 50"));
  moonraker.kill();
  become("complete");
  moonraker.start();
  receiver_.waitForBody("PrintDone");
  EXPECT_THAT(told(), ElementsAre("PrintStarted a.gcode", "PrintProgress a.gcode 25", "PrintProgress a.gcode 50",
                                  "PrintDone a.gcode reconciled"));
}

/// Without its history, Moonraker 0.8 cannot say how a print ended. Klipper still can.
TEST_F(RealMoonraker, NeedsNoHistory) {
  Moonraker& moonraker = begin({.history = false});
  listen();
  moonraker.print("a.gcode");
  settle();
  killHerald();
  become("complete");
  listen();
  moonraker.print("b.gcode");
  moonraker.cancel();
  EXPECT_THAT(told(), ElementsAre("PrintStarted a.gcode", "PrintDone a.gcode reconciled", "PrintStarted b.gcode",
                                  "PrintCancelled b.gcode", "PrintFailed b.gcode cancelled"));
}

TEST_F(RealMoonraker, TellsThatKlipperIsGoneAndWhyItCannotStart) {
  Moonraker& moonraker = begin();
  listen();
  moonraker.print("b.gcode");
  settle();
  moonraker.killKlippy();
  receiver_.waitForBody("PrintFailed");
  moonraker.startKlippy("Option 'x' is not valid in section 'y'\n\nOnce the underlying issue is corrected, use the");
  EXPECT_THAT(receiver_.waitForBody("\"Error\"").body, HasSubstr("Option 'x' is not valid in section 'y'\""));
  moonraker.killKlippy();
  moonraker.startKlippy();
  receiver_.waitForBody("\"Connected\"");
  EXPECT_THAT(told(), ElementsAre("PrintStarted b.gcode", "Disconnected", "PrintFailed b.gcode error", "Error firmware",
                                  "Disconnected", "Connected"));
}

TEST_F(RealMoonraker, SaysThatItNeedsAKey) {
  Moonraker& moonraker = begin({.trustsHost = false});
  start(text());
  daemon_->waitForLine("Moonraker wants an API key: set apiKey, or trust this machine in moonraker.conf");
  reload(text("source.k.apiKey = wr0ng-k3y\n"));
  daemon_->waitForLine("Moonraker does not accept the API key");
  reload(text("source.k.apiKey = " + moonraker.apiKey() + "\n"));
  waitForConnection();
  settle();
  EXPECT_THAT(daemon_->output(), Not(HasSubstr("wr0ng-k3y")));
}

TEST_F(RealMoonraker, IsReachedThroughAProxyAndShowsItsWebcam) {
  Receiver webcam([](const Received& request) {
    return request.path == "/snapshot.jpg" ? Reply(200, core::testing::fourColoursJpeg(64, 32)) : Reply(404);
  });
  Moonraker& moonraker = begin({.webcamUrl = webcam.url() + "snapshot.jpg"});
  const ReverseProxy proxy(moonraker.port());
  start("source.k.type = moonraker\nsource.k.url = " + proxy.url() + "/\nsource.k.tls.ca = " + proxy.authority() +
        "\n" + webhook("phone", receiver_.url()) +
        "sink.phone.events = DisplayMessage\nsink.phone.data = {\"text\":\"@message\",\"picture\":\"@snapshot\"}\n");
  waitForConnection();
  settle();
  const Received request = receiver_.received().back();
  for (const MultipartPart& part : multipartParts(request.headers.at("content-type"), request.body))
    if (part.fileName == "snapshot.jpg") {
      EXPECT_EQ(core::testing::corners(part.content), "brwg") << "turned to the right by a quarter";
      return;
    }
  FAIL() << "no picture: " << daemon_->output();
}

/// The preset for those who have Moonraker's section [mqtt] already.
TEST_F(RealMoonraker, IsHeardOverMqttToo) {
  Broker broker;
  start("source.m.preset = moonraker_mqtt\nsource.m.url = " + broker.url() + "\nsource.m.user = " + Broker::kUser +
        "\nsource.m.password = " + Broker::kPassword + "\n" + webhook("phone", receiver_.url()) + "sink.phone.data = " +
        kMoonrakerData + "\nsink.phone.events = Connected, Disconnected, PrintStarted, PrintPaused, PrintDone\n");
  waitUntil(
      [&] {
        return ctl({"status", "--json"}).output.find("MQTT 5") != std::string::npos;
      },
      "Herald listens to the broker");
  Moonraker& moonraker = begin({.sections = "[mqtt]\naddress: 127.0.0.1\nport: " + std::to_string(broker.port()) +
                                            "\nusername: " + Broker::kUser + "\npassword: " + Broker::kPassword +
                                            "\ninstance_name: printers\nstatus_objects:\n  print_stats\n"});
  receiver_.waitForBody("\"Connected\"");
  moonraker.print("a.gcode");
  moonraker.pause();
  moonraker.resume();
  become("complete");
  receiver_.waitForBody("PrintDone");
  moonraker.kill();
  receiver_.waitForBody("Disconnected");
  std::vector<std::string> events;
  for (const Received& request : receiver_.received()) events.push_back(at(request, "event"));
  EXPECT_THAT(events,
              ElementsAre("Connected", "PrintStarted", "PrintPaused", "PrintStarted", "PrintDone", "Disconnected"));
}

}  // namespace
}  // namespace herald::testing
