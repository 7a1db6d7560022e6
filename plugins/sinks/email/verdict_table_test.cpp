// SPDX-License-Identifier: Apache-2.0
#include "verdict_table.h"

#include <gmock/gmock.h>

namespace herald::email {
namespace {

using Verdict = Outcome::Verdict;

struct Row {
  Step step;
  int code;
  const char* text;
  Verdict verdict;
  bool aboutTheMessage = false;
};

TEST(VerdictTable, DecidesByStepAndReply) {
  for (const Row& row : std::vector<Row>{{Step::Greeting, 421, "busy", Verdict::Retry},
                                         {Step::Greeting, 554, "no", Verdict::Hold},
                                         {Step::Hello, 550, "bad name", Verdict::Hold},
                                         {Step::StartTls, 454, "not now", Verdict::Retry},
                                         {Step::Login, 535, "5.7.8 no", Verdict::Hold},
                                         {Step::Login, 534, "5.7.9 app password", Verdict::Hold},
                                         {Step::Login, 454, "4.7.0 later", Verdict::Retry},
                                         {Step::Sender, 530, "5.7.0 log in first", Verdict::Hold},
                                         {Step::Sender, 550, "no such sender", Verdict::Hold},
                                         {Step::Sender, 552, "too large", Verdict::Rejected, true},
                                         {Step::Sender, 554, "5.3.4 too large", Verdict::Rejected, true},
                                         {Step::Sender, 451, "later", Verdict::Retry},
                                         {Step::Recipient, 450, "4.2.0 greylisted", Verdict::Retry},
                                         {Step::Recipient, 550, "5.1.1 unknown", Verdict::Rejected},
                                         {Step::Recipient, 550, "unknown", Verdict::Rejected},
                                         {Step::Recipient, 550, "unknown, says [185.7.34.1]", Verdict::Rejected},
                                         {Step::Recipient, 550, "5.2.2 full", Verdict::Rejected},
                                         {Step::Recipient, 550, "5.7.1 no", Verdict::Hold},
                                         {Step::Recipient, 554, "5.7.1 Relay access denied", Verdict::Hold},
                                         {Step::Recipient, 550, "Relay not permitted", Verdict::Hold},
                                         {Step::Data, 554, "no", Verdict::Rejected, true},
                                         {Step::Content, 552, "5.3.4 too large", Verdict::Rejected, true},
                                         {Step::Content, 550, "5.7.1 spam", Verdict::Rejected, true},
                                         {Step::Content, 451, "4.3.0 later", Verdict::Retry},
                                         {Step::Content, 421, "closing", Verdict::Retry}}) {
    const Refusal refusal(row.step, {row.code, {row.text}}, "a@b.c");
    const auto outcome = outcomeOf(refusal, "mail:25");
    EXPECT_EQ(toString(outcome.verdict), toString(row.verdict)) << outcome.reason;
    EXPECT_EQ(outcome.status, row.code);
    EXPECT_THAT(outcome.reason, ::testing::HasSubstr(row.text));
    EXPECT_EQ(concernsTheMessage(refusal), row.aboutTheMessage) << outcome.reason;
  }
}

TEST(VerdictTable, FindsTheEnhancedCode) {
  EXPECT_EQ((Reply{550, {"5.1.1 unknown", "5.1.1 really"}}.enhanced()), "5.1.1");
  EXPECT_EQ((Reply{550, {"5.1.1 unknown", "really"}}.text()), "550 5.1.1 unknown really");
  for (const auto* text : {"", "unknown", "5.1 unknown", "a.b.c", "5.1.1.1 x"})
    EXPECT_EQ((Reply{550, {text}}.enhanced()), "");
  EXPECT_EQ((Reply{550, {}}.enhanced()), "");
}

}  // namespace
}  // namespace herald::email
