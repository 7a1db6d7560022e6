// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "harness/daemon_fixture.h"
#include "octoprint/octoprint.h"
#include "octoprint/story.h"
#include "octoprint/wait_until.h"

/// heraldd beside a real OctoPrint of the version that HERALD_OCTOPRINT names.
namespace herald::testing {

/// The OctoPrint for all tests. It starts once.
class OneOctoPrint : public ::testing::Environment {
 public:
  void SetUp() override {
    const char* version = std::getenv("HERALD_OCTOPRINT");
    if (!version) throw std::runtime_error("HERALD_OCTOPRINT has to name a version of OctoPrint, as 1.11.8");
    octoprint = std::make_unique<OctoPrint>(version);
    octoprint->start();
  }
  void TearDown() override { octoprint.reset(); }

  std::unique_ptr<OctoPrint> octoprint;
};

inline ::testing::Environment* const theEnvironment = ::testing::AddGlobalTestEnvironment(new OneOctoPrint);

class RealOctoPrint : public DaemonTest {
 protected:
  void SetUp() override { octoprint().settle(); }

  static OctoPrint& octoprint() { return *static_cast<OneOctoPrint*>(theEnvironment)->octoprint; }

  std::string text(const std::string& url, const std::string& key = OctoPrint::kBotKey) const {
    return "source.mk3.type = octoprint\nsource.mk3.url = " + url + "\nsource.mk3.apiKey = " + key + "\n" +
           webhook("phone", receiver_.url()) + "sink.phone.data = " + kStoryData +
           "\nsink.phone.events = PrintStarted, PrintDone, PrintFailed, PrintCancel*, PrintPaused, PrintResumed, "
           "UserActionNeeded, Error, plugin_heraldtest_*\nsink.phone.progress = 25%\n";
  }

  void listen(const std::string& url = octoprint().url()) {
    start(text(url));
    daemon_->waitForLine("connected to OctoPrint " + octoprint().version());
  }

  /// Everything that the receiver got so far. With `seconds`, it also waits that long for events that Herald reports by
  /// itself.
  std::vector<std::string> told(int seconds = 0) {
    const std::string mark = "mark " + std::to_string(++marks_);
    octoprint().mark(mark, seconds);
    receiver_.waitForBody(mark);
    return story(receiver_.received());
  }

  void waitFor(const std::string& event, const std::string& more = {}) {
    receiver_.waitForBody("{\"event\":\"" + event + "\"" + more);
  }
  void waitForMilestone(int percent) {
    receiver_.waitForBody("\"name\":\"" + print_ + "\",\"milestone\":" + std::to_string(percent));
  }
  void waitForDone() { waitFor("PrintDone", ",\"name\":\"" + print_ + "\""); }

  /// Begins a print that stands still at 30, 56 and 80 %. Returns when it stands, and the first milestone has arrived.
  void printToItsFirstHold(const std::string& name) {
    print_ = name;
    octoprint().upload(name, {30, 56, 80});
    octoprint().print(name);
    waitForMilestone(25);
    octoprint().waitForHold();
  }

  /// From the first hold to the end of the print, milestone by milestone.
  void printToItsEnd() {
    for (const int milestone : {50, 75}) {
      octoprint().release();
      waitForMilestone(milestone);
    }
    octoprint().release();
    waitForDone();
  }

  /// The same, without waiting for milestones, because Herald does not listen.
  void printToItsEndUnseen() {
    for (int hold = 0; hold < 3; ++hold) octoprint().release();
    octoprint().waitUntilIdle();
  }

  static constexpr int kGrace =
      6;  ///< seconds; Herald reports an end without an event within 3 s, and this is twice that

  int marks_ = 0;
  std::string print_{};  ///< the newest print
};

}  // namespace herald::testing
