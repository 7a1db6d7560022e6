// SPDX-License-Identifier: Apache-2.0
#include "octoprint/real_fixture.h"

/// The serial source reads OctoPrint's serial.log, which is independent of Herald.
namespace herald::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAreArray;

class SerialLog : public RealOctoPrint {
 protected:
  static constexpr const char* kEvents =
      "PrintStarted, PrintDone, PrintFailed, PrintCancelled, PrintPaused, PrintResumed, UserActionNeeded, "
      "FilamentRunout, Error, TemperatureReached, plugin_heraldtest_*";

  /// Runs the octoprint source and the serial source together, each with its own receiver.
  void listenToBoth() {
    const auto route = [](const std::string& source, const std::string& sink) {
      const std::string key = "route." + sink + ".";
      return key + "from = " + source + "\n" + key + "events = " + kEvents + "\n" + key + "to = " + sink + "\n";
    };
    configure("source.mk3.type = octoprint\nsource.mk3.url = " + octoprint().url() + "\nsource.mk3.apiKey = " +
              OctoPrint::kBotKey + "\nsource.wire.type = serial\nsource.wire.device = file://" +
              (octoprint().base() / "logs/serial.log").string() + "\n" + webhook("phone", receiver_.url()) +
              "sink.phone.data = " + kStoryData + "\n" + webhook("wire", wire_.url()) +
              "sink.wire.data = " + kStoryData + "\n" + route("mk3", "phone") + route("wire", "wire"));
    daemon_ = std::make_unique<Process>(std::vector<std::string>{heraldd(), "--config", config()});
    daemon_->waitForLine("runs with");
    octoprint().command("M115");
    const auto listens = [this] {
      const std::string output = daemon_->output();
      return output.find("listens to file://") != output.npos && output.find("connected to OctoPrint") != output.npos;
    };
    waitUntil(listens, "Herald listens to both");
  }

  static std::vector<std::string> typesOf(const std::vector<Received>& requests) {
    std::vector<std::string> types;
    for (const auto& request : requests) {
      if (isMark(request)) continue;
      const std::string reason = jsonToText(jsonAt(request.body, "reason"));
      const std::string type = jsonToText(jsonAt(request.body, "event"));
      types.push_back(type == "PrintFailed" ? type + " " + reason : type);
    }
    return types;
  }

  void waitForWire(const std::string& event) { wire_.waitForBody("{\"event\":\"" + event + "\""); }

  Receiver wire_;
};

TEST_F(SerialLog, APrintWithAPauseIsToldAsOctoPrintTellsIt) {
  listenToBoth();
  octoprint().upload("w.gcode", {50});
  octoprint().print("w.gcode");
  octoprint().waitForHold();
  octoprint().pause();
  waitForWire("PrintPaused");
  octoprint().resume();
  waitFor("PrintDone");
  waitForWire("PrintDone");
  told();
  EXPECT_THAT(typesOf(receiver_.received()), ElementsAre("PrintStarted", "PrintPaused", "PrintResumed", "PrintDone"));
  EXPECT_EQ(typesOf(wire_.received()), typesOf(receiver_.received()));
}

TEST_F(SerialLog, ACancelledPrintIsToldAsOctoPrintTellsIt) {
  listenToBoth();
  octoprint().upload("x.gcode", {50});
  octoprint().print("x.gcode");
  waitForWire("PrintStarted");
  octoprint().waitForHold();
  octoprint().cancel();
  waitFor("PrintFailed");
  waitForWire("PrintFailed");
  told();
  EXPECT_THAT(typesOf(wire_.received()), ElementsAre("PrintStarted", "PrintCancelled", "PrintFailed cancelled"));
  EXPECT_EQ(typesOf(wire_.received()), typesOf(receiver_.received()));
}

TEST_F(SerialLog, AThermalRunawayIsOneErrorAsWithOctoPrint) {
  listenToBoth();
  octoprint().upload("y.gcode", {50});
  octoprint().print("y.gcode");
  waitForWire("PrintStarted");
  octoprint().command("!!DEBUG:trigger_fatal_error_marlin");
  waitFor("PrintFailed");
  waitFor("Error");
  waitForWire("PrintFailed");
  told();
  const auto types = typesOf(wire_.received());
  EXPECT_THAT(types, ElementsAre("PrintStarted", "Error", "PrintFailed error"));
  EXPECT_THAT(typesOf(receiver_.received()), UnorderedElementsAreArray(types))
      << "OctoPrint has no order of its own here";
}

TEST_F(SerialLog, APrintFromTheCardIsToldAsOctoPrintTellsIt) {
  const std::string name = octoprint().putOnCard("card print.gcode");
  listenToBoth();
  octoprint().printFromCard(name);
  waitFor("PrintDone");
  waitForWire("PrintDone");
  told();
  EXPECT_THAT(typesOf(wire_.received()), ElementsAre("PrintStarted", "PrintDone"));
  EXPECT_EQ(typesOf(wire_.received()), typesOf(receiver_.received()));
}

TEST_F(SerialLog, APrintFromTheCardAWaitAndATemperatureAreToldByThePrintersOwnWords) {
  const std::string name = octoprint().putOnCard("from the card.gcode");
  listenToBoth();
  octoprint().command("M104 S100");
  waitForWire("TemperatureReached");
  octoprint().command("!!DEBUG:send echo:busy: paused for user");
  octoprint().command("!!DEBUG:send echo:busy: paused for user");
  waitForWire("UserActionNeeded");
  octoprint().command("!!DEBUG:send //action:out_of_filament T0");
  waitForWire("FilamentRunout");
  octoprint().command("M27 S1");
  octoprint().command("!!DEBUG:start_sd " + name);
  waitForWire("PrintDone");
  EXPECT_THAT(typesOf(wire_.received()),
              ElementsAre("TemperatureReached", "UserActionNeeded", "FilamentRunout", "PrintStarted", "PrintDone"));
  EXPECT_THAT(wire_.received().back().body, HasSubstr("\"file\":\"from"));
}

}  // namespace
}  // namespace herald::testing
