// SPDX-License-Identifier: Apache-2.0
#include "base/logging/safe_channel.h"

#include <Poco/AutoPtr.h>
#include <Poco/Exception.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/capture_channel.h"

namespace herald::core {
namespace {

using Poco::Message;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class SafeChannelTest : public ::testing::Test {
 protected:
  SafeChannelTest() {
    mask_->set({"s3cret"});
    channel_->configure(mask_,
                        {{"", {root_, Message::PRIO_INFORMATION}}, {"sink.slack", {slack_, Message::PRIO_TRACE}}});
  }

  void log(const std::string& source, const std::string& text, Message::Priority priority = Message::PRIO_INFORMATION) {
    channel_->log(Message(source, text, priority));
  }

  std::shared_ptr<SecretMask> mask_ = std::make_shared<SecretMask>();
  Poco::AutoPtr<CaptureChannel> root_{new CaptureChannel}, slack_{new CaptureChannel};
  Clock::time_point now_{};
  Poco::AutoPtr<SafeChannel> channel_{new SafeChannel([this] { return now_; })};
};

TEST_F(SafeChannelTest, MasksSecrets) {
  log("sink.x", "Authorization: s3cret");
  EXPECT_THAT(root_->lines(), ElementsAre("<6>sink.x: Authorization: ***"));
}

TEST_F(SafeChannelTest, MasksASecretThatHoldsControlCharacters) {
  mask_->set({"one\x1btwo\n"});
  log("x", "key: one\x1btwo\n");
  EXPECT_THAT(root_->lines(), ElementsAre("<6>x: key: ***"));
}

TEST_F(SafeChannelTest, EscapesControlCharactersSoThatNoLineCanBeForged) {
  log("x", "a\n<6>herald: all is well\r\t\x1b[31m\x7f ö");
  EXPECT_THAT(root_->lines(), ElementsAre("<6>x: a\\n<6>herald: all is well\\r\\t\\u001B[31m\\u007F ö"));
}

TEST_F(SafeChannelTest, HandsEachMessageToTheNearestTarget) {
  log("sink.slack", "1");
  log("sink.slack.http", "2");
  log("sink.slackish", "3");
  log("", "4");
  EXPECT_THAT(slack_->lines(), ElementsAre("<6>sink.slack: 1", "<6>sink.slack.http: 2"));
  EXPECT_THAT(root_->lines(), ElementsAre("<6>sink.slackish: 3", "<6>: 4"));
}

TEST_F(SafeChannelTest, DropsWhatIsBelowTheLevelAndWritesTraceAsDebug) {
  log("x", "hidden", Message::PRIO_DEBUG);
  log("sink.slack", "fine", Message::PRIO_TRACE);
  EXPECT_THAT(root_->lines(), ElementsAre());
  EXPECT_THAT(slack_->lines(), ElementsAre("<7>sink.slack: fine"));
}

TEST_F(SafeChannelTest, HoldsBackRepeatedErrorsAndCountsThemWhereTheyBelong) {
  for (int i = 0; i < 38; ++i) log("sink.slack", "down", Message::PRIO_ERROR);
  EXPECT_THAT(slack_->lines(), ElementsAre("<3>sink.slack: down"));
  now_ += std::chrono::seconds(60);
  log("x", "hello");
  EXPECT_THAT(slack_->lines(), ElementsAre("<3>sink.slack: down", "<3>sink.slack: down (repeated 37 times)"));
}

TEST_F(SafeChannelTest, SaysWhatIsHeldBackWhenItIsClosed) {
  log("x", "down", Message::PRIO_ERROR);
  log("x", "down", Message::PRIO_ERROR);
  channel_->close();
  EXPECT_THAT(root_->lines(), ElementsAre("<3>x: down", "<3>x: down (repeated 1 time)"));
}

TEST_F(SafeChannelTest, WritesToStderrWhatItsChannelCannotTake) {
  class Broken : public Poco::Channel {
    void log(const Message&) override { throw Poco::WriteFileException("disk full"); }
  };
  channel_->configure(mask_, {{"", {new Broken, Message::PRIO_INFORMATION}}});
  ::testing::internal::CaptureStderr();
  log("x", "s3cret news");
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), HasSubstr("x: *** news (the log's channel failed: "));
}

}  // namespace
}  // namespace herald::core
