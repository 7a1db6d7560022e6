// SPDX-License-Identifier: Apache-2.0
// What one Herald writes to a log, another one reads: the records of the sink kafka become the events that they were.
#include <gmock/gmock.h>

#include <chrono>

#include "../../plugins/sinks/kafka/record_templates.h"
#include "../../plugins/sources/kafka/record_reader.h"
#include "events/bad_event.h"
#include "herald/json.h"
#include "herald/testing/builders.h"

namespace herald::testing {
namespace {

Event failed() {
  Event event = test::event("PrintFailed", R"({"name":"parts/benchy.gcode","time":50.2})", R"({"state":"Error"})");
  event.id = "0190163d-8694-739b-aea5-966c26f8ad91";
  event.device = "Prusa MK3";
  event.source = "octopi";
  event.subject = "benchy.gcode";
  event.category = Category::Progress;  // not that of its type
  return event;
}

/// The record that a sink with these options writes.
kafka::Record written(const Event& event, Settings::Values values) {
  using kafka_sink::RecordTemplates;
  const RecordTemplates templates(Settings(RecordTemplates::options(), std::move(values)));
  auto record = templates.render(test::attempt(event)).record;
  const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(record.time.time_since_epoch());
  return {.partition = {record.topic, 0},
          .millis = millis.count(),
          .key = std::move(record.key),
          .headers = std::move(record.headers),
          .value = std::move(record.value)};
}

Event read(const kafka::Record& record) {
  return kafka::RecordReader(Settings(kafka::RecordReader::options(), {})).event(record);
}

void expectTheSame(const Event& event) {
  EXPECT_EQ(event.id, failed().id);
  EXPECT_EQ(event.type, failed().type);
  EXPECT_EQ(event.device, failed().device);
  EXPECT_EQ(event.subject, failed().subject);
  EXPECT_EQ(event.time, failed().time);
  EXPECT_EQ(event.category, failed().category);
  EXPECT_EQ(event.payload, failed().payload);
}

class CloudEventRoundTrip : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Modes, CloudEventRoundTrip, ::testing::Values("binary", "structured"));

TEST_P(CloudEventRoundTrip, KeepsTheWholeEvent) {
  const auto event = read(written(failed(), {{"cloudevents.mode", GetParam()}}));
  expectTheSame(event);
  EXPECT_EQ(event.source, failed().source);
  EXPECT_EQ(event.context, failed().context);
}

TEST(PlainRoundTrip, KeepsAllButTheSourceAndTheContext) {
  const auto event = read(written(failed(), {{"format", "plain"}}));
  expectTheSame(event);
  EXPECT_EQ(event.source, "");
  EXPECT_EQ(event.context, "{}");
  EXPECT_EQ(event.payload.find("message"), std::string::npos);
}

TEST(PlainRoundTrip, AMistakeInTheUsersDataIsRefused) {
  const auto record =
      written(failed(), {{"format", "plain"}, {"data", R"({"type":"@eventType","mesage":"@message"})"}});
  EXPECT_THROW(read(record), events::BadEvent);
}

}  // namespace
}  // namespace herald::testing
