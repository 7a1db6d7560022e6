// SPDX-License-Identifier: Apache-2.0
#include "request_builder.h"

#include <gmock/gmock.h>

#include "herald/testing/builders.h"
#include "webhook_sink.h"

namespace herald::webhook {
namespace {

using ::testing::HasSubstr;

Settings settings(Settings::Values values) {
  values.try_emplace("url", "http://h/");
  return test::settingsFor(WebhookSink(), std::move(values));
}

HttpRequest build(Settings::Values values, const Event& event, std::string overlay = {}) {
  return RequestBuilder(settings(std::move(values)))
      .build(test::attempt(event, "@name is ready"), event.time, std::move(overlay))
      .request;
}

std::string problemWith(Settings::Values values) try {
  RequestBuilder(settings(std::move(values)));
  return "no problem";
} catch (const BadSettings& bad) {
  return bad.problems().front().option + ": " + bad.problems().front().why;
}

TEST(RequestBuilder, SendsTheMembersOfTheOctoPrintPluginByDefault) {
  const Event event = test::event("PrintDone", R"({"name":"a.gcode"})");
  EXPECT_EQ(build({{"apiSecret", "s3cr3t"}}, event).body,
            R"({"deviceIdentifier":"mk3","apiSecret":"s3cr3t","topic":"PrintDone","message":"a.gcode is ready",)"
            R"("extra":{"name":"a.gcode"}})");
}

TEST(RequestBuilder, SendsTheSameIdOnEveryAttempt) {
  const Event event = test::event("PrintDone");
  const RequestBuilder builder(settings({}));
  Attempt attempt = test::attempt(event);
  for (attempt.number = 1; attempt.number <= 3; ++attempt.number) {
    const auto request = builder.build(attempt, event.time).request;
    EXPECT_EQ(headerValue(request.headers, "webhook-id"), event.id);
  }
}

TEST(RequestBuilder, TellsTheNumberOfALaterAttempt) {
  const Event event = test::event("PrintDone");
  const RequestBuilder builder(settings({}));
  Attempt attempt = test::attempt(event);
  const HttpRequest first = builder.build(attempt, event.time).request;
  EXPECT_EQ(headerValue(first.headers, "webhook-attempt"), "");
  attempt.number = 7;
  const HttpRequest seventh = builder.build(attempt, event.time).request;
  EXPECT_EQ(headerValue(seventh.headers, "webhook-attempt"), "7");
  EXPECT_THAT(problemWith({{"headers.Webhook-Attempt", "@attempt"}}), HasSubstr("belongs to Herald"));
}

TEST(RequestBuilder, PrefersTheOverlay) {
  const Event event = test::event("PrintDone");
  const HttpRequest request = build({{"headers.Authorization", "Bearer @access_token"}, {"data", R"({"t":"@topic"})"}},
                                    event, R"({"access_token":"abc","topic":"theirs"})");
  EXPECT_EQ(headerValue(request.headers, "Authorization"), "Bearer abc");
  EXPECT_EQ(request.body, R"({"t":"theirs"})");
}

TEST(RequestBuilder, SendsTheDataAsTheQueryOfAnyMethod) {
  const HttpRequest request = build({{"contentType", "query"}, {"data", R"({"t":"@topic","o":"@extra"})"}},
                                    test::event("PrintDone", R"({"a":1})"));
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "http://h/?t=PrintDone&o=%7B%22a%22%3A1%7D");
  EXPECT_EQ(request.body, "");
  EXPECT_EQ(headerValue(request.headers, "content-type"), "");
}

TEST(RequestBuilder, RejectsAnEventWithAMissingVariableOnlyIfStrict) {
  const Event event = test::event("PrintDone");
  const Settings::Values values{{"url", "http://h/@path"}, {"headers.X", "@path"}, {"data", R"({"m":"@message"})"}};
  EXPECT_EQ(build(values, event).body, R"({"m":" is ready"})");

  Settings::Values strict = values;
  strict["strict"] = "true";
  try {
    build(strict, event);
    ADD_FAILURE() << "built a request with gaps";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.verdict(), Outcome::Verdict::Rejected);
    EXPECT_THAT(failure.what(), HasSubstr("has no @name, @path:"));
  }
  EXPECT_NO_THROW(build(strict, test::event("PrintDone", R"({"name":"a","path":"b"})")));
}

TEST(RequestBuilder, ReportsEachMissingVariableOnce) {
  const auto missing = [](Settings::Values values) {
    const Event event = test::event("PrintDone", R"({"size":null})");
    return RequestBuilder(settings(std::move(values)))
        .build(test::attempt(event, "@name is ready"), event.time)
        .missing;
  };
  using Missing = std::vector<std::string>;
  EXPECT_EQ(missing({{"url", "http://h/@path"}, {"headers.X", "@path @a"}, {"data", R"({"m":"@message","b":"@a.b"})"}}),
            (Missing{"a", "a.b", "name", "path"}));
  EXPECT_EQ(missing({{"data", R"({"m":"@{name|?}","n":"@size"})"}}), Missing{}) << "the data does not use the message";
}

