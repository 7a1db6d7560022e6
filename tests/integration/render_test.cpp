#include <Poco/JSON/Parser.h>
#include <Poco/String.h>
#include <Poco/URI.h>

#include <algorithm>
#include <map>
#include <set>

#include "herald/json.h"
#include "tests/integration/daemon_fixture.h"
#include "tests/integration/multipart.h"

namespace herald::testing {
namespace {

using Json = Poco::Dynamic::Var;

std::string vectorsFile() { return readFile(HERALD_SOURCE "/tests/parity/vectors.json"); }

std::string textAt(std::string_view json, const std::string& path) { return jsonToText(jsonAt(json, path)); }

/// A .properties value that stands for `text`.
std::string propertyValue(const std::string& text) {
  std::string value;
  for (const char c : text)
    value += c == '\\' ? std::string("\\\\") : c == '\n' ? std::string("\\n") : std::string(1, c);
  return value;
}

/// The hook of a vector: the seed plugin's defaults with the vector's own settings over them.
class HookOf {
 public:
  HookOf(std::string_view defaults, std::string_view hook) : defaults_(defaults), hook_(hook) {}
  std::string operator[](const std::string& name) const {
    const auto own = jsonAt(hook_, name);
    return jsonToText(own.empty() ? jsonAt(defaults_, name) : own);
  }
  std::string_view raw(const std::string& name) const { return jsonAt(hook_, name); }

