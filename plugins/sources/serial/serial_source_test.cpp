// SPDX-License-Identifier: Apache-2.0
#include "serial_source.h"

#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "herald/testing/contract.h"
#include "testing_running_source.h"

namespace herald::serial {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

HERALD_PLUGIN_CONTRACT(SerialSource, {{"device", "/dev/serial/by-id/usb-none"}})

std::string noise(std::size_t size) {
  std::mt19937 random(7);
  std::string bytes(size, '\0');
  for (char& c : bytes) c = static_cast<char>(random() | 0x80);
  return bytes;
}

class SerialSourceTest : public ::testing::Test {
 protected:
  Settings::Values device(Settings::Values more = {{"baud", "115200"}}) const {
    more.insert({"device", (folder_.path() / "printer").string()});
    return more;
  }
  void waitForConnection(std::size_t count = 1) {
    feed_.waitUntil([&] { return feed_.connections().size() >= count; });
  }

  testing::TemporaryFolder folder_;
  WatchedFeed feed_;
};

TEST_F(SerialSourceTest, WritesNothingByDefault) {
  const Pty pty(folder_.path() / "printer");
  RunningSource run(feed_, device());
  waitForConnection();
  for (const char* line : {"start\n", "echo:Marlin 2.1.2\n", "ok T:20.0 /0.0\n", "Resend: 5\n", "wait\n",
                           "SD printing byte 1/2\n", "//action:prompt_show\n", "echo:busy: paused for user\n"})
    pty.send(line);
  pty.send(mark(1));
  waitForMark(feed_, 1);
  feed_.host.advance(std::chrono::hours(1));
  pty.send(mark(2));
  waitForMark(feed_, 2);
  EXPECT_FALSE(run.stop());
  EXPECT_EQ(pty.received(), "");
}

TEST_F(SerialSourceTest, ReportsWhereItListens) {
  const Pty pty(folder_.path() / "printer");
  RunningSource run(feed_, device({{"baud", "250000"}}));
  waitForConnection();
  const std::string name = folder_.path() / "printer";
  EXPECT_THAT(feed_.connections(), ElementsAre(name + " at 250000 baud"));
  feed_.waitUntil([&] { return !feed_.events().empty(); });
  EXPECT_EQ(feed_.events().front().payload, R"({"port":")" + name + R"(","baudrate":250000})");
}

TEST_F(SerialSourceTest, NamesTheDeviceThatAGlobMatches) {
  const Pty pty(folder_.path() / "usb-printer");
  RunningSource run(feed_, {{"device", (folder_.path() / "usb-*").string()}, {"baud", "9600"}});
  waitForConnection();
  EXPECT_THAT(feed_.connections(), ElementsAre((folder_.path() / "usb-printer").string() + " at 9600 baud"));
}

TEST_F(SerialSourceTest, WaitsForAMissingDevice) {
  RunningSource run(feed_, device());
  feed_.waitUntil([&] { return feed_.logged("waits for " + (folder_.path() / "printer").string()); });
  EXPECT_THAT(feed_.events(), ElementsAre());
  feed_.tick();
  const Pty pty(folder_.path() / "printer");
  feed_.tick();
  feed_.tick();
  waitForConnection();
}

TEST_F(SerialSourceTest, ReportsAPrinterThatVanishedDuringARestart) {
  {
    const Pty pty(folder_.path() / "printer");
    RunningSource run(feed_, device());
    waitForConnection();
    run.stop();
  }
  WatchedFeed later;
  for (const auto& [key, value] : feed_.host.state()) later.host.save(key, value);
  RunningSource run(later, device());
  later.waitUntil([&] { return !later.events().empty(); });
  EXPECT_THAT(typesOf(later.events()), ElementsAre("Disconnected"));
}

TEST_F(SerialSourceTest, FindsTheBaudRateByListening) {
  const Pty pty(folder_.path() / "printer");
  RunningSource run(feed_, device({}));
  feed_.waitUntil([&] { return feed_.logged("waits for traffic"); });
  for (const char* rate : {"250000", "230400", "57600"}) {
    pty.send(noise(64));
    feed_.waitUntil([&] { return feed_.logged(std::string(" at ") + rate + " baud"); });
  }
  EXPECT_THAT(feed_.events(), ElementsAre()) << "noise makes no event";
  pty.send("echo:Marlin 2.1.2\n");
  waitForConnection();
  EXPECT_THAT(feed_.connections().back(), HasSubstr("at 57600 baud"));
  EXPECT_FALSE(run.stop());
  EXPECT_EQ(pty.received(), "");

  WatchedFeed later;
  for (const auto& [key, value] : feed_.host.state()) later.host.save(key, value);
  RunningSource next(later, device({}));
  later.waitUntil([&] { return later.logged("waits for traffic"); });
  pty.send("ok T:20.0 /0.0\n");
  later.waitUntil([&] { return !later.connections().empty(); });
  EXPECT_THAT(later.connections().back(), HasSubstr("at 57600 baud")) << "and remembers it";
}

TEST_F(SerialSourceTest, KeepsItsRateDuringTheNoiseOfAStartingBoard) {
  const Pty pty(folder_.path() / "printer");
  RunningSource run(feed_, device({}));
  feed_.waitUntil([&] { return feed_.logged("waits for traffic"); });
  pty.send("ok T:20.0 /0.0\n");
  waitForConnection();
  for (int i = 1; i <= 5; ++i) {
    pty.send(noise(100) + "\nstart\n" + mark(i));
    waitForMark(feed_, i);
  }
  EXPECT_FALSE(feed_.logged("tries "));
  pty.send(noise(100000));
  feed_.waitUntil([&] { return feed_.logged(" at 250000 baud"); });
}

TEST_F(SerialSourceTest, WarnsOnceThatTheBaudRateIsWrong) {
  const Pty pty(folder_.path() / "printer");
  RunningSource run(feed_, device());
  waitForConnection();
  for (int i = 0; i < 20; ++i) pty.send(noise(1000));
  pty.send("\n" + mark(1));
  waitForMark(feed_, 1);
  int warnings = 0;
  for (const auto& line : feed_.host.lines()) warnings += line.text.find("check `baud`") != std::string::npos ? 1 : 0;
  EXPECT_EQ(warnings, 1);
  EXPECT_THAT(typesOf(feed_.events()), ElementsAre("Connected"));
}

TEST_F(SerialSourceTest, AMegabyteWithoutAnEndOfLineDoesNoHarm) {
  const Pty pty(folder_.path() / "printer");
  RunningSource run(feed_, device());
  waitForConnection();
  pty.send(std::string(1 << 20, 'x'));
  pty.send("\n" + mark(1));
  waitForMark(feed_, 1);
  EXPECT_TRUE(feed_.logged("too long for a printer's line"));
}

TEST_F(SerialSourceTest, DropsAnIncompleteLineWhenTheDeviceVanishes) {
  auto pty = std::make_unique<Pty>(folder_.path() / "printer");
  RunningSource first(feed_, device());
  waitForConnection();
  pty->send("Not SD printing\n" + mark(1));
  waitForMark(feed_, 1);
  pty->send("SD printing byte 5");
  pty.reset();
  const auto failure = first.wait();
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->verdict(), Outcome::Verdict::Retry);
  pty = std::make_unique<Pty>(folder_.path() / "printer");
  RunningSource second(feed_, device());
  waitForConnection(2);
  pty->send("00/1000\n" + mark(2));
  waitForMark(feed_, 2);
  EXPECT_THAT(typesOf(feed_.events()), ElementsAre("Connected", "Disconnected", "Connected"));
}

