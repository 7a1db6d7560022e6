// SPDX-License-Identifier: Apache-2.0
#include "refusal.h"

#include <gmock/gmock.h>

namespace herald::mqtt {
namespace {

using Verdict = Outcome::Verdict;

Verdict verdictOf(Step step, int code) { return outcomeOf(Refusal(step, code), "mqtt://broker:1883").verdict; }

TEST(Refusal, AWrongLoginHoldsTheEvents) {
  EXPECT_EQ(verdictOf(Step::Connect, 4), Verdict::Hold);
  EXPECT_EQ(verdictOf(Step::Connect, 5), Verdict::Hold);
  EXPECT_EQ(verdictOf(Step::Connect, 0x86), Verdict::Hold);
  EXPECT_EQ(verdictOf(Step::Publish, 0x87), Verdict::Hold);
}

TEST(Refusal, ABrokerThatIsBusyIsTriedAgain) {
  for (const int code : {3, 0x88, 0x89}) EXPECT_EQ(verdictOf(Step::Connect, code), Verdict::Retry) << code;
  for (const int code : {0x80, 0x83, 0x97, 0xFF}) EXPECT_EQ(verdictOf(Step::Publish, code), Verdict::Retry) << code;
  for (const int code : {0x8B, 0x98}) EXPECT_EQ(verdictOf(Step::Connection, code), Verdict::Retry) << code;
}

TEST(Refusal, AMessageThatNobodyEverTakesIsRejected) {
  for (const int code : {0x90, 0x95, 0x99}) EXPECT_EQ(verdictOf(Step::Publish, code), Verdict::Rejected) << code;
}

TEST(Refusal, ARefusedSubscriptionIsAHoldInBothVersions) {
  for (const int code : {0x80, 0x87, 0x8F, 0xA2}) EXPECT_EQ(verdictOf(Step::Subscribe, code), Verdict::Hold) << code;
}

TEST(Refusal, TheSentenceSaysWhatWhereAndWhatToDo) {
  const auto outcome =
      outcomeOf(Refusal(Step::Publish, 0x87, "printers/mk3", "no write access"), "mqtts://broker.local:8883");
  EXPECT_EQ(outcome.reason,
            "mqtts://broker.local:8883 refused the message to printers/mk3 (not authorized, code 135: no write "
            "access): check the rights of this user on the broker");
  EXPECT_EQ(outcome.status, 0x87);
  EXPECT_EQ(outcomeOf(Refusal(Step::Connect, 4), "mqtt://b:1883").reason,
            "mqtt://b:1883 refused the login (wrong user or password, code 4): check user and password");
  EXPECT_EQ(
      outcomeOf(Refusal(Step::Connection, 0x8E), "mqtt://b:1883").reason,
      "mqtt://b:1883 ended the connection (session taken over, code 142): give each client a clientId of its own");
}

TEST(Refusal, AnUnknownCodeIsTriedAgainAndShown) {
  EXPECT_EQ(outcomeOf(Refusal(Step::Publish, 0xEE, "a"), "mqtt://b:1883").reason,
            "mqtt://b:1883 refused the message to a (an error, code 238): Herald tries again");
}

}  // namespace
}  // namespace herald::mqtt
