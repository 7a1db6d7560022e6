// SPDX-License-Identifier: Apache-2.0
#include "record_templates.h"

#include <gmock/gmock.h>

#include <map>

#include "herald/json.h"
#include "herald/testing/builders.h"

namespace herald::kafka_sink {
namespace {

using ::testing::HasSubstr;

RecordTemplates templatesOf(Settings::Values values = {}) {
  return RecordTemplates(Settings(RecordTemplates::options(), std::move(values)));
}

std::string problemWith(Settings::Values values) try {
  templatesOf(std::move(values));
  return "";
} catch (const BadSettings& bad) {
  return bad.problems().front().option + " " + bad.problems().front().why;
}

Event printed() {
  Event event = test::event("PrintDone", R"({"name":"parts/benchy.gcode"})", R"({"state":"Operational"})");
  event.device = "Prusa MK3";
  event.source = "octopi";
  return event;
}

Record recordOf(const Event& event, Settings::Values values = {}) {
  return templatesOf(std::move(values)).render(test::attempt(event)).record;
}

std::string headerOf(const Record& record, const std::string& name) {
  for (const auto& [other, value] : record.headers)
    if (other == name) return value;
  return "(none)";
}

TEST(RecordTemplates, TheBinaryModeHasTheAttributesInHeaders) {
  const auto record = recordOf(printed());
  EXPECT_EQ(record.topic, "herald");
  EXPECT_EQ(record.key, "Prusa MK3");
  EXPECT_EQ(record.time, printed().time);
  EXPECT_EQ(record.value, printed().payload);
  EXPECT_EQ(headerOf(record, "content-type"), "application/json");
  EXPECT_EQ(headerOf(record, "ce_specversion"), "1.0");
  EXPECT_EQ(headerOf(record, "ce_id"), printed().id);
  EXPECT_EQ(headerOf(record, "ce_source"), "Prusa%20MK3");
  EXPECT_EQ(headerOf(record, "ce_type"), "PrintDone");
  EXPECT_EQ(headerOf(record, "ce_time"), "2020-04-29T21:24:58.000Z");
  EXPECT_EQ(headerOf(record, "ce_subject"), "benchy.gcode");
  EXPECT_EQ(headerOf(record, "ce_device"), "Prusa MK3") << "Kafka's binding encodes nothing";
  EXPECT_EQ(headerOf(record, "ce_category"), "lifecycle");
  EXPECT_EQ(headerOf(record, "ce_heraldsource"), "octopi");
  EXPECT_EQ(headerOf(record, "ce_heraldcontext"), R"({"state":"Operational"})");
}

TEST(RecordTemplates, TheStructuredModeHasEverythingInTheValue) {
  const auto record = recordOf(printed(), {{"cloudevents.mode", "structured"}});
  EXPECT_EQ(headerOf(record, "content-type"), "application/cloudevents+json; charset=UTF-8");
  EXPECT_EQ(headerOf(record, "ce_id"), "(none)");
  EXPECT_EQ(jsonToText(jsonAt(record.value, "id")), printed().id);
  EXPECT_EQ(jsonToText(jsonAt(record.value, "device")), "Prusa MK3");
  EXPECT_EQ(jsonToText(jsonAt(record.value, "heraldcontext")), printed().context);
  EXPECT_EQ(jsonAt(record.value, "data"), printed().payload);
}

TEST(RecordTemplates, DataOfTheUsersAreTheDataOfTheCloudEvent) {
  EXPECT_EQ(recordOf(printed(), {{"data", R"({"n": "@name"})"}}).value, R"({"n":"parts/benchy.gcode"})");
  const auto text = recordOf(printed(), {{"data", "done: @name"}});
  EXPECT_EQ(text.value, "done: parts/benchy.gcode");
  EXPECT_EQ(headerOf(text, "content-type"), "text/plain; charset=UTF-8");
}

TEST(RecordTemplates, ThePlainFormatHasOnlyData) {
  const auto record = recordOf(printed(), {{"format", "plain"}, {"data", "@name"}, {"headers.site", "hall @device"}});
  EXPECT_EQ(record.value, "parts/benchy.gcode");
  EXPECT_THAT(record.headers, ::testing::ElementsAre(std::pair("site", "hall Prusa MK3")));
}

TEST(RecordTemplates, ThePlainFormatIsTheWholeEventByDefault) {
  const auto value = recordOf(printed(), {{"format", "plain"}}).value;
  EXPECT_EQ(jsonToText(jsonAt(value, "type")), "PrintDone");
  EXPECT_EQ(jsonToText(jsonAt(value, "message")), "Your print has started.");
  EXPECT_EQ(jsonToText(jsonAt(value, "category")), "lifecycle");
  EXPECT_EQ(jsonToText(jsonAt(value, "subject")), "benchy.gcode");
  EXPECT_EQ(jsonAt(value, "payload"), printed().payload);
}

TEST(RecordTemplates, TheContextStaysAtHomeIfTheUserWantsThat) {
  EXPECT_EQ(headerOf(recordOf(printed(), {{"context", "false"}}), "ce_heraldcontext"), "{}");
}

TEST(RecordTemplates, AValueCannotMakeAnInvalidTopic) {
  EXPECT_EQ(recordOf(printed(), {{"topic", "site.@device"}}).topic, "site.Prusa_MK3");
}

TEST(RecordTemplates, AnEventWithoutATopicIsRejected) {
  for (const auto* topic : {"@nothing", "a b", ".", "@long"}) {
    const auto event = test::event("PrintDone", JsonObject().add("long", std::string(250, 'x')).text());
    try {
      recordOf(event, {{"topic", topic}});
      ADD_FAILURE() << topic;
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.verdict(), Outcome::Verdict::Rejected);
      EXPECT_THAT(failure.what(), HasSubstr("check `topic` and its variables"));
    }
  }
}

TEST(RecordTemplates, KnowsItsVariables) {
  const auto templates = templatesOf({{"topic", "@tag"}, {"key", "@site"}, {"data", "@text"}, {"headers.a", "@head"}});
  for (const auto* variable : {"tag", "site", "text", "head"}) EXPECT_TRUE(templates.uses(variable)) << variable;
  EXPECT_FALSE(templates.uses("job"));
  EXPECT_TRUE(templatesOf({{"format", "plain"}}).uses("message"));
}

TEST(RecordTemplates, RefusesWhatDoesNotFit) {
  EXPECT_THAT(problemWith({{"data", "{\"a\": "}}), HasSubstr("data begins as JSON, but "));
  EXPECT_THAT(problemWith({{"data", "@snapshot"}}), HasSubstr("data has @snapshot"));
  EXPECT_EQ(problemWith({{"headers.ce_id", "1"}}), "headers.ce_id belongs to the CloudEvent: remove it");
  EXPECT_EQ(problemWith({{"format", "plain"}, {"headers.ce_id", "1"}}), "");
}

}  // namespace
}  // namespace herald::kafka_sink