 private:
  std::string_view defaults_, hook_;
};

const std::vector<std::pair<std::string, std::string>> kEvents{
    {"eventPrintStarted", "PrintStarted"},         {"eventPrintDone", "PrintDone"},
    {"eventPrintFailed", "PrintFailed"},           {"eventPrintPaused", "PrintPaused"},
    {"eventUserActionNeeded", "UserActionNeeded"}, {"eventError", "Error"},
};

std::string heraldType(const std::string& type) {
  if (type == "plugin_webhooks_notify") return "UserActionNeeded";
  if (type == "plugin_webhooks_progress") return "PrintProgress";
  return type;
}

std::string sinkOf(const HookOf& hook) {
  const bool isOAuth = hook["oauth"] == "true";
  std::string text = std::string("sink.hook.type = ") + (isOAuth ? "oauth_webhook" : "webhook") + "\n", events;
  const auto set = [&](const std::string& option, const std::string& value) {
    text += "sink.hook." + option + " = " + propertyValue(value) + "\n";
  };
  for (const auto& [setting, type] : kEvents) {
    if (hook[setting] == "true") events += type + ",";
    set("message." + type, hook[setting + "Message"]);
  }
  if (hook["event_print_progress"] == "true")
    events += "PrintProgress,", set("progress", hook["event_print_progress_interval"]);
  set("message.PrintProgress", hook["eventPrintProgressMessage"]);
  for (const auto custom : jsonElements(hook.raw("customEvents"))) {
    events += textAt(custom, "name") + ",";
    set("message." + textAt(custom, "name"), textAt(custom, "message"));
  }
  set("enabled", hook["webhook_enabled"]);
  set("events", events);
  for (const auto option : {"url", "apiSecret", "deviceIdentifier", "headers", "data"}) set(option, hook[option]);
  set("method", hook["http_method"]);
  set("contentType", hook["content_type"]);
  if (isOAuth) {
    for (const auto option : {"url", "headers", "data"})
      set(std::string("oauth.") + option, hook[std::string("oauth_") + option]);
    set("oauth.method", hook["oauth_http_method"]);
    set("oauth.contentType", hook["oauth_content_type"]);
  }
  return text;
}

std::string eventOf(std::string_view vector, std::string_view defaults) {
  const auto job = jsonAt(vector, "job").empty() ? jsonAt(defaults, "job") : jsonAt(vector, "job");
  JsonObject event;
  event.add("type", heraldType(textAt(vector, "event")));
  if (const auto payload = jsonAt(vector, "payload"); payload.size() > 1 && payload != "null")
    event.addRaw("payload", payload);
  event.addRaw("context", jsonWith(job, "appearance", jsonAt(vector, "appearance")));
  event.addRaw("currentTime", jsonAt(defaults, "currentTime"));
  event.addRaw("percentCompleteMilestone", jsonAt(vector, "percentCompleteMilestone"));
  event.addRaw("oauth", jsonAt(vector, "oauth_response"));
  return event.text();
}

bool sameJson(std::string_view left, std::string_view right) {
  Poco::JSON::Parser parser;
  const auto value = [&](std::string_view raw) {
    parser.reset();
    return parser.parse("{\"v\":" + std::string(raw) + "}").extract<Poco::JSON::Object::Ptr>();
  };
  std::ostringstream a, b;
  value(left)->stringify(a);
  value(right)->stringify(b);
  return a.str() == b.str();
}

std::multiset<std::string> pairsOf(const std::string& form) {
  std::multiset<std::string> pairs;
  for (const auto& [name, value] : Poco::URI("http://x/?" + form).getQueryParameters()) {
    pairs.insert(name + "=" + (isJsonObject(value) ? jsonPretty(value) : value));
  }
  return pairs;
}

void expectSameUrl(const std::string& actual, const std::string& expected) {
  const auto parts = [](const std::string& url) {
    return std::pair{url.substr(0, url.find('?')), url.substr(std::min(url.find('?'), url.size()))};
  };
  EXPECT_EQ(parts(actual).first, parts(expected).first);
  EXPECT_EQ(pairsOf(parts(actual).second.substr(std::min<std::size_t>(1, parts(actual).second.size()))),
            pairsOf(parts(expected).second.substr(std::min<std::size_t>(1, parts(expected).second.size()))));
}

/// By name, without case.
std::map<std::string, std::string> headersOf(std::string_view request) {
  std::map<std::string, std::string> headers;
  for (const auto& [name, value] : jsonMembers(jsonAt(request, "headers")))
    headers[Poco::toLower(name)] = jsonToText(value);
  headers.erase("content-length");  // follows from the body
  return headers;
}

/// The parts of a multipart body, by name; one that is JSON counts as JSON.
std::map<std::string, std::string> partsOf(const std::string& contentType, const std::string& body) {
  std::map<std::string, std::string> parts;
  for (const auto& [name, content] : multipartFields(contentType, body))
    parts[name] = isJsonObject(content) ? jsonPretty(content) : content;
  return parts;
}

void expectSameHeaders(std::string_view actual, std::string_view expected) {
  auto have = headersOf(actual);
  for (const auto& [name, value] : headersOf(expected)) {
    if (name == "content-type" && isMultipart(value))
      EXPECT_TRUE(isMultipart(have[name])) << have[name];
    else
      EXPECT_EQ(have[name], value) << name;
  }
}

void expectSameBody(std::string_view actual, std::string_view expected) {
  const auto have = textAt(actual, "body"), want = textAt(expected, "body");
  if (const auto contentType = headersOf(expected)["content-type"]; isMultipart(contentType))
    EXPECT_EQ(partsOf(headersOf(actual)["content-type"], have), partsOf(contentType, want));
  else if (isJsonObject(want))
    EXPECT_TRUE(sameJson(have, want)) << have << "\n" << want;
  else
    EXPECT_EQ(pairsOf(have), pairsOf(want));
}

void expectSameRequest(std::string_view actual, std::string_view expected) {
  EXPECT_EQ(jsonAt(actual, "method"), jsonAt(expected, "method"));
  expectSameUrl(textAt(actual, "url"), textAt(expected, "url"));
  expectSameHeaders(actual, expected);
  expectSameBody(actual, expected);
}

class Parity : public DaemonTest, public ::testing::WithParamInterface<std::string> {};

TEST_P(Parity, RenderPrintsWhatThePluginSends) {
  const std::string all = vectorsFile(), vector = GetParam();
  const auto defaults = jsonAt(all, "defaults");
  const HookOf hook(jsonAt(defaults, "hook"), jsonAt(vector, "hook"));
  configure(sinkOf(hook));
  const auto event = folder_.write("event.json", eventOf(vector, defaults)).string();
  const auto finished = runToEnd({heraldctl(), "render", "--config", config(), "--sink", "hook", "--event", event});
  if (!jsonElements(jsonAt(vector, "errors")).empty()) {
    EXPECT_EQ(finished.code, 78) << finished.output;
    return;
  }
  ASSERT_EQ(finished.code, 0) << finished.output;
  const auto actual = jsonElements(finished.output), expected = jsonElements(jsonAt(vector, "requests"));
  ASSERT_EQ(actual.size(), expected.size()) << finished.output;
  for (std::size_t i = 0; i < actual.size(); ++i) expectSameRequest(actual[i], expected[i]);
}

std::vector<std::string> vectors() {
  const std::string all = vectorsFile();
  const auto elements = jsonElements(jsonAt(all, "vectors"));
  return {elements.begin(), elements.end()};
}

INSTANTIATE_TEST_SUITE_P(Vectors, Parity, ::testing::ValuesIn(vectors()), [](const auto& vector) {
  std::string name;
  for (const char c : textAt(vector.param, "name")) name += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
});

TEST(ParityVectors, AreAllThere) { EXPECT_EQ(vectors().size(), 41u); }

using Render = DaemonTest;

TEST_F(Render, ATokenServerIsNotAskedAndStandsInAsAPlaceholder) {
  configure("sink.phone.type = oauth_webhook\nsink.phone.url = http://h/\nsink.phone.oauth.url = " + receiver_.url() +
            "\nsink.phone.headers.Authorization = Bearer @access_token\n");
  const auto event = folder_.write("event.json", R"({"type": "PrintDone"})").string();
  const auto shown = runToEnd({heraldctl(), "render", "--config", config(), "--sink", "phone", "--event", event});
  ASSERT_EQ(jsonElements(shown.output).size(), 2u) << shown.output;
  EXPECT_EQ(textAt(shown.output, "1.headers.Authorization"), "Bearer TOKEN");
  EXPECT_TRUE(receiver_.received().empty());
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

TEST_F(Render, WhatIsWrongWithAnEventIsSaidInOneSentence) {
  configure(webhook("phone", receiver_.url()));
  const std::vector<std::pair<std::string, std::string>> table{
      {"{oops", "the event is no valid JSON"},
      {"[]", "has to be a JSON object"},
      {"{}", "has no `type`"},
      {R"({"type": "X", "paylod": {}})", "unknown member `paylod`, did you mean `payload`?"},
      {R"({"type": "X", "payload": 3})", "`payload` has to be a JSON object"},
      {R"({"type": "X", "currentTime": "noon"})", "`currentTime` has to be a number"},
  };
  for (const auto& [text, message] : table) {
    const auto event = folder_.write("event.json", text).string();
    const auto finished = runToEnd({heraldctl(), "render", "--config", config(), "--sink", "phone", "--event", event});
    EXPECT_EQ(finished.code, 1);
    EXPECT_THAT(finished.output, ::testing::HasSubstr(message));
  }
}

}  // namespace
}  // namespace herald::testing
