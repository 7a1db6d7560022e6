// SPDX-License-Identifier: Apache-2.0
#include <atomic>

#include "harness/daemon_fixture.h"
#include "herald/json.h"

namespace herald::testing {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;

/// A receiver that rejects every event until the test sets `isFixed_`.
class DeadLetters : public DaemonTest {
 protected:
  void startAndReject() {
    start(demo() + webhook("phone", strict_.url()) + "sink.phone.events = PrintStarted, PrintDone\n");
    daemon_->waitForLine("PrintDone of mk3 is a dead letter");
  }

  std::atomic<bool> isFixed_ = false;
  Receiver strict_{[this](const Received&) { return isFixed_ ? 200 : 400; }};
};

TEST_F(DeadLetters, AreListedShownAndReplayedWithTheirId) {
  startAndReject();
  const auto grouped = ctl({"dead", "ls"});
  EXPECT_THAT(grouped.output, ContainsRegex("phone +2 .*400"));
  EXPECT_THAT(grouped.output, HasSubstr("2 deliveries"));
  const auto listed = ctl({"dead", "ls", "--each"});
  EXPECT_THAT(listed.output, ContainsRegex("phone .* mk3 +PrintStarted +1 +.*400"));
  EXPECT_THAT(listed.output, HasSubstr("2 deliveries"));
  const auto sequence = listed.output.substr(listed.output.find('\n') + 1);
  const auto number = sequence.substr(0, sequence.find(' '));
  EXPECT_THAT(ctl({"dead", "ls", number}).output, ContainsRegex("mk3 +PrintStarted")) << "asked for itself";
  const auto shown = ctl({"dead", "show", number});
  EXPECT_EQ(jsonAt(shown.output, "status"), "400") << shown.output;
  isFixed_ = true;
  EXPECT_EQ(ctl({"dead", "replay"}).code, 1) << "it must not replay all by mistake";
  EXPECT_THAT(ctl({"dead", "replay", "--sink", "phone"}).output, HasSubstr("2 wait again"));
  const auto received = strict_.waitFor(4);
  EXPECT_EQ(received[2].headers.at("webhook-id"), received[0].headers.at("webhook-id"));
  EXPECT_EQ(received[3].headers.at("webhook-id"), received[1].headers.at("webhook-id"));
  EXPECT_THAT(ctl({"dead", "ls"}).output, HasSubstr("0 deliveries"));
}

TEST_F(DeadLetters, AreEventsForAnotherSink) {
  start(demo() + webhook("phone", strict_.url()) + "sink.phone.events = PrintDone\n" +
        webhook("health", receiver_.url()) + "sink.health.events = DeadLetter\n");
  const auto told = receiver_.waitForBody("is a dead letter");
  EXPECT_THAT(told.body, HasSubstr("PrintDone of mk3 is a dead letter of phone: "));
  EXPECT_THAT(told.body, HasSubstr("400"));
}

/// Herald says nothing about a dead letter that is about a dead letter.
TEST_F(DeadLetters, OfDeadLettersEndThere) {
  start(demo() + webhook("phone", strict_.url()) + "sink.phone.events = PrintDone\n" +
        webhook("health", strict_.url()) + "sink.health.events = DeadLetter\n" + webhook("second", receiver_.url()) +
        "sink.second.events = DeadLetter\n");
  daemon_->waitForLine("DeadLetter of phone is a dead letter");
  receiver_.waitForBody("PrintDone of mk3");
  EXPECT_EQ(stop(), 0);
  EXPECT_EQ(receiver_.received().size(), 1u);
}

TEST_F(DeadLetters, ArePurged) {
  startAndReject();
  EXPECT_THAT(ctl({"dead", "purge", "--since", "1h"}).output, HasSubstr("2 deleted"));
  EXPECT_THAT(ctl({"dead", "ls"}).output, HasSubstr("0 deliveries"));
}

TEST_F(DeadLetters, InARowMakeTheSinkAProblemUntilAnEventArrives) {
  start(demo() + webhook("phone", strict_.url()) + "sink.phone.events = *\n");
  daemon_->waitForLine("rejects everything: the last 3 events are dead letters");
  const auto rejecting = ctl({"status"});
  EXPECT_EQ(rejecting.code, 1);
  EXPECT_THAT(rejecting.output,
              ContainsRegex("sink phone is rejecting: the last [0-9]+ events are dead letters: .*400"));
  daemon_->waitForLine("nothing more to report");
  isFixed_ = true;
  EXPECT_EQ(ctl({"dead", "replay", "--all"}).code, 0);
  daemon_->waitForLine("works again; the");
  EXPECT_EQ(ctl({"status"}).code, 0);
}

TEST_F(DeadLetters, AreNotListedForABadTime) {
  startAndReject();
  const auto refused = ctl({"dead", "ls", "--since", "yesterday"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.output, HasSubstr("`yesterday` is not a time"));
}

/// A receiver that answers 503 until the test sets `isBack_`.
class Queue : public DaemonTest {
 protected:
  std::atomic<bool> isBack_ = false;
  Receiver away_{[this](const Received&) { return isBack_ ? 200 : 503; }};
};

TEST_F(Queue, IsListedShownAndPurged) {
  start(demo() + webhook("phone", away_.url()) + "sink.phone.events = PrintStarted, PrintDone\n");
  daemon_->waitForLine("nothing more to report");
  EXPECT_THAT(ctl({"queue", "ls"}).output, ContainsRegex("phone +2 "));
  EXPECT_THAT(ctl({"queue", "show", "phone"}).output, ContainsRegex("mk3 +PrintDone"));
  EXPECT_THAT(ctl({"queue", "purge", "phone"}).output, HasSubstr("discarded"));
}

TEST_F(Queue, OfARemovedSinkMovesToAnother) {
  start(demo() + webhook("old", away_.url()) + "sink.old.events = PrintStarted, PrintDone\n");
  daemon_->waitForLine("nothing more to report");
  reload(webhook("phone", receiver_.url()));
  EXPECT_THAT(ctl({"queue", "ls"}).output, HasSubstr("old"));
  const auto refused = ctl({"queue", "move", "old", "pohne"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.output, HasSubstr("there is no sink `pohne`, did you mean `phone`?"));
  EXPECT_THAT(ctl({"queue", "move", "old", "phone"}).output, HasSubstr("2 moved from old to phone"));
  receiver_.waitForBody("Print Done");
}

}  // namespace
}  // namespace herald::testing