TEST_F(SerialSourceTest, ReadsAStormOfLinesCompletely) {
  const Pty pty(folder_.path() / "printer");
  RunningSource run(feed_, device());
  waitForConnection();
  pty.send("Not SD printing\nFile opened: a.gco Size: 100000\n");
  std::string storm;
  for (int i = 1; i <= 100000; ++i) storm += "SD printing byte " + std::to_string(i) + "/100000\n";
  pty.send(storm);
  pty.send("Done printing file\n" + mark(1));
  waitForMark(feed_, 1);
  const auto types = typesOf(feed_.events());
  EXPECT_EQ(std::count(types.begin(), types.end(), "PrintProgress"), 99);
  EXPECT_EQ(types.back(), "PrintDone");
}

TEST_F(SerialSourceTest, StopsImmediatelyWhileItListens) {
  const Pty pty(folder_.path() / "printer");
  RunningSource run(feed_, device());
  waitForConnection();
  EXPECT_FALSE(run.stop());
  EXPECT_THAT(typesOf(feed_.events()), ElementsAre("Connected")) << "Herald's end is not the printer's";
}

TEST_F(SerialSourceTest, AsksWhatPollAllows) {
  const Pty pty(folder_.path() / "printer");
  RunningSource run(feed_, device({{"baud", "115200"}, {"poll", "temperature, sd"}}));
  waitForConnection();
  pty.send("echo:busy: processing\n" + mark(1));
  waitForMark(feed_, 1);
  feed_.host.advance(std::chrono::seconds(6));
  pty.send(mark(2));
  waitForMark(feed_, 2);
  EXPECT_EQ(pty.received(), "") << "it is busy";
  pty.send("ok\n");
  EXPECT_EQ(pty.receive(), "M115");
  pty.send("FIRMWARE_NAME:Marlin 2\nCap:AUTOREPORT_TEMP:1\nok\n" + mark(3));
  waitForMark(feed_, 3);
  feed_.host.advance(std::chrono::seconds(6));
  pty.send("ok\n");
  EXPECT_EQ(pty.receive(), "M155 S5");
  pty.send("ok\n");
  EXPECT_EQ(pty.receive(), "M27");
}

