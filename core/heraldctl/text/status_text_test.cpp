// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/status_text.h"

#include <gmock/gmock.h>

#include <sstream>

#include "heraldctl/text/columns.h"
#include "heraldd/admin/status_report.h"

namespace herald::core::ctl {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string statusOf(const StatusReport& report, const StatusFilter& filter = {}) {
  std::ostringstream out;
  printStatus(toJson(report), filter, out);
  return out.str();
}

bool findsProblem(const StatusReport& report, const StatusFilter& filter = {}) {
  std::ostringstream out;
  return printStatus(toJson(report), filter, out);
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
  EXPECT_EQ(statusOf(report),
            "Herald 1.0 has run for 3 h 0 min with /etc/herald/herald.properties; 12 events accepted\n"
            "\nneeds you\n"
            "  -  sink phone is failing: 503. Herald keeps 3 events.\n"
            "     run `heraldctl sink retry phone`\n"
            "  -  sink phone has 1 dead letter\n"
            "     run `heraldctl dead ls --sink phone`\n"
            "\nsinks\n"
            "  phone  failing  9 accepted, 2 delivered, 4 retried, 3 waiting for up to 5 min, 1 dead letter, 3\n"
            "                  dropped (1 purged, 2 queue full: progress)\n"
            "                  95 %: attempts within 100 ms, deliveries within 1 h 0 min\n");
}

TEST(StatusText, says_what_a_source_has_in_custody) {
  StatusReport report{.version = "1.0", .config = "/x"};
  auto& log = report.sources["log"];
  log = {SourceStatus::State::Running, "Kafka at a:9092", 0};
  EXPECT_THAT(statusOf(report), Not(HasSubstr("custody")));
  log.custody = {.held = 1, .settled = 120};
  EXPECT_THAT(statusOf(report), HasSubstr("  log  running  Kafka at a:9092\n"
                                          "                1 event in custody, 120 settled\n"));
  log.custody = {.held = 3, .settled = 120, .givenBack = 2, .movedToOutbox = 5};
  EXPECT_THAT(statusOf(report), HasSubstr("3 events in custody, 120 settled, 2 given back, 5 moved to the outbox\n"));
}

TEST(StatusText, says_what_a_sink_is_connected_to) {
  StatusReport report{.version = "1.0", .config = "/x"};
  report.sinks["phone"].connection = "broker mqtt.local, MQTT 5";
  EXPECT_THAT(statusOf(report),
              HasSubstr("  phone  healthy  0 accepted, 0 delivered\n                  connected to broker mqtt.local, "
                        "MQTT 5\n"));
}

TEST(StatusText, shows_the_values_and_counters_of_a_source) {
  StatusReport report{.version = "1.0", .config = "/x"};
  report.sources["farm"] = {SourceStatus::State::Running, "Kafka at a:9092", 0};
  report.sources["mk3"] = {SourceStatus::State::Running, "OctoPrint 1.11.2", 0};
  report.measures["partition_lag"] = {{"source.farm", "kafka", "orders/0", 5},
                                      {"source.farm", "kafka", "orders/1", 1234567.5}};
  report.measures["partitions"] = {{"source.farm", "kafka", "", 2}};
  report.counters["records"] = {{"source.farm", "kafka", 1234567}, {"sink.x", "kafka", 9}};
  report.counters["bad_records"] = {{"source.farm", "kafka", 0}};
  EXPECT_THAT(statusOf(report),
              HasSubstr("  farm  running  Kafka at a:9092\n"
                        "                 partition lag 1234572.5 (1234567.5 of orders/1), partitions 2\n"
                        "                 records 1234567\n"
                        "  mk3   running  OctoPrint 1.11.2\n"));
}

TEST(StatusText, shows_the_cameras_that_were_asked) {
  StatusReport report{.version = "1.0", .config = "/x"};
  report.snapshots.cameras = {
      {"idle", {}}, {"mk3", {.taken = 1}}, {"mk4", {.taken = 12, .failed = 2, .problem = "404"}}};
  EXPECT_THAT(statusOf(report), HasSubstr("\ncameras\n"
                                          "  mk3  1 picture\n"
                                          "  mk4  12 pictures, 2 failed\n"
                                          "       no picture: 404\n"));
  EXPECT_THAT(statusOf(report, {.failing = true}), AllOf(HasSubstr("no picture: 404"), Not(HasSubstr("mk3"))));
  report.snapshots.cameras = {{"idle", {}}};
  EXPECT_THAT(statusOf(report), Not(HasSubstr("cameras")));
}

TEST(StatusText, counts_one_of_a_thing_as_one) {
  StatusReport report{.version = "1.0", .config = "/x", .running = 3h, .accepted = 1};
  report.sinks["phone"].outbox.deadLetters = 1;
  report.removedSinks["old"].outbox.waiting = 1;
  const auto text = statusOf(report);
  EXPECT_THAT(text, AllOf(HasSubstr("; 1 event accepted\n"), HasSubstr(", 1 dead letter\n")));
  EXPECT_THAT(text, HasSubstr("1 delivery waits for the sink old"));
}

/// Two sources that are away, one with a tag, and a sink on hold.
StatusReport troubled() {
  StatusReport report;
  report.sources["mk3"] = {SourceStatus::State::Waiting, "connection refused", 3};
  report.sources["mk4"] = {SourceStatus::State::Waiting, "no route to host", 1};
  report.sources["mk5"] = {SourceStatus::State::Running, "OctoPrint 1.11.2", 0};
  report.tags["mk4"] = report.tags["mk5"] = {"room2"};
  report.sinks["mail"].dispatch.state = SinkStatus::State::Healthy;
  report.sinks["phone"].dispatch.state = SinkStatus::State::Holding;
  report.sinks["phone"].dispatch.reason = "401: check the token";
  return report;
}

TEST(StatusText, begins_with_what_needs_somebody_then_has_the_printers_and_the_sinks) {
  auto report = troubled();
  report.printers["mk3"].source = "mk3";
  const auto text = statusOf(report);
  EXPECT_LT(text.find("source mk3 is waiting"), text.find("\nprinters\n"));
  EXPECT_LT(text.find("\nprinters\n"), text.find("\nsinks\n"));
  EXPECT_LT(text.find("\nsinks\n"), text.find("\nsources\n"));
  EXPECT_TRUE(findsProblem(report));
}

TEST(StatusText, says_since_when_and_which_command_helps) {
  StatusReport report{.version = "1.0", .config = "/x"};
  const std::chrono::system_clock::time_point since(1700000000s);
  auto& phone = report.sinks["phone"].dispatch;
  phone.state = SinkStatus::State::Paused;
  phone.since = since;
  std::ostringstream out;
  EXPECT_TRUE(printStatus(toJson(report), {}, out, since + 14min));
  EXPECT_THAT(out.str(), HasSubstr("\nneeds you\n  14 min  sink phone is paused\n"
                                   "          run `heraldctl sink resume phone`\n"));
}

TEST(StatusText, a_dead_letter_is_no_reason_to_wake_somebody) {
  StatusReport report;
  report.sinks["phone"].outbox.deadLetters = 1;
  EXPECT_THAT(statusOf(report), HasSubstr("\nneeds you\n  -  sink phone has 1 dead letter\n"));
  EXPECT_FALSE(findsProblem(report));
}

TEST(StatusText, shows_what_each_printer_does) {
  StatusReport report;
  report.sources["mk3"].state = SourceStatus::State::Running;
  auto& mk3 = report.printers["mk3"];
  mk3.source = "mk3";
  mk3.sourceState = SourceStatus::State::Running;
  mk3.device = {.state = "Printing", .printing = true, .file = "benchy.gcode", .percent = 42.7};
  mk3.left = 640s;
  report.sources["mk4"] = {SourceStatus::State::Waiting, "no route to host", 1};
  report.printers["mk4"].source = "mk4";
  report.printers["mk4"].sourceState = SourceStatus::State::Waiting;
  EXPECT_THAT(statusOf(report), HasSubstr("\nprinters\n"
                                          "  mk3  Printing       benchy.gcode  42 %  10 min\n"
                                          "  mk4  no connection  -             -     -\n"));
  EXPECT_THAT(statusOf(report, {.failing = true}), AllOf(HasSubstr("  mk4  no conn"), Not(HasSubstr("benchy"))));
}

TEST(StatusText, shows_only_what_fails) {
  const auto text = statusOf(troubled(), {.failing = true});
  EXPECT_THAT(text, AllOf(HasSubstr("  mk3  waiting"), HasSubstr("  phone  on hold"), Not(HasSubstr("mk5")),
                          Not(HasSubstr("mail"))));
  EXPECT_THAT(statusOf({}, {.failing = true}), Not(HasSubstr("sinks")));
}

TEST(StatusText, shows_only_sources_with_a_tag) {
  const auto text = statusOf(troubled(), {.tag = "room2"});
  EXPECT_THAT(text, AllOf(HasSubstr("  mk5  running"), HasSubstr("source mk4 is waiting"),
                          HasSubstr("  phone  on hold"), Not(HasSubstr("mk3"))));
  auto report = troubled();
  report.sinks["phone"].dispatch.state = SinkStatus::State::Healthy;
  report.sources["mk4"].state = SourceStatus::State::Running;
  EXPECT_FALSE(findsProblem(report, {.tag = "room2"})) << "mk3 is not in room2";
  EXPECT_TRUE(findsProblem(report));
  EXPECT_THROW(statusOf(report, {.tag = "room3"}), std::runtime_error);
}

TEST(StatusText, fits_the_terminal_and_escapes_what_others_wrote) {
  auto report = troubled();
  report.config = "/a/" + std::string(120, 'p');
  report.sources["mk3"].detail = std::string(60, 'a') + " \x1b[2J\n" + std::string(200, 'b');
  report.sinks["phone"].dispatch.reason = "the answer was: \xe2\x80\xae" + std::string(120, 'c');
  std::istringstream lines(statusOf(report));
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(widthOf(line), kLineWidth) << line;
    EXPECT_THAT(line, AllOf(Not(HasSubstr("\x1b")), Not(HasSubstr("\xe2\x80\xae"))));
  }
}

