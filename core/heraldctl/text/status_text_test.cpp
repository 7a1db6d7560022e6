// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/status_text.h"

#include <gmock/gmock.h>

#include <sstream>

#include "heraldd/admin/status_report.h"

namespace herald::core::ctl {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string textOf(const StatusReport& report) {
  std::ostringstream out;
  printStatus(toJson(report), out);
  return out.str();
}

TEST(StatusText, has_the_numbers_of_a_sink) {
  StatusReport report{.version = "1.0", .config = "/etc/herald/herald.properties", .running = 3h, .accepted = 12};
  auto& phone = report.sinks["phone"];
  phone.outbox.totals = {.accepted = 9, .delivered = 2, .buried = 1};
  phone.outbox.waiting = 3;
  phone.outbox.deadLetters = 1;
  phone.outbox.dropped = {{"queue full: progress", 2}, {"purged", 1}};
  phone.oldest = 320s;
  phone.dispatch.state = SinkStatus::State::Failing;
  phone.dispatch.reason = "503";
  phone.dispatch.retried = 4;
  phone.dispatch.attemptTime.add(70ms);
  phone.dispatch.deliveryTime.add(20min);
  EXPECT_EQ(
      textOf(report),
      "Herald 1.0 has run for 3 h 0 min with /etc/herald/herald.properties; 12 events accepted\n"
      "\nsources\n"
      "\nsinks\n"
      "  phone  failing  9 accepted, 2 delivered, 4 retried, 3 waiting for up to 5 min, 1 dead letters, "
      "3 dropped (1 purged, 2 queue full: progress)  95 %: attempts within 100 ms, deliveries within 1 h 0 min  503\n"
      "\nproblems\n"
      "  sink phone is failing: 503\n");
}

TEST(StatusText, leaves_out_what_is_zero) {
  StatusReport report;
  report.sinks["phone"].dispatch.reason = "an old one";
  EXPECT_THAT(textOf(report), HasSubstr("  phone  healthy  0 accepted, 0 delivered\n"));
}

TEST(StatusText, a_sink_that_is_slowed_by_its_rate_says_so_and_is_no_problem) {
  StatusReport report;
  report.sinks["phone"].dispatch.state = SinkStatus::State::Slowed;
  report.sinks["phone"].dispatch.reason = "more events than its `rate` lets through";
  EXPECT_THAT(textOf(report), AllOf(HasSubstr("  phone  slowed by rate  0 accepted, 0 delivered    more events than"),
                                    Not(HasSubstr("problems"))));
}

TEST(StatusText, shows_a_removed_sink_while_it_has_deliveries) {
  StatusReport report;
  report.removedSinks["old"].outbox.waiting = 1;
  report.removedSinks["old"].outbox.dropped = {{"too old: progress", 8}};
  report.removedSinks["done"].outbox.totals.delivered = 1;
  EXPECT_THAT(textOf(report), AllOf(HasSubstr("old  removed  0 accepted, 0 delivered, 1 waiting for up to 0 s, 8 "
                                              "dropped (too old: progress)\n"),
                                    Not(HasSubstr("done"))));
}

}  // namespace
}  // namespace herald::core::ctl
