// SPDX-License-Identifier: Apache-2.0
#include "heraldd/admin/monitors.h"

#include <Poco/String.h>
#include <gmock/gmock.h>

#include "herald/json.h"
#include "herald/safe_text.h"
#include "heraldd/admin/metrics.h"

namespace herald::core {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class MonitorsTest : public ::testing::Test {
 protected:
  MonitorsTest() {
    report.version = "1.0";
    report.accepted = 7;
    report.sources["mk3"] = {SourceStatus::State::Running, "OctoPrint 1.11.2", 3};
    auto& slack = report.sinks["slack"];
    slack.outbox.waiting = 2;
    slack.outbox.totals = {.accepted = 10, .returned = 4, .delivered = 5, .buried = 2, .moved = 1};
    slack.outbox.dropped["queue full: progress"] = 4;
    slack.oldest = std::chrono::seconds(90);
    slack.dispatch.retried = 3;
    slack.dispatch.missing["job.file.name"] = 6;
  }

  Monitors::Answer get(const std::string& path) const { return monitors.answer(path); }
  std::string json() const { return toJson(report); }

  StatusReport report{};
  const Monitors monitors{[this] { return report; }};
};

TEST_F(MonitorsTest, status_is_json) {
  const auto status = json();
  EXPECT_EQ(jsonAt(status, "accepted"), "7");
  EXPECT_EQ(jsonAt(status, "sources.mk3.counters"), "{}");
  EXPECT_EQ(jsonAt(status, "sources.mk3.state"), "\"running\"");
  EXPECT_EQ(jsonAt(status, "sinks.slack.delivered"), "5");
  EXPECT_EQ(jsonAt(status, "sinks.slack.state"), "\"healthy\"");
  EXPECT_EQ(jsonAt(status, "sinks.slack.missing"), R"({"job.file.name":6})");
}

TEST_F(MonitorsTest, metrics_are_prometheus_text) {
  report.sinks["we\"ird"];
  report.counters["published"] = {{"sink.slack", "mqtt", 5}, {"sink.we\"ird", "m\nq", 1}};
  report.measures["lag"] = {{"source.mk3", "kafka", "orders/3", 17.5}, {"source.mk3", "kafka", "", 2}};
  const auto answer = get("/metrics");
  EXPECT_EQ(answer.type, kMetricsType);
  for (const auto* line : {"# TYPE herald_accepted_total counter",
                           "herald_accepted_total 7\n",
                           "herald_source_up{source=\"mk3\"} 1\n",
                           "# TYPE herald_plugin_lag gauge",
                           "herald_plugin_lag{instance=\"source.mk3\",type=\"kafka\",of=\"orders/3\"} 17.5\n",
                           "herald_plugin_lag{instance=\"source.mk3\",type=\"kafka\"} 2\n",
                           "herald_source_restarts_total{source=\"mk3\"} 3\n",
                           "herald_waiting{sink=\"slack\"} 2\n",
                           "herald_delivered_total{sink=\"slack\"} 5\n",
                           "herald_sink_accepted_total{sink=\"slack\"} 10\n",
                           "herald_returned_total{sink=\"slack\"} 4\n",
                           "herald_dead_total{sink=\"slack\"} 2\n",
                           "herald_moved_total{sink=\"slack\"} 1\n",
                           "herald_retried_total{sink=\"slack\"} 3\n",
                           "herald_oldest_waiting_seconds{sink=\"slack\"} 90\n",
                           "herald_dropped_total{sink=\"slack\",reason=\"queue full: progress\"} 4\n",
                           "herald_missing_variables_total{sink=\"slack\",variable=\"job.file.name\"} 6\n",
                           R"(herald_waiting{sink="we\"ird"} 0)",
                           "# TYPE herald_plugin_published_total counter\n",
                           "herald_plugin_published_total{instance=\"sink.slack\",type=\"mqtt\"} 5\n",
                           R"(herald_plugin_published_total{instance="sink.we\"ird",type="m\nq"} 1)"}) {
    EXPECT_THAT(answer.body, HasSubstr(line));
  }
}

TEST_F(MonitorsTest, what_a_source_has_in_custody_is_in_status_and_metrics) {
  const auto before = json();
  EXPECT_EQ(jsonAt(before, "sources.mk3.custody"), "null");
  EXPECT_THAT(get("/metrics").body, Not(HasSubstr("herald_custody_events{")));
  report.sources["mk3"].custody = {.held = 2, .settled = 9, .givenBack = 3, .movedToOutbox = 4};
  const auto status = json();
  EXPECT_EQ(jsonAt(status, "sources.mk3.custody"), R"({"held":2,"settled":9,"givenBack":3,"movedToOutbox":4})");
  for (const auto* line :
       {"herald_custody_events{source=\"mk3\"} 2\n", "herald_custody_settled_total{source=\"mk3\"} 9\n",
        "herald_custody_given_back_total{source=\"mk3\"} 3\n",
        "herald_custody_moved_to_outbox_total{source=\"mk3\"} 4\n"}) {
    EXPECT_THAT(get("/metrics").body, HasSubstr(line));
  }
}

