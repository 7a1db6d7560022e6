// SPDX-License-Identifier: Apache-2.0
#include "base/logging/repeat_filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::core {
namespace {

using Poco::Message;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RepeatFilterTest : public ::testing::Test {
 protected:
  std::vector<std::string> pass(const std::string& source, const std::string& text,
                                Message::Priority priority = Message::PRIO_ERROR) {
    return texts(filter_.pass(Message(source, text, priority)));
  }

  static std::vector<std::string> texts(const std::vector<Message>& messages) {
    std::vector<std::string> all;
    for (const auto& message : messages) all.push_back(message.getSource() + ": " + message.getText());
    return all;
  }

  Clock::time_point now_{};
  RepeatFilter filter_{[this] { return now_; }};
};

TEST_F(RepeatFilterTest, HoldsBackARepeatedErrorAndSaysHowOftenItCame) {
  EXPECT_THAT(pass("a", "down"), ElementsAre("a: down"));
  for (int i = 0; i < 37; ++i) EXPECT_THAT(pass("a", "down"), IsEmpty());
  now_ += seconds(60);
  EXPECT_THAT(pass("a", "down"), ElementsAre("a: down (repeated 37 times)", "a: down"));
  EXPECT_THAT(pass("a", "down"), IsEmpty());
}

TEST_F(RepeatFilterTest, SaysTheCountWhenAnyOtherMessageComesAfterTheMinute) {
  pass("a", "down");
  pass("a", "down");
  now_ += seconds(59);
  EXPECT_THAT(pass("b", "x", Message::PRIO_DEBUG), ElementsAre("b: x"));
  now_ += seconds(1);
  EXPECT_THAT(pass("b", "x", Message::PRIO_DEBUG), ElementsAre("a: down (repeated 1 time)", "b: x"));
}

TEST_F(RepeatFilterTest, SaysNothingOfAnErrorThatCameOnce) {
  pass("a", "down");
  now_ += seconds(61);
  EXPECT_THAT(pass("a", "down"), ElementsAre("a: down"));
  EXPECT_THAT(filter_.flush(), IsEmpty());
}

TEST_F(RepeatFilterTest, EndsASeriesWhenItsSourceHasRecovered) {
  pass("a", "down");
  pass("a", "down");
  pass("b", "down");
  pass("b", "down");
  EXPECT_THAT(pass("a", "up", Message::PRIO_NOTICE), ElementsAre("a: down (repeated 1 time)", "a: up"));
  EXPECT_THAT(pass("a", "down"), ElementsAre("a: down"));
  EXPECT_THAT(pass("b", "down"), IsEmpty());
}

TEST_F(RepeatFilterTest, TellsSourcesTextsAndPrioritiesApart) {
  pass("a", "down");
  EXPECT_THAT(pass("b", "down"), ElementsAre("b: down"));
  EXPECT_THAT(pass("a", "slow"), ElementsAre("a: slow"));
  EXPECT_THAT(pass("a", "down", Message::PRIO_WARNING), ElementsAre("a: down"));
  EXPECT_THAT(pass("a", "down"), IsEmpty());
}

TEST_F(RepeatFilterTest, LetsEverythingPassThatIsNoTrouble) {
  for (const auto priority : {Message::PRIO_NOTICE, Message::PRIO_INFORMATION, Message::PRIO_DEBUG}) {
    pass("a", "tick", priority);
    EXPECT_THAT(pass("a", "tick", priority), ElementsAre("a: tick"));
  }
}

TEST_F(RepeatFilterTest, FlushSaysWhatIsHeldBack) {
  pass("a", "down");
  pass("a", "down");
  EXPECT_THAT(texts(filter_.flush()), ElementsAre("a: down (repeated 1 time)"));
  EXPECT_THAT(filter_.flush(), IsEmpty());
}

TEST_F(RepeatFilterTest, KeepsABoundedNumberOfSeries) {
  pass("a", "first");
  pass("a", "first");
  bool counted = false;
  for (int i = 0; i < 1000 && !counted; ++i) counted = pass("a", std::to_string(i)).size() == 2;
  EXPECT_TRUE(counted);
}

}  // namespace
}  // namespace herald::core
