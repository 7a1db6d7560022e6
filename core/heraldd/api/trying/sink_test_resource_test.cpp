// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/trying/sink_test_resource.h"

#include <gmock/gmock.h>

#include "engine/dispatch/testing/patient_setup.h"
#include "engine/dispatch/testing/scripted_sink.h"
#include "engine/outbox/kinds/memory_outbox.h"
#include "herald/json.h"
#include "heraldd/api/operations/api_routes.h"
#include "heraldd/api/operations/json_schema.h"
#include "testing/fake_time.h"
#include "testing/recording_host.h"

namespace herald::core {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

class SinkTestResourceTest : public ::testing::Test {
 protected:
  SinkTestResourceTest() {
    pipeline_.apply(makePlan());
    routes_.add(resource_);
  }
  ~SinkTestResourceTest() override { pipeline_.stop(time_.now()); }

  static Plan makePlan() {
    Plan plan;
    plan.sinks["phone"].setup =
        patientSetup(std::make_shared<ScriptedSink>(), "phone", std::make_shared<RecordingHost>());
    auto route = std::make_shared<BusRoute>();
    route->sinks = {"phone"};
    route->events = {"PrintDone"};
    plan.routes.push_back(std::move(route));
    return plan;
  }

  ApiAnswer test(const std::string& sink, const std::string& body) {
    return routes_.answer({.method = "POST", .target = "/api/v1/sinks/" + sink + "/test", .body = body});
  }

  FakeTime time_{};
  MemoryOutbox outbox_{10};
  Pipeline pipeline_{outbox_, time_};
  std::shared_ptr<HttpTrace> trace_ = std::make_shared<HttpTrace>();
  int rehearsals_ = 0;
  SinkTestResource resource_{{pipeline_, *trace_, [this](const HttpFactory&) {
                                ++rehearsals_;
                                return Plan();
                              }}};
  ApiRoutes routes_{};
};

TEST_F(SinkTestResourceTest, sends_a_test_event_through_the_running_sink) {
  const auto answer = test("phone", "{}");
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(jsonAt(answer.body, "verdict"), "\"delivered\"");
  EXPECT_EQ(jsonAt(answer.body, "sent"), "true");
  EXPECT_THAT(schemaFaults(answer.body, routes_.schemas().at("SinkTestReport"), routes_.schemas()), SizeIs(0));
  EXPECT_EQ(rehearsals_, 0) << "only a dry run makes new sinks";
}

TEST_F(SinkTestResourceTest, a_sink_that_is_not_there_or_takes_no_such_event_is_one_sentence) {
  const auto unknown = test("phoen", "{}");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_THAT(unknown.body, HasSubstr("there is no sink `phoen`, did you mean `phone`?"));
  const auto untaken = test("phone", R"({"type":"ZChange"})");
  EXPECT_EQ(untaken.status, 409);
  EXPECT_THAT(untaken.body, HasSubstr("the sink phone gets no ZChange"));
}

TEST_F(SinkTestResourceTest, a_dry_run_makes_new_sinks) {
  EXPECT_EQ(test("phone", R"({"dryRun":true})").status, 409) << "this plan has none";
  EXPECT_EQ(rehearsals_, 1);
}

}  // namespace
}  // namespace herald::core
