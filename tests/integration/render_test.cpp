// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <sstream>

#include "harness/daemon_fixture.h"
#include "harness/multipart.h"
#include "harness/property_value.h"
#include "herald/base64.h"
#include "herald/json.h"
#include "integration/parity.h"

namespace herald::testing {
namespace {

const std::vector<std::pair<std::string, std::string>> kEvents{
    {"eventPrintStarted", "PrintStarted"},         {"eventPrintDone", "PrintDone"},
    {"eventPrintFailed", "PrintFailed"},           {"eventPrintPaused", "PrintPaused"},
    {"eventUserActionNeeded", "UserActionNeeded"}, {"eventError", "Error"},
};

std::string sinkOf(const std::string& settings) {
  const auto hook = [&](const std::string& setting) { return textAt(settings, setting); };
  const bool isOAuth = hook("oauth") == "true";
  std::string text = std::string("sink.hook.type = ") + (isOAuth ? "oauth_webhook" : "webhook") + "\n", events;
  const auto set = [&](const std::string& option, const std::string& value) {
    text += "sink.hook." + option + " = " + propertyValue(value) + "\n";
  };
  for (const auto& [setting, type] : kEvents) {
    if (hook(setting) == "true") events += type + ",";
    set("message." + type, hook(setting + "Message"));
  }
  if (hook("event_print_progress") == "true")
    events += "PrintProgress,", set("progress", hook("event_print_progress_interval"));
  set("message.PrintProgress", hook("eventPrintProgressMessage"));
  for (const auto custom : jsonElements(jsonAt(settings, "customEvents"))) {
    events += textAt(custom, "name") + ",";
    set("message." + textAt(custom, "name"), textAt(custom, "message"));
  }
  set("enabled", hook("webhook_enabled"));
  set("events", events);
  for (const auto option : {"url", "apiSecret", "deviceIdentifier", "headers", "data"}) set(option, hook(option));
  set("method", hook("http_method"));
  set("contentType", hook("content_type"));
  if (isOAuth) {
    for (const auto option : {"url", "headers", "data"})
      set(std::string("oauth.") + option, hook(std::string("oauth_") + option));
    set("oauth.method", hook("oauth_http_method"));
    set("oauth.contentType", hook("oauth_content_type"));
  }
  return text;
}

class Parity : public DaemonTest, public ::testing::WithParamInterface<std::string> {};

TEST_P(Parity, RenderPrintsWhatThePluginSends) {
  configure(sinkOf(parityHook(GetParam())));
  const auto event = folder_.write("event.json", parityEvent(GetParam())).string();
  const auto finished =
      runToEnd({heraldctl(), "render", "--config", config(), "--sink", "hook", "--event", event, "--secrets"});
  ASSERT_EQ(finished.code, isRefused(GetParam()) ? 78 : 0) << finished.output;
  if (!isRefused(GetParam())) expectParity(finished.output, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Vectors, Parity, ::testing::ValuesIn(parityVectors()),
                         [](const auto& vector) { return parityName(vector.param); });

TEST(ParityVectors, AreAllThere) { EXPECT_EQ(parityVectors().size(), 41u); }

using Render = DaemonTest;

TEST_F(Render, APlaceholderReplacesTheAnswerOfTheTokenServer) {
  configure("sink.phone.type = oauth_webhook\nsink.phone.url = http://h/\nsink.phone.oauth.url = " + receiver_.url() +
            "\nsink.phone.headers.Authorization = Bearer @access_token\n");
  const auto event = folder_.write("event.json", R"({"type": "PrintDone"})").string();
  const auto shown = ctl({"render", "--sink", "phone", "--event", event, "--secrets"});
  ASSERT_EQ(jsonElements(shown.output).size(), 2u) << shown.output;
  EXPECT_EQ(textAt(shown.output, "1.headers.Authorization"), "Bearer TOKEN");
  EXPECT_TRUE(receiver_.received().empty());
}

TEST_F(Render, MasksSecretsUnlessTheUserWantsThem) {
  folder_.write("signing", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
  configure(
      "sink.phone.type = webhook\nsink.phone.url = "
      "https://hooks.slack.com/services/T024BE7LD/B01ABCDEFG/8f3KzQpX7vRt2LmN\n"
      "sink.phone.apiSecret = s3cret-of-mine\nsink.phone.signingSecret.file = signing\n"
      "sink.phone.headers.X-Key = @apiSecret\nsink.phone.data = {\"key\": \"@apiSecret\", \"text\": \"@message\"}\n");
  const auto event = folder_.write("event.json", R"({"type": "PrintDone"})").string();
  const auto shown = ctl({"render", "--sink", "phone", "--event", event});
  ASSERT_EQ(shown.code, 0) << shown.output;
  EXPECT_EQ(textAt(shown.output, "0.url"), "https://hooks.slack.com/services/T024BE7LD/B01ABCDEFG/***");
  for (const auto* secret : {"8f3KzQpX7vRt2LmN", "s3cret-of-mine", "MfKQ9r8G"})
    EXPECT_THAT(shown.output, ::testing::Not(::testing::HasSubstr(secret)));
  EXPECT_EQ(textAt(textAt(shown.output, "0.body"), "text"), "Your print is done.");
  const auto whole = ctl({"render", "--sink", "phone", "--event", event, "--secrets"});
  EXPECT_EQ(textAt(whole.output, "0.url"), "https://hooks.slack.com/services/T024BE7LD/B01ABCDEFG/8f3KzQpX7vRt2LmN");
  EXPECT_EQ(textAt(whole.output, "0.headers.X-Key"), "s3cret-of-mine");
}

TEST_F(Render, NothingIsSentAndADisabledSinkPrintsAnEmptyArray) {
  configure(webhook("phone", receiver_.url()) + "sink.phone.enabled = false\n");
  const auto event = folder_.write("event.json", R"({"type": "PrintDone"})").string();
  EXPECT_EQ(runToEnd({heraldctl(), "render", "--config", config(), "--sink", "phone", "--event", event}).output,
            "[]\n");
  configure(webhook("phone", receiver_.url()));
  const auto shown = runToEnd({heraldctl(), "render", "--config", config(), "--sink", "phone", "--event", event});
  EXPECT_EQ(jsonElements(shown.output).size(), 1u) << shown.output;
  EXPECT_TRUE(receiver_.received().empty());
}

// The secret is also the name of the member that has the text.
TEST_F(Render, MasksSecretsInWhatASinkSaysOfItself) {
  configure(webhook("phone", receiver_.url()) + "sink.phone.apiSecret = preview\nsink.out.type = stdout\n");
  const auto event = folder_.write("event.json", R"({"type": "PrintDone", "payload": {"name": "a preview"}})").string();
  const std::vector<std::string> command{heraldctl(), "render", "--config", config(),
                                         "--sink",    "out",    "--event",  event};
  const auto shown = runToEnd(command).output;
  const auto line = textAt(shown, "0.preview");
  EXPECT_EQ(textAt(line, "data.payload.name"), "a ***") << shown;
  auto whole = command;
  whole.push_back("--secrets");
  EXPECT_EQ(textAt(textAt(runToEnd(whole).output, "0.preview"), "data.payload.name"), "a preview");
}

TEST_F(Render, ASinkGetsOnlyEventsOfTheDevicesInFrom) {
  configure(
      "source.mk3.type = demo\nsource.mk4.type = demo\nsource.mk4.name = MK4 S\nsource.mini.type = demo\n"
      "source.mini.tags = small\n" +
      webhook("phone", receiver_.url()) + "sink.phone.from = mk4, tag:small\n");
  for (const auto& [device, count] : std::map<std::string, std::size_t>{{"mk3", 0}, {"MK4 S", 1}, {"mini", 1}}) {
    const auto event = folder_.write("event.json", R"({"type": "PrintDone", "device": ")" + device + "\"}").string();
    const auto shown = runToEnd({heraldctl(), "render", "--config", config(), "--sink", "phone", "--event", event});
    EXPECT_EQ(jsonElements(shown.output).size(), count) << device << shown.output;
  }
}

TEST_F(Render, ShowsTheEventAndTheAttemptInWordsToo) {
  configure("source.mk3.type = demo\nsource.mk3.name = MK3\nsource.mk3.tags = room2, big\n" +
            webhook("phone", receiver_.url()) +
            R"(sink.phone.data = {"device": "@device", "source": "@source", "tags": "@tags", "tag": "in @tags.0", )"
            R"("type": "@eventType", "time": "@eventTime", "id": "@eventId", "attempt": "@attempt", )"
            R"("delayed": "@delayed", "human": "@human", "message": "@message@{human.delayed}"})"
            "\n");
  const auto event = folder_.write("event.json", R"({"type": "PrintDone", "device": "MK3", "currentTime": 1588195498,
      "sentTime": 1588202698, "payload": {"name": "benchy.gcode", "time": 4359}, "context": {
      "progress": {"completion": 99.9, "printTimeLeft": 60}, "job": {"file": {"display": "Benchy.gcode"}}}})");
  const auto shown = runToEnd(
      {heraldctl(), "render", "--config", config(), "--sink", "phone", "--event", event.string()}, {{"TZ", "UTC"}});
  auto body = textAt(shown.output, "0.body");
  EXPECT_EQ(textAt(body, "id"), textAt(shown.output, "0.headers.webhook-id"));
  body = jsonWithout(body, "id");
  EXPECT_EQ(
      body,
      R"-({"device":"MK3","source":"mk3","tags":["room2","big"],"tag":"in room2","type":"PrintDone",)-"
      R"-("time":"2020-04-29T21:24:58.000Z","attempt":1,"delayed":true,"human":{"percent":"99 %",)-"
      R"-("timeLeft":"1 min","elapsed":"1 h 12 min","eta":"21:25","fileName":"Benchy","delayed":" (delayed, 21:24)",)-"
      R"-("details":"99 % · after 1 h 12 min"},)-"
      R"-("message":"Your print is done. (delayed, 21:24)"})-");
}

TEST_F(Render, ABadEventIsReportedInOneSentence) {
  configure(webhook("phone", receiver_.url()));
  const std::vector<std::pair<std::string, std::string>> table{
      {"{oops", "the event is not valid JSON"},
      {"[]", "has to be a JSON object"},
      {"{}", "has no `type`"},
      {R"({"type": "X", "paylod": {}})", "unknown member `paylod`, did you mean `payload`?"},
      {R"({"type": "X", "payload": 3})", "`payload` has to be a JSON object"},
      {R"({"type": "X", "currentTime": "noon"})", "`currentTime` has to be a number"},
      {R"({"type": "X", "sentTime": []})", "`sentTime` has to be a number"},
  };
  for (const auto& [text, message] : table) {
    const auto event = folder_.write("event.json", text).string();
    const auto finished = runToEnd({heraldctl(), "render", "--config", config(), "--sink", "phone", "--event", event});
    EXPECT_EQ(finished.code, 1);
    EXPECT_THAT(finished.output, ::testing::HasSubstr(message));
  }
}

TEST_F(Render, ShowsThePictureOfTheEventFile) {
  configure(webhook("phone", "http://h/") + "sink.phone.data = {\"m\": \"@message\", \"photo\": \"@snapshot\"}\n");
  const auto event = folder_.write("event.json", R"({"type": "PrintDone", "snapshot": "/9j/2Q=="})").string();
  const auto shown = ctl({"render", "--sink", "phone", "--event", event});
  ASSERT_EQ(jsonElements(shown.output).size(), 1u) << shown.output;
  EXPECT_EQ(jsonAt(shown.output, "0.body"), "");
  const auto parts = multipartParts(textAt(shown.output, "0.headers.content-type"),
                                    fromBase64(textAt(shown.output, "0.bodyBase64")).value_or(""));
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[1].fileName, "snapshot.jpg");
  EXPECT_EQ(parts[1].contentType, "image/jpeg");
  EXPECT_EQ(parts[1].content, "\xff\xd8\xff\xd9");
}

TEST_F(Render, ShowsEveryRequestThatAPictureMayCause) {
  configure(webhook("phone", "http://h/text") +
            "sink.phone.apiSecret = s3cr3t-key\n"
            "sink.phone.data = {\"text\": \"@message\"}\n"
            "sink.phone.snapshot.steps.1.url = http://h/upload\n"
            "sink.phone.snapshot.steps.1.headers.Authorization = Bearer @apiSecret\n"
            "sink.phone.snapshot.steps.1.contentType = IMAGE\n"
            "sink.phone.snapshot.url = http://h/photo\n"
            "sink.phone.snapshot.data = {\"id\": \"@step1.id\"}\n");
  const auto plain = folder_.write("plain.json", R"({"type": "PrintDone"})").string();
  const auto without = ctl({"render", "--sink", "phone", "--event", plain});
  EXPECT_EQ(jsonElements(without.output).size(), 1u) << without.output;
  const auto event = folder_.write("event.json", R"({"type": "PrintDone", "snapshot": true})").string();
  const auto shown = ctl({"render", "--sink", "phone", "--event", event});
  ASSERT_EQ(jsonElements(shown.output).size(), 3u) << shown.output;
  EXPECT_EQ(textAt(shown.output, "0.purpose"), "step 1");
  EXPECT_EQ(textAt(shown.output, "0.headers.Authorization"), "Bearer ***");
  EXPECT_EQ(textAt(shown.output, "0.bodyBase64").substr(0, 4), "/9j/") << "a drawing, as a JPEG";
  EXPECT_EQ(textAt(shown.output, "1.purpose"), "picture");
  EXPECT_EQ(textAt(shown.output, "1.body"), R"({"id":"STEP1.id"})");
  EXPECT_EQ(textAt(shown.output, "2.purpose"), "delivery");
  EXPECT_EQ(textAt(shown.output, "2.url"), "http://h/text");
  EXPECT_EQ(ctl({"check"}).code, 0);
}

TEST_F(Render, ACheckNamesTheKeyOfABadCondition) {
  configure(webhook("phone", "http://h/") + "sink.phone.success.when = ok == = true\n");
  const auto checked = ctl({"check"});
  EXPECT_EQ(checked.code, 78);
  EXPECT_THAT(checked.output, ::testing::HasSubstr("herald.properties:4"));
  EXPECT_THAT(checked.output, ::testing::HasSubstr("sink.phone.success.when"));
}

}  // namespace
}  // namespace herald::testing
