// SPDX-License-Identifier: Apache-2.0
#include "testing_pty.h"

#include "harness/daemon_fixture.h"
#include "herald/json.h"

/// From a printer on a terminal through heraldd to a webhook.
namespace herald::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class SerialPrinter : public DaemonTest {
 protected:
  std::string device() const { return (folder_.path() / "usb-printer").string(); }

  /// Starts heraldd with the printer as a source. Returns when it listens.
  void listen(const std::string& more = "source.ender.baud = 250000\n") {
    startAndWait(more, "listens to " + device());
  }

  /// Waits for this line alone: the source may print it before the daemon says that it runs.
  void startAndWait(const std::string& more, const std::string& line) {
    configure(
        "source.ender.type = serial\nsource.ender.name = Ender 3\nsource.ender.device = " + device() + "\n" + more +
        webhook("phone", receiver_.url()) +
        "sink.phone.events = *\nsink.phone.progress = 25%\n"
        R"(sink.phone.data = {"event":"@device: @eventType","job":"@job.file.name","completion":"@progress.completion","error":"@{error}"})"
        "\n");
    daemon_.reset();  // one that still runs has the data folder
    daemon_ = std::make_unique<Process>(std::vector<std::string>{heraldd(), "--config", config()});
    daemon_->waitForLine(line);
  }

  std::vector<std::string> messages() {
    std::vector<std::string> all;
    for (const auto& request : receiver_.received()) all.push_back(jsonToText(jsonAt(request.body, "event")));
    return all;
  }
};

TEST_F(SerialPrinter, APrintFromTheCardReachesTheWebhook) {
  const serial::Pty pty(device());
  listen();
  pty.send("start\necho:Marlin 2.1.2.1\nFile opened: benchy.gco Size: 1000\nFile selected\n");
  for (const int byte : {10, 260, 270}) pty.send("SD printing byte " + std::to_string(byte) + "/1000\n");
  pty.send(
      "//action:paused\nT:210.0 /210.0 B:60.0 /60.0 @:0\n//action:resumed\nSD printing byte 1000/1000\nDone printing "
      "file\n");
  const Received done = receiver_.waitForBody("PrintDone");
  EXPECT_EQ(stop(), 0);
  EXPECT_EQ(jsonToText(jsonAt(done.body, "job")), "benchy.gco");
  EXPECT_EQ(jsonToText(jsonAt(done.body, "completion")), "100");
  EXPECT_THAT(messages(), ElementsAre("Ender 3: Connected", "Ender 3: PrintStarted", "Ender 3: PrintProgress",
                                      "Ender 3: PrintPaused", "Ender 3: UserActionNeeded", "Ender 3: PrintResumed",
                                      "Ender 3: PrintDone"));
  EXPECT_EQ(pty.received(), "") << "Herald must write nothing";
}

TEST_F(SerialPrinter, APrinterIsUnpluggedAndPluggedInAgain) {
  auto pty = std::make_unique<serial::Pty>(device());
  listen();
  pty->send("File opened: benchy.gco Size: 1000\nSD printing byte 100/1000\n");
  receiver_.waitForBody("PrintStarted");
  pty.reset();
  daemon_->waitForLine("unplugged");
  receiver_.waitForBody("Disconnected");
  daemon_->waitForLine("waits for " + device());
  pty = std::make_unique<serial::Pty>(device());
  daemon_->waitForLine("listens to " + device());
  pty->send("SD printing byte 600/1000\nDone printing file\n");
  receiver_.waitForBody("PrintDone");
  EXPECT_EQ(stop(), 0);
  EXPECT_THAT(messages(), ElementsAre("Ender 3: Connected", "Ender 3: PrintStarted", "Ender 3: Disconnected",
                                      "Ender 3: Connected", "Ender 3: PrintProgress", "Ender 3: PrintDone"));
}

TEST_F(SerialPrinter, ARestartOfHeraldDuringAPrintRepeatsNothing) {
  const serial::Pty pty(device());
  listen();
  pty.send("File opened: benchy.gco Size: 1000\nSD printing byte 300/1000\n");
  receiver_.waitForBody("PrintProgress");
  EXPECT_EQ(stop(), 0);
  listen();
  pty.send("SD printing byte 310/1000\nDone printing file\n");
  receiver_.waitForBody("PrintDone");
  stop();
  EXPECT_THAT(messages(), ElementsAre("Ender 3: Connected", "Ender 3: PrintStarted", "Ender 3: PrintProgress",
                                      "Ender 3: PrintDone"));
}

TEST_F(SerialPrinter, ADeviceInUseByAnotherHeraldIsOneClearError) {
  const serial::Pty pty(device());
  listen();
  const auto first = std::move(daemon_);
  const auto other = folder_.path() / "other";
  folder_.write("other/herald.properties",
                "herald.dataDir = " + (other / "data").string() +
                    "\nadmin.listen = off\nsource.ender.type = serial\nsource.ender.device = " + device() +
                    "\nsink.out.type = stdout\n");
  Process second({heraldd(), "--config", (other / "herald.properties").string()});
  EXPECT_THAT(second.waitForLine("another program"), HasSubstr(device()));
}

TEST_F(SerialPrinter, TheBaudRateIsFoundByListening) {
  const serial::Pty pty(device());
  startAndWait("", "waits for traffic");
  pty.send("echo:Marlin 2.1.2.1\nError:Heating failed, system stopped! Heater_ID: 0\n");
  EXPECT_THAT(receiver_.waitForBody("Heating failed").body, HasSubstr("Error"));
  EXPECT_EQ(stop(), 0);
}

}  // namespace
}  // namespace herald::testing