TEST_F(SerialSourceTest, ListensToATcpLineServer) {
  Poco::Net::ServerSocket server(Poco::Net::SocketAddress("127.0.0.1", 0));
  const std::string name = "tcp://127.0.0.1:" + std::to_string(server.address().port());
  RunningSource run(feed_, {{"device", name}});
  Poco::Net::StreamSocket peer = server.acceptConnection();
  waitForConnection();
  const std::string lines = "File opened: a.gco Size: 100\r\nSD printing byte 50/100\r\n" + mark(1);
  peer.sendBytes(lines.data(), static_cast<int>(lines.size()));
  waitForMark(feed_, 1);
  EXPECT_EQ(peer.available(), 0) << "nothing was written";
  peer.close();
  const auto failure = run.wait();
  ASSERT_TRUE(failure);
  EXPECT_THAT(failure->what(), HasSubstr(name + " has closed the connection"));
  EXPECT_THAT(typesOf(feed_.events()), ElementsAre("Connected", "PrintStarted", "PrintProgress", "Disconnected"));
  EXPECT_EQ(feed_.events().front().payload, R"({"port":")" + name + R"(","baudrate":null})");
}

TEST_F(SerialSourceTest, ReportsThatNobodyListensAtATcpPort) {
  int port = 0;
  {
    const Poco::Net::ServerSocket gone(Poco::Net::SocketAddress("127.0.0.1", 0));
    port = gone.address().port();
  }
  RunningSource run(feed_, {{"device", "tcp://127.0.0.1:" + std::to_string(port)}});
  const auto failure = run.wait();
  ASSERT_TRUE(failure);
  EXPECT_THAT(failure->what(), AllOf(HasSubstr("cannot connect to 127.0.0.1:"), HasSubstr("refused")));
}