TEST(RequestBuilder, HoldsAnEventIfItsUrlIsNotAnAddress) {
  try {
    build({{"url", "@base/hook"}}, test::event("PrintDone", R"({"base":"file:///etc/passwd?secret"})"));
    ADD_FAILURE() << "built a request";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.verdict(), Outcome::Verdict::Hold);
    EXPECT_THAT(failure.what(), ::testing::Not(HasSubstr("secret")));
  }
  EXPECT_EQ(build({{"url", "@base/hook"}}, test::event("PrintDone", R"({"base":"https://x"})")).url, "https://x/hook");
}

TEST(RequestBuilder, RejectsBadOptions) {
  EXPECT_EQ(problemWith({{"url", "hooks.example.com"}}), "url: must begin with http:// or https://");
  EXPECT_THAT(problemWith({{"data", R"(["@topic"])"}, {"contentType", "FORM"}}),
              HasSubstr("data: must be a JSON object"));
  EXPECT_THAT(problemWith({{"data", "\"@extra\""}, {"method", "GET"}}), HasSubstr("data: must be a JSON object"));
  EXPECT_THAT(problemWith({{"data", R"({"a": @topic})"}}), HasSubstr("data: "));
  EXPECT_THAT(problemWith({{"contentType", "IMAGE"}, {"method", "GET"}}),
              HasSubstr("contentType: is IMAGE, which needs"));
  EXPECT_THAT(problemWith({{"contentType", "IMAGE"}, {"data", "[1]"}}), HasSubstr("data: must be a JSON object"));
  EXPECT_EQ(problemWith({{"data", R"(["@topic"])"}}), "no problem");
}

TEST(RequestBuilder, GivesItsDataTheShapeThatTheReceiverWants) {
  const Event event = test::event("PrintDone", R"({"name":"abc"})");
  Settings::Values values{{"data", R"({"text":"@name","link":"@link","loud":"@loud"})"},
                          {"variables.loud", "5"},
                          {"variables.link", ""},
                          {"limits.text", "2"},
                          {"optional", "link"},
                          {"numbers", "loud, text"}};
  EXPECT_EQ(build(values, event).body, R"({"text":"a…","loud":5})");
  values["contentType"] = "FORM";
  EXPECT_EQ(build(values, event).body, "text=a%E2%80%A6&loud=5");
}

TEST(RequestBuilder, SendsAPictureAsMultipart) {
  const Event event = test::event("PrintDone", R"({"name":"a.gcode"})");
  for (const char* contentType : {"JSON", "FORM", "QUERY"}) {
    const HttpRequest request = build({{"headers.Content-Type", "application/json"},
                                       {"contentType", contentType},
                                       {"data", R"({"n":"@name","p":"@snapshot","q":"@{snapshot}","x":"@extra"})"}},
                                      event);
    EXPECT_EQ(headerValue(request.headers, "content-type"), "multipart/form-data; boundary=herald-0-part");
    EXPECT_EQ(request.url, "http://h/");
    EXPECT_THAT(request.body, HasSubstr("name=\"n\"\r\n\r\na.gcode\r\n"));
    EXPECT_THAT(request.body, HasSubstr("name=\"x\"\r\n\r\n{\"name\":\"a.gcode\"}\r\n"));
    EXPECT_THAT(request.body, ::testing::Not(HasSubstr("name=\"p\"")));
    EXPECT_THAT(request.body, ::testing::Not(HasSubstr("name=\"q\"")));
  }
}

TEST(RequestBuilder, SendsAPictureOnlyAsAWholeTopLevelMember) {
  const Event event = test::event("PrintDone");
  EXPECT_EQ(build({{"method", "GET"}, {"data", R"({"p":"@snapshot","a":1})"}}, event).url, "http://h/?a=1");
  EXPECT_EQ(build({{"data", R"({"o":{"p":"@snapshot"},"t":"a @snapshot"})"}}, event).body,
            R"({"o":{"p":""},"t":"a "})");
  const Settings::Values values{{"data", R"({"p":"@snapshot"})"}, {"strict", "true"}};
  EXPECT_NO_THROW(build(values, event)) << "a missing picture must not stop a message";
  EXPECT_TRUE(RequestBuilder(settings(values)).uses("snapshot"));
}

TEST(RequestBuilder, SignsWhatItSends) {
  const Event event = test::event("PrintDone");
  const HttpRequest request = build({{"signingSecret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}}, event);
  EXPECT_EQ(headerValue(request.headers, "webhook-timestamp"), "1588195498");
  EXPECT_THAT(std::string(headerValue(request.headers, "webhook-signature")), ::testing::StartsWith("v1,"));
  EXPECT_THAT(problemWith({{"signingSecret", "s3cr3t"}}), ::testing::StrEq("signingSecret: must begin with whsec_"));
}

TEST(RequestBuilder, KnowsWhichVariablesItUses) {
  const RequestBuilder builder(
      settings({{"url", "http://h/@job.id"}, {"headers.X", "@state"}, {"data", R"({"m":"@meta.a"})"}}));
  EXPECT_TRUE(builder.uses("job"));
  EXPECT_TRUE(builder.uses("state"));
  EXPECT_TRUE(builder.uses("meta"));
  EXPECT_FALSE(builder.uses("snapshot"));
}

}  // namespace
}  // namespace herald::webhook