TEST_F(MonitorsTest, printers_are_in_status_and_metrics) {
  auto& printer = report.printers["left"];
  printer.source = "mk3";
  printer.sourceState = SourceStatus::State::Running;
  printer.tags = {"room2"};
  printer.device = {
      .state = "Printing", .printing = true, .file = "a.gcode", .percent = 42.5, .event = "PrintProgress"};
  printer.left = std::chrono::seconds(600);
  printer.quiet = std::chrono::seconds(5);
  report.printers["silent"].source = "mk4";
  const auto status = json();
  EXPECT_EQ(
      jsonAt(status, "printers.left"),
      R"({"source":"mk3","sourceState":"running","state":"Printing","printing":true,"file":"a.gcode",)"
      R"("percent":42.5,"secondsLeft":600,"lastEvent":"PrintProgress","lastEventTime":"1970-01-01T00:00:00.000Z",)"
      R"("lastEventSeconds":5,"tags":["room2"]})");
  EXPECT_EQ(jsonAt(status, "printers.silent.percent"), "null");
  EXPECT_EQ(jsonAt(status, "printers.silent.lastEventTime"), "\"\"");
  const auto body = get("/metrics").body;
  for (const auto* line : {"herald_printer_printing{device=\"left\",source=\"mk3\"} 1\n",
                           "herald_printer_printing{device=\"silent\",source=\"mk4\"} 0\n",
                           "herald_printer_state{device=\"left\",source=\"mk3\",state=\"Printing\"} 1\n",
                           "herald_printer_percent{device=\"left\",source=\"mk3\"} 42.5\n",
                           "herald_printer_time_left_seconds{device=\"left\",source=\"mk3\"} 600\n",
                           "herald_printer_last_event_seconds{device=\"left\",source=\"mk3\"} 5\n"}) {
    EXPECT_THAT(body, HasSubstr(line));
  }
  EXPECT_THAT(body, ::testing::Not(HasSubstr("herald_printer_percent{device=\"silent\"")));
}

TEST_F(MonitorsTest, sources_and_sinks_say_their_own_problem_and_tags) {
  report.sources["mk3"] = {SourceStatus::State::Waiting, "connection refused", 3};
  report.tags["mk3"] = {"room2"};
  const auto status = json();
  EXPECT_EQ(jsonAt(status, "sources.mk3.problem"), jsonAt(status, "problems.0"));
  EXPECT_EQ(jsonAt(status, "sources.mk3.tags"), R"(["room2"])");
  EXPECT_EQ(jsonAt(status, "sinks.slack.problem"), "\"\"");
}

TEST_F(MonitorsTest, readiness_and_metrics_name_no_address_and_no_setting_unless_the_client_is_trusted) {
  report.sources["mk3"] = {SourceStatus::State::Waiting, "cannot connect to http://octopi.example:80", 3};
  report.sinks["slack"].dispatch.state = SinkStatus::State::Holding;
  report.sinks["slack"].dispatch.reason = "moved to https://hooks.example/: change the URL";
  report.refusal = "herald.properties:3: sink.slack.type: unknown type `webhok`";
  report.outbox.problem = "the disk is full";
  const auto ask = [&](const char* path, bool trusted) { return monitors.answer(path, trusted).body; };
  const auto all = ask("/readyz", true);
  for (const auto* detail : {"octopi.example", "hooks.example", "webhok"}) {
    EXPECT_THAT(all, HasSubstr(detail));
    EXPECT_THAT(ask("/readyz", false), Not(HasSubstr(detail)));
    EXPECT_THAT(ask("/metrics", false), Not(HasSubstr(detail)));
  }
  const auto open = ask("/readyz", false);
  const auto problems = jsonAt(open, "problems");
  EXPECT_EQ(jsonElements(problems).size(), jsonElements(jsonAt(all, "problems")).size());
  EXPECT_THAT(problems, HasSubstr("\"source mk3 is waiting: run `heraldctl status`\""));
  EXPECT_THAT(problems, HasSubstr("\"outbox: the disk is full\""));
}

TEST_F(MonitorsTest, no_answer_shows_a_secret) {
  report.refusal = "bad url http://h/?key=s3cret";
  const Monitors masking([this] { return report; },
                         [](std::string_view text) { return Poco::replace(std::string(text), "s3cret", "***"); });
  EXPECT_THAT(masking.answer("/readyz").body, ::testing::AllOf(HasSubstr("key=***"), Not(HasSubstr("s3cret"))));
}

