// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <set>

#include "printing/testing/recorded.h"
#include "testing_running_source.h"

/// Lines of printers, from files, over a pseudo terminal. Each folder of testcases has
///   serial.txt  the script: each line is a line of the printer, except
///                 + 4000      waits until Herald has read everything, then advances the clock by so many milliseconds
///                 ! unplug    the device vanishes
///                 ! plug      the device is back
///                 ! restart   Herald stops and starts again
///   events.txt  the events that Herald makes from it, see printing/testing/recorded.h; Connected comes first
/// A bug report becomes such a folder.
namespace herald::serial {
namespace {

namespace fs = std::filesystem;

class Replay {
 public:
  Replay() { plug(); }

  void play(const std::string& line) {
    if (line.starts_with("+ ")) {
      settle();
      feed_->host.advance(Millis(std::stoi(line.substr(2))));
    } else if (line == "! unplug") {
      settle();
      pty_->unplug();
      EXPECT_TRUE(run_->wait());
      run_.reset();
    } else if (line == "! plug") {
      plug();
    } else if (line == "! restart") {
      restart();
    } else {
      pty_->send(line + "\n");
    }
  }

  std::vector<Event> end() {
    if (run_) {
      settle();
      EXPECT_FALSE(run_->stop());
    }
    collectEvents();
    return events_;
  }

 private:
  void plug() {
    pty_.reset();
    pty_ = std::make_unique<Pty>(folder_.path() / "printer");
    listen();
  }

  void listen() {
    const std::size_t before = feed_->connections().size();
    run_ = std::make_unique<RunningSource>(
        *feed_, Settings::Values{{"device", (folder_.path() / "printer").string()}, {"baud", "115200"}});
    feed_->waitUntil([&] { return feed_->connections().size() > before; });
  }

  void restart() {
    settle();
    EXPECT_FALSE(run_->stop());
    collectEvents();
    auto next = std::make_unique<WatchedFeed>();
    for (const auto& [key, value] : feed_->host.state()) next->host.save(key, value);
    feed_ = std::move(next);
    listen();
  }

  void settle() {
    pty_->send(mark(++marks_));
    waitForMark(*feed_, marks_);
  }

  void collectEvents() {
    for (const Event& event : withoutMarks(feed_->events())) events_.push_back(event);
  }

  testing::TemporaryFolder folder_;
  std::unique_ptr<WatchedFeed> feed_ = std::make_unique<WatchedFeed>();
  std::unique_ptr<Pty> pty_{};
  std::unique_ptr<RunningSource> run_{};
  std::vector<Event> events_{};
  int marks_ = 0;
};

class Recorded : public ::testing::TestWithParam<std::string> {};

TEST_P(Recorded, BecomesExactlyTheseEvents) {
  const fs::path folder = fs::path(SERIAL_TESTCASES) / GetParam();
  Replay replay;
  for (const std::string& line : printing::linesOf(folder / "serial.txt")) replay.play(line);
  const std::vector<Event> events = replay.end();
  printing::expectEvents(events, printing::linesOf(folder / "events.txt"));
  printing::expectDeclared(events, SerialSource().vocabulary());
}

TEST(RecordedCases, CoverEachEventOfEachFirmware) {
  for (const char* firmware :
       {"marlin", "prusa_mk3", "prusa_buddy", "klipper", "reprapfirmware", "repetier", "smoothie"}) {
    std::set<std::string> reported;
    for (const std::string& name : printing::casesIn(SERIAL_TESTCASES)) {
      if (!name.starts_with(firmware)) continue;
      for (const std::string& event : printing::linesOf(fs::path(SERIAL_TESTCASES) / name / "events.txt"))
        reported.insert(event.substr(0, event.find(' ')));
    }
    for (const char* event : {"PrintStarted", "PrintProgress", "PrintPaused", "PrintResumed", "FilamentRunout", "Error",
                              "PrintCancelled", "PrintFailed", "PrintDone"})
      EXPECT_TRUE(reported.contains(event)) << firmware << " has no case with " << event;
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, Recorded, ::testing::ValuesIn(printing::casesIn(SERIAL_TESTCASES)),
                         [](const auto& instance) { return instance.param; });

}  // namespace
}  // namespace herald::serial
