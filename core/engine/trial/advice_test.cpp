// SPDX-License-Identifier: Apache-2.0
#include "engine/trial/advice.h"

#include <gmock/gmock.h>

#include <set>

#include "herald/http.h"

namespace herald::core {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using Verdict = Outcome::Verdict;

TrialReport answered(int status, const std::string& purpose = "delivery") {
  TrialReport report;
  report.outcome = StatusTable().outcome({.status = status});
  report.exchanges.push_back({.request = {.purpose = purpose}, .response = {.status = status}});
  return report;
}

TEST(AdviceTest, has_one_sentence_at_least_for_each_status_that_is_no_success) {
  std::set<std::string> different;
  for (int status = 400; status < 600; ++status) {
    const auto advice = adviceOn(answered(status));
    EXPECT_TRUE(advice.ends_with('.')) << status << ": " << advice;
    different.insert(advice);
  }
  EXPECT_GT(different.size(), 15U);
  EXPECT_THAT(adviceOn(answered(404)), HasSubstr("Copy the URL"));
  EXPECT_THAT(adviceOn(answered(503)), HasSubstr("down"));
  EXPECT_EQ(adviceOn(answered(200)), "");
}

TEST(AdviceTest, blames_the_token_server_for_its_refusal) {
  auto report = answered(401, "token");
  report.outcome.verdict = Verdict::Hold;
  EXPECT_THAT(adviceOn(report), HasSubstr("oauth.data"));
  report.exchanges.back().response.status = 0;
  EXPECT_THAT(adviceOn(report), HasSubstr("oauth.url"));
}

TEST(AdviceTest, says_what_the_reason_says_to_do_if_nobody_answered) {
  TrialReport report;
  report.outcome = {
      .verdict = Verdict::Retry,
      .reason = "http://a:1 refused the connection: check that the receiver runs, and the port in the URL"};
  EXPECT_EQ(adviceOn(report), "Check that the receiver runs, and the port in the URL.");
  report.outcome.reason = "something odd happened: with a colon";
  EXPECT_THAT(adviceOn(report), HasSubstr("Check that the receiver runs"));
}

TEST(AdviceTest, names_the_variables_that_a_delivered_event_did_not_have) {
  TrialReport report;
  report.outcome.missing = {"job.flie", "x"};
  EXPECT_THAT(adviceOn(report), StartsWith("This event does not have @job.flie, @x"));
}

}  // namespace
}  // namespace herald::core