TEST(StatusText, leaves_out_what_is_zero) {
  StatusReport report;
  report.sinks["phone"].dispatch.reason = "an old one";
  EXPECT_THAT(statusOf(report), HasSubstr("  phone  healthy  0 accepted, 0 delivered\n"));
}

TEST(StatusText, a_sink_that_is_slowed_by_its_rate_says_so_and_is_no_problem) {
  StatusReport report;
  report.sinks["phone"].dispatch.state = SinkStatus::State::Slowed;
  report.sinks["phone"].dispatch.reason = "more events than its `rate` lets through";
  EXPECT_THAT(statusOf(report), AllOf(HasSubstr("  phone  slowed by rate  0 accepted, 0 delivered\n"
                                                "                         more events than its"),
                                      Not(HasSubstr("needs you"))));
}

TEST(StatusText, shows_what_waits_for_a_time) {
  StatusReport report;
  report.timers["needs.1.again"] = {2, 320s};
  EXPECT_THAT(statusOf(report), HasSubstr("\ntimers\n  needs.1.again  2 waiting, the next in 5 min\n"));
  EXPECT_FALSE(findsProblem(report));
  EXPECT_THAT(statusOf(report, {.failing = true}), Not(HasSubstr("timers")));
  EXPECT_THAT(statusOf({}), Not(HasSubstr("timers")));
}

TEST(StatusText, shows_a_removed_sink_while_it_has_deliveries) {
  StatusReport report;
  report.removedSinks["old"].outbox.waiting = 1;
  report.removedSinks["old"].outbox.dropped = {{"too old: progress", 8}};
  report.removedSinks["done"].outbox.totals.delivered = 1;
  EXPECT_THAT(statusOf(report),
              AllOf(HasSubstr("old  removed  0 accepted, 0 delivered, 1 waiting for up to 0 s, 8 dropped (too old:"),
                    Not(HasSubstr("done"))));
}

}  // namespace
}  // namespace herald::core::ctl
