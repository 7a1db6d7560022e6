// SPDX-License-Identifier: Apache-2.0
// Any text from a printer, such as the name of a file, stays one value. It cannot add a header, a path segment, a
// member or a pair.
#include <Poco/URI.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

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

HttpRequest build(Settings::Values values, const std::string& text) {
  values.try_emplace("url", "http://h/");
  values["apiSecret"] = "s3cr3t";
  values["deviceIdentifier"] = text;
  Event event = test::event("T", JsonObject().add("name", text).text());
  return RequestBuilder(test::settingsFor(WebhookSink(), values))
      .build(test::attempt(event, "<@name>"), event.time)
      .request;
}

RC_GTEST_PROP(Injection, IntoAHeader, ()) {
  const std::string text = *hostileText();
  const HttpRequest request = build({{"headers.X-A", "a @name"}, {"headers.X-B", "@deviceIdentifier"}}, text);
  RC_ASSERT(request.headers.size() == 5u);  // with content-type, webhook-id and webhook-timestamp
  for (const auto& [name, value] : request.headers)
    for (const char c : value) RC_ASSERT((static_cast<unsigned char>(c) >= ' ' || c == '\t') && c != 127);
}

RC_GTEST_PROP(Injection, IntoTheUrl, ()) {
  const std::string text = *hostileText();
  const std::string url = build({{"url", "http://h/a/@{name}/b?c=@{name}&d=1#e"}}, text).url;
  RC_ASSERT(std::count(url.begin(), url.end(), '/') == 5);
  RC_ASSERT(std::count(url.begin(), url.end(), '?') == 1);
  RC_ASSERT(std::count(url.begin(), url.end(), '#') == 1);
  const Poco::URI::QueryParameters expected{{"c", clean(text)}, {"d", "1"}};
  RC_ASSERT(Poco::URI(url).getQueryParameters() == expected);
  RC_ASSERT(Poco::URI(url).getAuthority() == "h");
}

RC_GTEST_PROP(Injection, IntoJson, ()) {
  const std::string text = *hostileText();
  const std::string body =
      build({{"data", R"({"a":"@name","b":"x @{name} y","c":["@message"],"d":"@extra"})"}}, text).body;
  RC_ASSERT(jsonMembers(body).size() == 4u);
  RC_ASSERT(jsonToText(jsonAt(body, "a")) == clean(text));
  RC_ASSERT(jsonToText(jsonAt(body, "b")) == "x " + clean(text) + " y");
  RC_ASSERT(jsonToText(jsonAt(body, "c.0")) == "<" + clean(text) + ">");
  RC_ASSERT(jsonToText(jsonAt(body, "d.name")) == clean(text));
}

RC_GTEST_PROP(Injection, IntoAForm, ()) {
  const std::string text = *hostileText();
  const std::string body =
      build({{"contentType", "FORM"}, {"data", R"({"a":"@name","b":"x @name","c":1})"}}, text).body;
  const Poco::URI::QueryParameters expected{{"a", clean(text)}, {"b", "x " + clean(text)}, {"c", "1"}};
  RC_ASSERT(Poco::URI("?" + body).getQueryParameters() == expected);
}

RC_GTEST_PROP(Injection, OfAVariable, ()) {
  const std::string text = *hostileText() + "@apiSecret @{apiSecret} @message";
  const HttpRequest request =
      build({{"url", "http://h/@name"}, {"headers.X", "@name"}, {"data", R"({"m":"@message"})"}}, text);
  RC_ASSERT((request.url + headerValue(request.headers, "X").data() + request.body).find("s3cr3t") ==
            std::string::npos);
}

}  // namespace
}  // namespace herald::webhook
