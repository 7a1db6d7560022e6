// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "herald/http.h"

namespace herald {
namespace {

using namespace std::chrono_literals;

/// The wait that a receiver asks for, whose clock shows `now`.
Millis waitUntil(const std::string& date, const std::string& now = "Sat, 28 Nov 2026 12:00:00 GMT") {
  const HttpResponse response{.status = 503, .headers = {{"Retry-After", date}, {"Date", now}}, .body = ""};
  return StatusTable().outcome(response).retryAfter;
}

TEST(RetryAfter, ReadsTheThreeFormsOfADate) {
  for (const char* date : {"Sat, 28 Nov 2026 12:01:30 GMT", "Saturday, 28-Nov-26 12:01:30 GMT",
                           "Sat Nov 28 12:01:30 2026", "Sat, 28 Nov 2026 12:01:30 UTC"}) {
    EXPECT_EQ(waitUntil(date), 90s) << date;
  }
  EXPECT_EQ(waitUntil("Fri Nov  6 08:50:07 2026", "Friday, 06-Nov-26 08:49:37 GMT"), 30s);
}

TEST(RetryAfter, TakesAYearOfTwoDigitsForTheNearest) {
  EXPECT_EQ(waitUntil("Saturday, 28-Nov-76 12:00:00 GMT"), 24h) << "2076";
  EXPECT_EQ(waitUntil("Saturday, 28-Nov-77 12:00:00 GMT"), 0s) << "1977";
  EXPECT_EQ(waitUntil("Saturday, 28-Nov-00 12:00:00 GMT"), 0s) << "2000";
  EXPECT_EQ(waitUntil("Friday, 01-Jan-00 00:00:30 GMT", "Thu, 31 Dec 2099 23:59:30 GMT"), 60s) << "2100";
}

TEST(RetryAfter, IgnoresAnythingElse) {
  for (const char* text :
       {"", "soon", "Sat, 28 Nov 2026", "Sat, 28 Nov 26 12:01:30 GMT", "Sat, 28 Nov 2026 12:01:30 +0100",
        "2026-11-28T12:01:30Z", "Sat, 31 Feb 2027 12:01:30 GMT", "Sat, 28 Nov 2026 28:01:30 GMT",
        "Sat, 28 Foo 2026 12:01:30 GMT", "Monday, 31-Feb-27 12:01:30 GMT", "Sat, 28 Nov 2026 12:01:30 GMT tomorrow"}) {
    EXPECT_EQ(waitUntil(text), 0s) << text;
  }
}

}  // namespace
}  // namespace herald