TEST_F(MonitorsTest, readiness_is_harmless_on_a_terminal_and_means_the_same) {
  const std::string hostile = "a\u202e\u2066\u200b\ufeff\u2028\xc2\x85\xc2\x9b\x1b[31m";
  report.sources["mk3"] = {SourceStatus::State::Waiting, hostile, 3};
  const auto body = get("/readyz").body;
  EXPECT_EQ(body, safeText(body));
  EXPECT_THAT(body, HasSubstr("a\\u202E\\u2066\\u200B\\uFEFF\\u2028\\u0085\\u009B\\u001b[31m"));
  EXPECT_THAT(jsonToText(jsonAt(body, "problems.0")), HasSubstr(hostile));
}

TEST_F(MonitorsTest, a_secret_with_an_invisible_character_is_masked) {
  report.refusal = "bad url http://h/?key=s3\u200bcret";
  const Monitors masking([this] { return report; },
                         [](std::string_view text) { return Poco::replace(std::string(text), "s3\u200bcret", "***"); });
  EXPECT_THAT(masking.answer("/readyz").body, ::testing::AllOf(HasSubstr("key=***"), Not(HasSubstr("cret"))));
}

TEST_F(MonitorsTest, only_health_does_not_wait_for_others) {
  for (const auto* path : {"/healthz", "/readyz", "/metrics"}) EXPECT_TRUE(Monitors::has(path)) << path;
  EXPECT_TRUE(Monitors::isUrgent("/healthz"));
  EXPECT_FALSE(Monitors::isUrgent("/metrics"));
  for (const auto* path : {"/status", "/", "/healthz/", "/healthz/x"}) EXPECT_FALSE(Monitors::has(path)) << path;
}

TEST_F(MonitorsTest, times_are_histograms_in_seconds) {
  auto& attempts = report.sinks["slack"].dispatch.attemptTime;
  attempts.add(std::chrono::milliseconds(7));
  attempts.add(std::chrono::seconds(2));
  const auto body = get("/metrics").body;
  for (const auto* line : {"herald_attempt_seconds_bucket{sink=\"slack\",le=\"0.005\"} 0\n",
                           "herald_attempt_seconds_bucket{sink=\"slack\",le=\"0.01\"} 1\n",
                           "herald_attempt_seconds_bucket{sink=\"slack\",le=\"2.5\"} 2\n",
                           "herald_attempt_seconds_bucket{sink=\"slack\",le=\"+Inf\"} 2\n",
                           "herald_attempt_seconds_sum{sink=\"slack\"} 2.007\n"}) {
    EXPECT_THAT(body, HasSubstr(line));
  }
}

TEST_F(MonitorsTest, status_has_what_each_sink_was_given_and_what_became_of_it) {
  const auto status = json();
  const auto sink = std::string(jsonAt(status, "sinks.slack"));
  for (const auto& [member, count] :
       {std::pair("accepted", "10"), std::pair("returned", "4"), std::pair("dead", "2"), std::pair("moved", "1"),
        std::pair("retried", "3"), std::pair("waiting", "2"), std::pair("oldestSeconds", "90")}) {
    EXPECT_EQ(jsonAt(sink, member), count) << member;
  }
  EXPECT_EQ(jsonAt(sink, "dropped"), R"({"queue full: progress":4})");
}

TEST_F(MonitorsTest, status_says_how_long_attempts_and_deliveries_take) {
  auto& slack = report.sinks["slack"].dispatch;
  for (int i = 0; i < 9; ++i) slack.attemptTime.add(std::chrono::milliseconds(7));
  slack.attemptTime.add(std::chrono::milliseconds(437));
  slack.deliveryTime.add(std::chrono::hours(2));
  const auto status = json();
  const auto sink = std::string(jsonAt(status, "sinks.slack"));
  EXPECT_EQ(jsonAt(sink, "attemptSeconds"), R"({"count":10,"mean":0.05,"p50":0.01,"p95":0.5})");
  EXPECT_EQ(jsonAt(sink, "deliverySeconds"), R"({"count":1,"mean":7200,"p50":null,"p95":null})")
      << "longer than any bucket";
  report.sinks["mail"];
  const auto later = json();
  EXPECT_EQ(jsonAt(later, "sinks.mail.attemptSeconds"), R"({"count":0,"mean":null,"p50":null,"p95":null})");
}

