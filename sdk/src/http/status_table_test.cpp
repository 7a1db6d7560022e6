// SPDX-License-Identifier: Apache-2.0
#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "herald/http.h"

namespace herald {
namespace {

using Verdict = Outcome::Verdict;
using ::testing::HasSubstr;

/// One line for each status, as the promises say: "503 retry".
TEST(StatusTable, SaysWhatEachStatusMeans) {
  std::ifstream table(HTTP_TESTCASES "/status_table.txt");
  int expected = 100;
  int status = 0;
  for (std::string verdict; table >> status >> verdict; ++expected) {
    ASSERT_EQ(status, expected) << "each status has its line";
    const Outcome outcome = StatusTable().outcome({.status = status, .headers = {}, .body = "why"});
    EXPECT_EQ(toString(outcome.verdict), verdict) << status;
    EXPECT_EQ(outcome.status, status);
    EXPECT_EQ(outcome.answer, "why");
    if (outcome.verdict == Verdict::Delivered) {
      EXPECT_EQ(outcome.reason, "");
    } else {
      EXPECT_THAT(outcome.reason, HasSubstr("(" + std::to_string(status) + ")"));
    }
  }
  EXPECT_EQ(expected, 600);
}

TEST(StatusTable, HoldsARedirectThatWasNotFollowed) {
  for (const int status : {301, 302, 307, 308}) {
    const Outcome outcome = StatusTable().outcome(
        {.status = status, .headers = {{"Location", "https://new.example/T0/secret?k=1"}}, .body = ""});
    EXPECT_EQ(outcome.verdict, Verdict::Hold);
    const std::string code = std::to_string(status);
    EXPECT_EQ(outcome.reason, "the receiver has moved to https://new.example (" + code +
                                  "): change the URL; if the event has arrived all the same, set `success = 200-299, " +
                                  code + "`");
  }
  EXPECT_EQ(StatusTable().outcome({.status = 304, .headers = {{"Location", "/x"}}, .body = ""}).verdict,
            Verdict::Delivered);
}

StatusTable with(const std::string& success) { return StatusTable(Settings(httpOptions(), {{"success", success}})); }

TEST(StatusTable, TakesTheCodesOfTheOptionSuccessFirst) {
  const StatusTable table = with("200-201, 404,410");
  EXPECT_EQ(table.outcome({.status = 201, .headers = {}, .body = ""}).verdict, Verdict::Delivered);
  EXPECT_EQ(table.outcome({.status = 404, .headers = {}, .body = ""}).verdict, Verdict::Delivered);
  EXPECT_EQ(table.outcome({.status = 410, .headers = {}, .body = ""}).verdict, Verdict::Delivered);
  const Outcome other = table.outcome({.status = 202, .headers = {}, .body = ""});
  EXPECT_EQ(other.verdict, Verdict::Rejected);
  EXPECT_THAT(other.reason, HasSubstr("success"));
}

TEST(StatusTable, TakesARedirectForSuccessOnlyWhereItsVeryCodeIsNamed) {
  for (const int status : {301, 302, 307, 308}) {
    const HttpResponse moved{.status = status, .headers = {{"location", "http://x.example/"}}, .body = ""};
    EXPECT_EQ(with("200-399").outcome(moved).verdict, Verdict::Hold);
    EXPECT_EQ(with("200-299, " + std::to_string(status)).outcome(moved).verdict, Verdict::Delivered);
  }
}

TEST(StatusTable, TakesA303ForDeliveredUnlessItIsNoSuccess) {
  const HttpResponse seeOther{.status = 303, .headers = {{"location", "http://x.example/"}}, .body = ""};
  EXPECT_EQ(StatusTable().outcome(seeOther).verdict, Verdict::Delivered);
  EXPECT_EQ(with("200-299").outcome(seeOther).verdict, Verdict::Hold);
  EXPECT_THAT(with("200-299").outcome(seeOther).reason, HasSubstr("`success = 200-299, 303`"));
}

TEST(StatusTable, RefusesASuccessThatIsNoCode) {
  for (const char* success : {"ok", "2xx", "200-", "-299", "299-200", "100", "600", "200-299-300", "20 0"}) {
    EXPECT_THROW(with(success), BadSettings) << success;
  }
}

TEST(StatusTable, PassesOnWhenToTryAgain) {
  using namespace std::chrono_literals;
  const std::pair<const char*, Millis> table[] = {{"120", 120s},
                                                  {"0", 0s},
                                                  {"-5", 0s},
                                                  {"soon", 0s},
                                                  {"1.5", 1500ms},
                                                  {"0.376", 376ms},
                                                  {"64.5701", 64571ms},
                                                  {"0.00001", 1ms},
                                                  {"-1.5", 0s},
                                                  {".5", 0s},
                                                  {"1e5", 0s},
                                                  {"1.5 s", 0s},
                                                  {"inf", 0s},
                                                  {"nan", 0s},
                                                  {"999999999", 24h},
                                                  {"99999999999999999999", 24h},
                                                  {"Wed, 21 Oct 2015 07:29:00 GMT", 60s},
                                                  {"Wed, 21 Oct 2015 07:27:00 GMT", 0s},
                                                  {"Wednesday, 21-Oct-15 07:29:00 GMT", 60s},
                                                  {"Wed Oct 21 07:29:00 2015", 60s},
                                                  {"Fri, 21 Oct 2016 07:28:00 GMT", 24h}};
  for (const auto& [text, expected] : table) {
    for (const int status : {429, 503}) {
      const HttpResponse response{
          .status = status, .headers = {{"retry-after", text}, {"Date", "Wed, 21 Oct 2015 07:28:00 GMT"}}, .body = ""};
      EXPECT_EQ(StatusTable().outcome(response).retryAfter, expected) << text;
    }
  }
  const HttpResponse rejected{.status = 400, .headers = {{"Retry-After", "5"}}, .body = ""};
  EXPECT_EQ(StatusTable().outcome(rejected).retryAfter, Millis(0));
}

TEST(StatusTable, SeesWhenRetryAfterIsInMilliseconds) {
  using namespace std::chrono_literals;
  struct Pause {
    const char *retryAfter, *reset;
    Millis wait;
  };
  for (const auto& [retryAfter, reset, wait] :
       {Pause{"1200", "1.2", 1200ms}, Pause{"1200", "2", 2s}, Pause{"65", "64.57", 65s}, Pause{"65", "1", 65s},
        Pause{"65", "0", 65s}, Pause{"65", "soon", 65s}, Pause{"1", "3000", 1s}}) {
    const HttpResponse response{
        .status = 429, .headers = {{"Retry-After", retryAfter}, {"X-RateLimit-Reset-After", reset}}, .body = ""};
    EXPECT_EQ(StatusTable().outcome(response).retryAfter, wait) << retryAfter << " " << reset;
  }
  const HttpResponse alone{.status = 429, .headers = {{"X-RateLimit-Reset-After", "3000"}}, .body = ""};
  EXPECT_EQ(StatusTable().outcome(alone).retryAfter, 0s) << "other services use milliseconds";
}

TEST(StatusTable, ComparesADateWithThisMachinesClockWhereTheReceiverTellsNone) {
  const std::string hour = Poco::DateTimeFormatter::format(Poco::Timestamp() + Poco::Timespan(1, 0, 0, 0, 0),
                                                           Poco::DateTimeFormat::HTTP_FORMAT);
  const HttpResponse response{.status = 503, .headers = {{"Retry-After", hour}}, .body = ""};
  EXPECT_GT(StatusTable().outcome(response).retryAfter, std::chrono::hours(23));
}

TEST(StatusTable, KeepsTheBeginningOfTheAnswer) {
  EXPECT_EQ(StatusTable().outcome({.status = 200, .headers = {}, .body = std::string(50000, 'x')}).answer.size(),
            8192U);
}

}  // namespace
}  // namespace herald