TEST_F(SerialSourceTest, FollowsOctoPrintsLogOverARotationAndARestart) {
  const std::string path = folder_.path() / "serial.log";
  const auto say = [&](const std::string& text) {
    std::ofstream(path, std::ios::app) << "2026-01-31 08:15:30,250 - " << text << "\n";
  };
  say("Recv: SD printing byte 7/9");
  const Settings::Values values{{"device", "file://" + path}};
  {
    RunningSource run(feed_, values);
    waitForConnection();
    say("Send: M23 a.gco");
    say("Recv: File opened: a.gco Size: 1000");
    say("Changing monitoring state from \"Operational\" to \"Starting print from SD\"");
    say("Recv: SD printing byte 100/1000");
    std::filesystem::rename(path, folder_.path() / "serial.1.log");
    say("Send: SD printing byte 900/1000");
    say("Recv: SD printing byte 200/1000");
    feed_.waitUntil([&] { return typesOf(feed_.events()).size() == 4; });
    run.stop();
  }
  say("Recv: SD printing byte 300/1000");
  WatchedFeed later;
  for (const auto& [key, value] : feed_.host.state()) later.host.save(key, value);
  RunningSource run(later, values);
  say("Recv: Done printing file");
  later.waitUntil([&] { return typesOf(later.events()).size() == 2; });
  EXPECT_THAT(typesOf(feed_.events()), ElementsAre("Connected", "PrintStarted", "PrintProgress", "PrintProgress"));
  EXPECT_THAT(typesOf(later.events()), ElementsAre("PrintProgress", "PrintDone"));
}

TEST_F(SerialSourceTest, ReadsWhatOctoPrintSentInItsLog) {
  const std::string path = folder_.path() / "serial.log";
  const auto say = [&](const std::string& text) {
    std::ofstream(path, std::ios::app) << "2026-01-31 08:15:30,250 - " << text << "\n";
  };
  say("Recv: ok");
  RunningSource run(feed_, {{"device", "file://" + path}});
  waitForConnection();
  say("Changing monitoring state from \"Operational\" to \"Starting\"");
  say("Send: N5 M117 Layer 0*17");
  say("Send: N6 G1 X5 Y7*17");
  say("Send: N9 M117 Layer 1*17");
  feed_.waitUntil([&] { return typesOf(feed_.events()).size() == 7; });
  run.stop();
  EXPECT_THAT(typesOf(feed_.events()), ElementsAre("Connected", "PrintStarted", "DisplayMessage", "PrintLayer",
                                                   "DisplayMessage", "FirstLayerDone", "PrintLayer"));
}

TEST_F(SerialSourceTest, RejectsInvalidOptions) {
  struct Row {
    Settings::Values values;
    const char* option;
  };
  test::FakeHost host;
  for (const Row& row : std::vector<Row>{{{{"device", "ttyUSB0"}}, "device"},
                                         {{{"device", "tcp://printer"}}, "device"},
                                         {{{"device", "tcp://:23"}}, "device"},
                                         {{{"device", "tcp://printer:0"}}, "device"},
                                         {{{"device", "tcp://printer:99999"}}, "device"},
                                         {{{"device", "file://"}}, "device"},
                                         {{{"device", "file://a.log"}}, "device"},
                                         {{{"device", "/dev/a"}, {"baud", "fast"}}, "baud"},
                                         {{{"device", "/dev/a"}, {"baud", "0"}}, "baud"},
                                         {{{"device", "/dev/a"}, {"baud", "99999999"}}, "baud"},
                                         {{{"device", "tcp://a:23"}, {"baud", "115200"}}, "baud"},
                                         {{{"device", "/dev/a"}, {"poll", "M105"}}, "poll"},
                                         {{{"device", "file:///a"}, {"poll", "sd"}}, "poll"},
                                         {{{"device", "/dev/a"}, {"bedCooled.below", "0"}}, "bedCooled.below"},
                                         {{{"device", "/dev/a"}, {"pollInterval", "10ms"}}, "pollInterval"}}) {
    SerialSource source;
    try {
      source.configure(Settings(source.options(), row.values), host);
      ADD_FAILURE() << "took " << row.values.at("device");
    } catch (const BadSettings& bad) {
      EXPECT_EQ(bad.problems().front().option, row.option) << bad.what();
    }
  }
  for (const char* device :
       {"/dev/ttyUSB0", "/dev/serial/by-id/usb-*", "tcp://printer:23", "tcp://[::1]:23", "file:///a"}) {
    SerialSource source;
    source.configure(Settings(source.options(), {{"device", device}}), host);
  }
}

}  // namespace
}  // namespace herald::serial