TEST_F(MonitorsTest, a_sink_that_is_no_more_has_its_numbers) {
  auto& old = report.removedSinks["old"];
  old.outbox.waiting = 3;
  old.outbox.dropped["too old: progress"] = 8;
  old.outbox.totals.delivered = 6;
  old.oldest = std::chrono::seconds(70);
  const auto status = json();
  EXPECT_EQ(jsonAt(status, "orphans.old.dropped"), R"({"too old: progress":8})");
  EXPECT_EQ(jsonAt(status, "orphans.old.delivered"), "6");
  EXPECT_EQ(jsonAt(status, "orphans.old.oldestSeconds"), "70");
  const auto body = get("/metrics").body;
  for (const auto* line :
       {"herald_waiting{sink=\"old\"} 3\n", "herald_dropped_total{sink=\"old\",reason=\"too old: progress\"} 8\n",
        "herald_delivered_total{sink=\"old\"} 6\n", "herald_oldest_waiting_seconds{sink=\"old\"} 70\n"}) {
    EXPECT_THAT(body, HasSubstr(line));
  }
}

TEST_F(MonitorsTest, what_waits_for_a_sink_that_is_no_more_is_a_problem) {
  report.removedSinks["old"].outbox.waiting = 3;
  const auto answer = get("/readyz");
  EXPECT_EQ(answer.status, 503);
  EXPECT_THAT(answer.body, HasSubstr("3 deliveries wait for the sink old"));
}

TEST_F(MonitorsTest, damage_of_the_outbox_is_a_problem) {
  EXPECT_THAT(get("/metrics").body, HasSubstr("herald_outbox_damaged 0\n"));
  report.damage = "outbox.db was damaged";
  const auto answer = get("/readyz");
  EXPECT_EQ(answer.status, 503);
  EXPECT_THAT(answer.body,
              HasSubstr("outbox: outbox.db was damaged: look at the disk, then run `heraldctl outbox ack"));
  EXPECT_EQ(get("/healthz").status, 200);
  const auto status = json();
  EXPECT_EQ(jsonAt(status, "outbox.damage"), "\"outbox.db was damaged\"");
  EXPECT_THAT(get("/metrics").body, HasSubstr("herald_outbox_damaged 1\n"));
}

TEST_F(MonitorsTest, is_ready_when_nothing_is_wrong) {
  EXPECT_EQ(get("/readyz").status, 200);
  EXPECT_EQ(get("/healthz").status, 200);
}

TEST_F(MonitorsTest, a_sink_that_rejects_everything_is_a_problem) {
  auto& slack = report.sinks["slack"].dispatch;
  slack.state = SinkStatus::State::Rejecting;
  slack.reason = "the last 412 events are dead letters: 400: no";
  const auto answer = get("/readyz");
  EXPECT_EQ(answer.status, 503);
  EXPECT_THAT(answer.body, HasSubstr("sink slack is rejecting: the last 412 events are dead letters: 400: no"));
  const auto status = json();
  EXPECT_EQ(jsonAt(status, "sinks.slack.state"), "\"rejecting\"");
  const auto metrics = get("/metrics").body;
  for (const auto* line : {"herald_sink_healthy{sink=\"slack\"} 0\n", "herald_problems 1\n",
                           "herald_sink_state{sink=\"slack\",state=\"rejecting\"} 1\n",
                           "herald_sink_state{sink=\"slack\",state=\"healthy\"} 0\n"}) {
    EXPECT_THAT(metrics, HasSubstr(line));
  }
}

TEST_F(MonitorsTest, a_sink_that_is_slowed_by_its_rate_is_ready_and_says_so) {
  report.sinks["slack"].dispatch.state = SinkStatus::State::Slowed;
  EXPECT_EQ(get("/readyz").status, 200);
  const auto status = json();
  EXPECT_EQ(jsonAt(status, "sinks.slack.state"), "\"slowed by rate\"");
  const auto metrics = get("/metrics").body;
  for (const auto* line : {"herald_sink_healthy{sink=\"slack\"} 1\n", "herald_problems 0\n",
                           "herald_sink_state{sink=\"slack\",state=\"slowed by rate\"} 1\n"}) {
    EXPECT_THAT(metrics, HasSubstr(line));
  }
}

TEST_F(MonitorsTest, is_not_ready_with_a_sentence_for_each_problem) {
  report.refusal = "herald.properties:3: no";
  report.sources["mk3"] = {SourceStatus::State::Waiting, "connection refused", 3};
  report.sinks["slack"].dispatch.state = SinkStatus::State::Holding;
  report.sinks["slack"].dispatch.reason = "401: check the token";
  const auto answer = get("/readyz");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(jsonElements(jsonAt(answer.body, "problems")).size(), 3u);
  for (const auto* sentence :
       {"Herald did not take over the configuration on disk: herald.properties:3: no",
        "source mk3 is waiting: connection refused", "sink slack is on hold: 401: check the token"}) {
    EXPECT_THAT(answer.body, HasSubstr(sentence));
  }
  EXPECT_EQ(get("/healthz").status, 200);
}

}  // namespace
}  // namespace herald::core
