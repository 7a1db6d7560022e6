// SPDX-License-Identifier: Apache-2.0
#include "cloud_event_format.h"

#include <gmock/gmock.h>

#include "herald/base64.h"
#include "herald/json.h"
#include "herald/testing/builders.h"
#include "request_builder.h"
#include "webhook_sink.h"

namespace herald::webhook {
namespace {

using ::testing::HasSubstr;

Settings eventSettings(Settings::Values values) {
  values.try_emplace("url", "http://h/");
  values["format"] = "cloudevents";
  return test::settingsFor(WebhookSink(), std::move(values));
}

HttpRequest buildEvent(Settings::Values values, const Event& event,
                       std::shared_ptr<const std::string> picture = nullptr) {
  Attempt attempt = test::attempt(event, "@name is ready");
  attempt.snapshot = std::move(picture);
  return RequestBuilder(eventSettings(std::move(values))).build(attempt, event.time).request;
}

std::string fieldOf(const HttpRequest& request, std::string_view name) {
  return std::string(headerValue(request.headers, name));
}

std::string whyNoFormat(Settings::Values values) try {
  RequestBuilder(eventSettings(std::move(values)));
  return "no problem";
} catch (const BadSettings& bad) {
  return bad.problems().front().option + ": " + bad.problems().front().why;
}

Event printed() {
  Event event = test::event("PrintDone", R"({"name":"a.gcode"})");
  event.device = "Prusa MK3";
  event.subject = "Bänchy \"3\" 100%.gcode";
  return event;
}

TEST(CloudEventFormat, PutsTheAttributesIntoHeaders) {
  const HttpRequest request = buildEvent({}, printed());
  EXPECT_EQ(request.body, R"({"name":"a.gcode"})");
  EXPECT_EQ(fieldOf(request, "content-type"), "application/json");
  EXPECT_EQ(fieldOf(request, "ce-specversion"), "1.0");
  EXPECT_EQ(fieldOf(request, "ce-id"), printed().id);
  EXPECT_EQ(fieldOf(request, "ce-type"), "PrintDone");
  EXPECT_EQ(fieldOf(request, "ce-source"), "Prusa%2520MK3");
  EXPECT_EQ(fieldOf(request, "ce-device"), "Prusa%20MK3");
  EXPECT_EQ(fieldOf(request, "ce-subject"), "B%C3%A4nchy%20%223%22%20100%25.gcode");
  EXPECT_EQ(fieldOf(request, "ce-time"), "2020-04-29T21:24:58.000Z");
  EXPECT_EQ(fieldOf(request, "webhook-id"), printed().id);
}

TEST(CloudEventFormat, PutsEverythingIntoOneDocument) {
  const HttpRequest request = buildEvent({{"cloudevents.mode", "structured"}}, printed());
  EXPECT_EQ(fieldOf(request, "content-type"), "application/cloudevents+json; charset=UTF-8");
  EXPECT_EQ(fieldOf(request, "ce-id"), "");
  EXPECT_EQ(jsonAt(request.body, "specversion"), "\"1.0\"");
  EXPECT_EQ(jsonAt(request.body, "source"), "\"Prusa%20MK3\"");
  EXPECT_EQ(jsonAt(request.body, "device"), "\"Prusa MK3\"");
  EXPECT_EQ(jsonToText(jsonAt(request.body, "subject")), "Bänchy \"3\" 100%.gcode");
  EXPECT_EQ(jsonAt(request.body, "datacontenttype"), "\"application/json\"");
  EXPECT_EQ(jsonAt(request.body, "data"), R"({"name":"a.gcode"})");
}

TEST(CloudEventFormat, TakesTheUsersDataAndDevice) {
  const HttpRequest request = buildEvent(
      {{"data", R"({"text":"@message"})"}, {"deviceIdentifier", "lab/7"}, {"headers.ce-severity", "high"}}, printed());
  EXPECT_EQ(request.body, R"({"text":"a.gcode is ready"})");
  EXPECT_EQ(fieldOf(request, "ce-source"), "lab/7");
  EXPECT_EQ(fieldOf(request, "ce-severity"), "high");
}

TEST(CloudEventFormat, CarriesAnyBody) {
  const auto jpeg = std::make_shared<const std::string>("\xff\xd8 picture \xff\xd9");
  const HttpRequest binary = buildEvent({{"contentType", "IMAGE"}}, printed(), jpeg);
  EXPECT_EQ(binary.body, *jpeg);
  EXPECT_EQ(fieldOf(binary, "content-type"), "image/jpeg");
  EXPECT_EQ(fieldOf(binary, "ce-type"), "PrintDone");
  const HttpRequest structured =
      buildEvent({{"contentType", "IMAGE"}, {"cloudevents.mode", "structured"}}, printed(), jpeg);
  EXPECT_EQ(jsonAt(structured.body, "datacontenttype"), "\"image/jpeg\"");
  EXPECT_EQ(fromBase64(jsonToText(jsonAt(structured.body, "data_base64"))), *jpeg);
  const HttpRequest form = buildEvent({{"contentType", "FORM"}, {"data", R"({"a":"@name"})"}}, printed());
  EXPECT_EQ(form.body, "a=a.gcode");
  EXPECT_EQ(fieldOf(form, "ce-type"), "PrintDone");
}

TEST(CloudEventFormat, LeavesOutASubjectThatIsMissing) {
  Event event = printed();
  event.subject.clear();
  EXPECT_EQ(fieldOf(buildEvent({}, event), "ce-subject"), "");
}

TEST(CloudEventFormat, RejectsWhatDoesNotFit) {
  EXPECT_THAT(whyNoFormat({{"cloudevents.mode", "structured"}, {"method", "GET"}}),
              HasSubstr("cloudevents.mode: is structured, which needs a method with a body"));
  EXPECT_EQ(whyNoFormat({{"headers.CE-Id", "1"}}), "headers.CE-Id: belongs to the CloudEvent: remove it");
  EXPECT_EQ(whyNoFormat({{"method", "GET"}}), "no problem");
}

TEST(CloudEventFormat, ChangesNothingInThePlainFormat) {
  const Event event = printed();
  const auto request = RequestBuilder(test::settingsFor(WebhookSink(), {{"url", "http://h/"}}))
                           .build(test::attempt(event), event.time)
                           .request;
  for (const auto& [name, value] : request.headers) EXPECT_FALSE(name.starts_with("ce-")) << name;
}

}  // namespace
}  // namespace herald::webhook
