// SPDX-License-Identifier: Apache-2.0
#include "poller.h"

#include <gtest/gtest.h>

namespace herald::serial {
namespace {

using namespace std::chrono_literals;

class PollerTest : public ::testing::Test {
 protected:
  std::string due(Poller& poller) const {
    return poller.due([this](std::string_view what) { return capability_ == what; }, now_);
  }
  void hear(Poller& poller, const char* line) const { poller.heard(classify(line), now_); }

  /// The questions of the next seconds, to a printer that answers immediately.
  std::string asked(Poller& poller, int seconds) {
    std::string all;
    for (int i = 0; i < seconds; ++i, now_ += 1s) {
      for (std::string question; !(question = due(poller)).empty();) {
        all += question.substr(0, question.size() - 1) + " ";
        hear(poller, "ok");
      }
    }
    return all;
  }

  Clock::time_point now_{1h};
  std::string capability_;
};

TEST_F(PollerTest, AsksNothingByDefault) {
  Poller poller({}, 5s, now_);
  EXPECT_EQ(asked(poller, 100), "");
  EXPECT_EQ(poller.wakeAt(), Clock::time_point::max());
}

TEST_F(PollerTest, AsksForTheFirmwareOnceAndRepeatsTheOtherQuestions) {
  Poller poller({.temperature = true, .sd = true}, 5s, now_);
  EXPECT_EQ(asked(poller, 5), "") << "the board may still be starting";
  EXPECT_EQ(asked(poller, 16), "M115 M105 M27 M105 M27 M105 M27 ");
}

TEST_F(PollerTest, RequestsAutomaticReportsIfTheFirmwareSupportsThem) {
  Poller poller({.temperature = true, .sd = true}, 5s, now_);
  capability_ = "AUTOREPORT_TEMP";
  EXPECT_EQ(asked(poller, 21), "M115 M155 S5 M27 M27 M27 ");
}

TEST_F(PollerTest, RepeatsM27EvenIfTheFirmwareSupportsAutomaticReports) {
  Poller poller({.m27 = true}, 5s, now_);
  capability_ = "AUTOREPORT_SD_STATUS";
  EXPECT_EQ(asked(poller, 21), "M115 M27 M27 M27 ");
  Poller arranged({.sd = true}, 5s, now_);
  EXPECT_EQ(asked(arranged, 21), "M115 M27 S5 ");
}

TEST_F(PollerTest, WaitsForTheAnswerToTheLastQuestion) {
  Poller poller({.temperature = true}, 5s, now_);
  now_ += 5s;
  EXPECT_EQ(due(poller), "M115\n");
  now_ += 20s;
  EXPECT_EQ(due(poller), "");
  hear(poller, "ok");
  EXPECT_EQ(due(poller), "M105\n");
  now_ += 31s;
  EXPECT_EQ(due(poller), "M105\n") << "an answer that is lost is not waited for for ever";
}

TEST_F(PollerTest, IsSilentWhileTheFirmwareIsBusy) {
  for (const char* line : {"echo:busy: processing", "echo:busy: paused for user", "T:150.2 E:0 W:?", "Resend: 5"}) {
    Poller poller({.temperature = true}, 5s, now_);
    for (int i = 0; i < 10; ++i, now_ += 2s) {
      hear(poller, line);
      EXPECT_EQ(due(poller), "") << line;
    }
    now_ += 9s;
    EXPECT_EQ(due(poller), "M115\n") << "it has stopped saying so";
    hear(poller, "echo:busy: processing");
    hear(poller, "ok");
    now_ += 5s;
    EXPECT_EQ(due(poller), "M105\n") << "or is done";
  }
}

TEST_F(PollerTest, StartsAgainWhenTheFirmwareRestarts) {
  Poller poller({.temperature = true}, 5s, now_);
  EXPECT_EQ(asked(poller, 12), "M115 M105 ");
  hear(poller, "start");
  EXPECT_EQ(asked(poller, 5), "");
  EXPECT_EQ(asked(poller, 7), "M115 M105 ");
}

}  // namespace
}  // namespace herald::serial
