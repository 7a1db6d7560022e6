// SPDX-License-Identifier: Apache-2.0
#include "heraldd/admin/attention.h"

#include <gmock/gmock.h>

#include "herald/json.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(AttentionTest, nothing_needs_the_operator_while_all_is_well) {
  StatusReport report;
  report.sinks["slack"];
  report.sinks["mail"].dispatch.state = SinkStatus::State::Slowed;
  report.sources["mk3"].state = SourceStatus::State::Running;
  report.snapshots.cameras["mk3"].problem = "it has no webcam, and no sink shows one";
  EXPECT_THAT(attentionsOf(report), IsEmpty());
}

TEST(AttentionTest, each_problem_has_its_ways_out_and_the_largest_queue_comes_first) {
  StatusReport report;
  report.sources["mk3"] = {SourceStatus::State::Waiting, "connection refused", 3};
  report.sinks["mail"].dispatch.state = SinkStatus::State::Rejecting;
  auto& slack = report.sinks["slack"];
  slack.dispatch.state = SinkStatus::State::Holding;
  slack.dispatch.reason = "404: change the URL";
  slack.outbox.waiting = 12;
  const auto all = attentionsOf(report);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].id(), "sink.slack");
  EXPECT_EQ(all[0].text(), "sink slack is on hold: 404: change the URL. Herald keeps 12 events.");
  EXPECT_THAT(all[0].waysOut, ElementsAre(WayOut::Edit, WayOut::Retry));
  EXPECT_EQ(all[1].kind, "source");
  EXPECT_THAT(all[1].waysOut, ElementsAre(WayOut::Retry, WayOut::Edit));
  EXPECT_THAT(all[2].waysOut, ElementsAre(WayOut::Edit, WayOut::Dead));
}

TEST(AttentionTest, a_wrong_key_needs_another_key_and_a_printer_that_is_off_another_try) {
  StatusReport report;
  auto& source = report.sources["mk3"];
  source = {SourceStatus::State::Waiting, "403: check apiKey", 1};
  source.isRefused = true;
  const auto since = std::chrono::system_clock::time_point(std::chrono::hours(3));
  report.away["mk3"] = since;
  const auto all = attentionsOf(report);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_THAT(all[0].waysOut, ElementsAre(WayOut::Edit, WayOut::Retry));
  EXPECT_EQ(all[0].since, since);
}

TEST(AttentionTest, every_state_that_does_not_work_has_a_way_out) {
  for (const auto state : kSinkStates) {
    StatusReport report;
    report.sinks["slack"].dispatch.state = state;
    const auto all = attentionsOf(report);
    ASSERT_EQ(all.size(), works(state) ? 0u : 1u) << toString(state);
    for (const auto& one : all) EXPECT_THAT(one.waysOut, ::testing::Not(IsEmpty())) << toString(state);
  }
}

TEST(AttentionTest, what_stops_no_event_is_a_warning_behind_the_errors) {
  StatusReport report{.config = "/etc/herald/herald.properties", .refusal = "line 3: no"};
  report.sinks["slack"].outbox.deadLetters = 2;
  report.removedSinks["old"].outbox.deadLetters = 1;
  report.snapshots.cameras["mk3"].problem = "404";
  report.snapshots.areWanted = true;
  report.outbox.problem = "the disk has too little room";
  report.damage = "3 deliveries are lost";
  std::vector<std::string> ids;
  for (const auto& one : attentionsOf(report)) ids.push_back(one.id());
  EXPECT_THAT(ids, ElementsAre("configuration./etc/herald/herald.properties", "outbox", "damage.outbox",
                               "dead.sink.slack", "dead.sink.old", "camera.source.mk3"));
  EXPECT_EQ(report.problems().size(), 3u) << "the errors";
  EXPECT_THAT(attentionsOf(report)[1].waysOut, ElementsAre(WayOut::Dead)) << "purging them gives room";
}

TEST(AttentionTest, a_log_that_is_not_written_stops_no_event) {
  StatusReport report;
  report.log.problem = "no room";
  ASSERT_EQ(attentionsOf(report).size(), 1u);
  EXPECT_EQ(attentionsOf(report)[0].sentence, "the delivery log is not written: no room");
  EXPECT_THAT(report.problems(), IsEmpty());
  report.outbox.problem = "no room";
  EXPECT_EQ(attentionsOf(report).size(), 1u) << "it is the same disk";
}

TEST(AttentionTest, a_button_says_what_to_post) {
  StatusReport report;
  report.sinks["a/b"].dispatch.state = SinkStatus::State::Failing;
  const auto json = toJson(attentionsOf(report));
  EXPECT_EQ(jsonError(json), "");
  EXPECT_EQ(jsonAt(json, "0.actions.0.post"), "\"sinks/a%2Fb/retry\"");
  EXPECT_EQ(jsonAt(json, "0.actions.1.do"), "\"edit\"");
  EXPECT_EQ(jsonAt(json, "0.actions.1.post"), "null");
  EXPECT_EQ(jsonError(kAttentionSchema), "");
}

}  // namespace
}  // namespace herald::core
