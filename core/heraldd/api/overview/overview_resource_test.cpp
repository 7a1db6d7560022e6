// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/overview/overview_resource.h"

#include <gmock/gmock.h>

#include "herald/json.h"
#include "heraldd/api/operations/api_routes.h"
#include "heraldd/api/operations/json_schema.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::IsEmpty;

class OverviewResourceTest : public ::testing::Test {
 protected:
  OverviewResourceTest() {
    routes.add(resource);
    auto& printer = report.printers["mk 3/left"];
    printer.source = "mk3";
    printer.sourceState = SourceStatus::State::Running;
    printer.device = {.state = "Printing", .printing = true, .file = "a.gcode", .percent = 42.5, .id = "0192-7"};
    printer.left = 600s;
    report.sinks["slack"].type = "webhook";
  }

  /// The answer fits the schema that the operation declares.
  std::string get(const std::string& path, const char* schema) {
    const auto answer = routes.answer({.method = "GET", .target = path});
    EXPECT_EQ(answer.status, 200) << answer.body;
    std::vector<std::string> faults;
    for (const auto& fault : schemaFaults(answer.body, routes.schemas().at(schema), routes.schemas())) {
      faults.push_back(fault.at + ": " + fault.detail);
    }
    EXPECT_THAT(faults, IsEmpty());
    return answer.body;
  }

  std::string overview() { return get("/api/v1/overview", "Overview"); }

  StatusReport report{.version = "1.0", .config = "/etc/herald/herald.properties"};
  std::vector<History::Point> points{};
  OverviewResource resource{{[this] { return report; },
                             [this](int hours) {
                               points.resize(static_cast<std::size_t>(hours));
                               return points;
                             }}};
  ApiRoutes routes{};
};

TEST_F(OverviewResourceTest, has_the_printers_and_the_sinks_by_name) {
  const auto body = overview();
  EXPECT_EQ(jsonAt(body, "printers.0.name"), "\"mk 3/left\"");
  EXPECT_EQ(jsonAt(body, "printers.0.percent"), "42.5");
  EXPECT_EQ(jsonAt(body, "printers.0.secondsLeft"), "600");
  EXPECT_EQ(jsonAt(body, "printers.0.picture"), "null") << "it has no camera";
  EXPECT_EQ(jsonAt(body, "sinks.0.type"), "\"webhook\"");
  EXPECT_EQ(jsonAt(body, "sinks.0.successRate"), "null") << "nothing was attempted";
  EXPECT_EQ(jsonAt(body, "problems"), "[]");
}

TEST_F(OverviewResourceTest, a_sink_has_its_success_rate_and_how_long_it_takes) {
  auto& sink = report.sinks["slack"].dispatch;
  sink.delivered = 3;
  sink.failed = 1;
  for (int i = 0; i < 98; ++i) sink.attemptTime.add(80ms);
  sink.attemptTime.add(2s);
  sink.attemptTime.add(2s);
  sink.nextAttempt = 1500ms;
  const auto body = overview();
  EXPECT_EQ(jsonAt(body, "sinks.0.successRate"), "0.75");
  EXPECT_EQ(jsonAt(body, "sinks.0.p50Seconds"), "0.1");
  EXPECT_EQ(jsonAt(body, "sinks.0.p99Seconds"), "2.5");
  EXPECT_EQ(jsonAt(body, "sinks.0.nextAttemptSeconds"), "2");
}

TEST_F(OverviewResourceTest, what_waits_for_a_sink_includes_what_is_in_custody) {
  report.sinks["slack"].outbox = {.waiting = 5, .inMemoryOnly = 1, .inCustody = 3};
  const auto body = overview(), status = toJson(report);
  EXPECT_EQ(jsonAt(body, "sinks.0.waiting"), "5");
  EXPECT_EQ(jsonAt(status, "sinks.slack.waiting"), "5") << "heraldctl status has the same";
}

TEST_F(OverviewResourceTest, a_printer_whose_source_is_away_says_so_and_why) {
  report.sources["mk3"] = {SourceStatus::State::Waiting, "connection refused", 1};
  report.printers["mk 3/left"].sourceState = SourceStatus::State::Waiting;
  report.snapshots.cameras["mk3"].taken = 1;
  const auto body = overview();
  EXPECT_EQ(jsonAt(body, "printers.0.picture"), "null");
  EXPECT_EQ(jsonAt(body, "printers.0.state"), "\"no connection\"");
  EXPECT_EQ(jsonAt(body, "printers.0.problem"), "\"source mk3 is waiting: connection refused\"");
  EXPECT_EQ(jsonAt(body, "problems.0.actions.0.post"), "\"sources/mk3/retry\"");
}

TEST_F(OverviewResourceTest, a_printer_with_a_camera_has_a_picture_until_it_fails) {
  report.snapshots.cameras["mk3"];
  report.printers["mk 3/left"].device.time = std::chrono::system_clock::time_point(1700000007s);
  auto body = overview();
  EXPECT_EQ(jsonAt(body, "printers.0.picture"), "\"api/v1/printers/mk%203%2Fleft/picture?at=1699999980\"");
  report.snapshots.cameras["mk3"].problem = "404: it has no webcam";
  body = overview();
  EXPECT_EQ(jsonAt(body, "printers.0.picture"), "null");
}

TEST_F(OverviewResourceTest, the_history_has_a_number_for_each_step) {
  points.assign(5, {History::Time(300s), {.events = 4, .delivered = 3, .failed = 1}});
  const auto body = get("/api/v1/history?hours=5", "History");
  EXPECT_EQ(jsonAt(body, "stepSeconds"), "300");
  EXPECT_EQ(jsonAt(body, "times"), "[300,300,300,300,300]");
  EXPECT_EQ(jsonAt(body, "failed"), "[1,1,1,1,1]");
  EXPECT_EQ(routes.answer({.method = "GET", .target = "/api/v1/history?hours=25"}).status, 400);
}

}  // namespace
}  // namespace herald::core
