// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/overview/status_resource.h"

#include <gmock/gmock.h>

#include "herald/json.h"
#include "heraldd/api/operations/api_routes.h"
#include "heraldd/api/operations/json_schema.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::IsEmpty;

class StatusResourceTest : public ::testing::Test {
 protected:
  StatusResourceTest() { routes_.add(resource_); }

  ApiAnswer status(ApiCaller::Way way = ApiCaller::Way::Socket) const {
    return routes_.answer({.method = "GET", .target = "/api/v1/status", .caller = {.way = way}});
  }

  StatusReport report_{.version = "1.0", .config = "/etc/herald/herald.properties"};
  StatusResource resource_{[this] { return report_; }};
  ApiRoutes routes_{};
};

TEST_F(StatusResourceTest, has_everything_by_name_as_its_schema_says) {
  report_.sources["mk3"] = {SourceStatus::State::Waiting, "connection refused", 3};
  report_.tags["mk3"] = {"room2"};
  report_.printers["left"].source = "mk3";
  auto& sink = report_.sinks["slack"];
  sink.outbox.totals.delivered = 5;
  sink.outbox.dropped["queue full: progress"] = 4;
  sink.dispatch.state = SinkStatus::State::Holding;
  sink.dispatch.attemptTime.add(7ms);
  sink.dispatch.missing["job.file.name"] = 6;
  report_.removedSinks["old"].outbox.waiting = 3;
  report_.timers["farm.1.remind"] = {2, 30s};
  report_.snapshots.cameras["mk3"].taken = 1;
  const auto answer = status();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(jsonAt(answer.body, "sinks.slack.delivered"), "5");
  EXPECT_EQ(jsonAt(answer.body, "orphans.old.waiting"), "3");
  std::vector<std::string> faults;
  for (const auto& fault : schemaFaults(answer.body, routes_.schemas().at("Status"), routes_.schemas())) {
    faults.push_back(fault.at + ": " + fault.detail);
  }
  EXPECT_THAT(faults, IsEmpty());
}

TEST_F(StatusResourceTest, a_stranger_sees_nothing_of_it) {
  EXPECT_EQ(status(ApiCaller::Way::Stranger).status, 401);
  EXPECT_EQ(status(ApiCaller::Way::Token).status, 200);
}

}  // namespace
}  // namespace herald::core
