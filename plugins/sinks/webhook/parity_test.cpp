// What the OctoPrint-Webhooks plugin sent, this plugin sends: tests/parity/vectors.json, as far as a request alone
// tells.
#include <Poco/String.h>
#include <Poco/URI.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <map>

#include "herald/json.h"
#include "herald/testing/builders.h"
#include "webhook_sink.h"

namespace herald::webhook {
namespace {

std::string vectorsFile() {
  std::ifstream file(HERALD_PARITY_VECTORS);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string textAt(std::string_view json, std::string_view path) { return jsonToText(jsonAt(json, path)); }

/// A case of the file, with what it leaves out filled in from the file's defaults.
struct Case {
  std::string name, hook, event, job, appearance, milestone, payload, requests, errors;
};

std::vector<Case> cases(bool refused) {
  const std::string file = vectorsFile();
  std::vector<Case> wanted;
  for (const std::string_view vector : jsonElements(jsonAt(file, "vectors"))) {
    std::string hook(jsonAt(file, "defaults.hook"));
    for (const auto& [key, raw] : jsonMembers(jsonAt(vector, "hook"))) hook = jsonWith(hook, key, raw);
    const std::string_view job = jsonAt(vector, "job");
    Case made{textAt(vector, "name"),
              hook,
              textAt(vector, "event"),
              std::string(job.empty() ? jsonAt(file, "defaults.job") : job),
              std::string(jsonAt(vector, "appearance")),
              std::string(jsonAt(vector, "percentCompleteMilestone")),
              std::string(jsonAt(vector, "payload")),
              std::string(jsonAt(vector, "requests")),
              std::string(jsonAt(vector, "errors"))};
    const bool later = jsonAt(hook, "oauth") == "true" || textAt(hook, "data").find("@snapshot") != std::string::npos;
    const bool sends = made.requests != "[]";
    if (!later && (refused ? made.errors != "[]" : sends)) wanted.push_back(std::move(made));
  }
  return wanted;
}

void PrintTo(const Case& given, std::ostream* out) { *out << given.name; }

Settings settingsOf(const Case& given) {
  Settings::Values values;
  const std::map<std::string, std::string> names{
      {"url", "url"},   {"apiSecret", "apiSecret"}, {"deviceIdentifier", "deviceIdentifier"}, {"headers", "headers"},
      {"data", "data"}, {"http_method", "method"},  {"content_type", "contentType"}};
  for (const auto& [theirs, ours] : names) values[ours] = textAt(given.hook, theirs);
  return test::settingsFor(WebhookSink(), values);
}

/// What a hook says for people about an event: its name there, the topic, and the key of its sentence.
struct Words {
  std::string type, topic, messageKey;
};

Words wordsOf(const std::string& event) {
  if (event == "plugin_webhooks_notify")
    return {"UserActionNeeded", "User Action Needed", "eventUserActionNeededMessage"};
  if (event == "plugin_webhooks_progress") return {"PrintProgress", "Print Progress", "eventPrintProgressMessage"};
  if (event == "ZChange") return {"ZChange", "Custom Event", "customEvents.0.message"};
  if (event == "Error") return {"Error", "Error", "eventErrorMessage"};
  return {event, "Print " + event.substr(5), "event" + event + "Message"};
}

Event eventOf(const Case& given) {
  Event made = test::event(wordsOf(given.event).type, given.payload, given.job);
  made.context = jsonWith(made.context, "appearance", given.appearance);
  if (given.milestone != "null") made.context = jsonWith(made.context, "percentCompleteMilestone", given.milestone);
  return made;
}

HttpRequest requestOf(const Case& given) {
  const Words words = wordsOf(given.event);
  const Event event = eventOf(given);
  Attempt attempt = test::attempt(event, textAt(given.hook, words.messageKey));
  attempt.topic = words.topic;
  return RequestBuilder(settingsOf(given)).build(attempt);
}

/// The same document whatever its blanks, its escapes and the order of its members.
std::string canonical(std::string_view raw) {
  std::vector<std::string> parts;
  if (raw.starts_with('{')) {
    for (const auto& [key, value] : jsonMembers(raw)) parts.push_back(jsonQuote(key) + ":" + canonical(value));
    std::sort(parts.begin(), parts.end());
    return "{" + Poco::cat(std::string(","), parts.begin(), parts.end()) + "}";
  }
  if (raw.starts_with('[')) {
    for (const std::string_view element : jsonElements(raw)) parts.push_back(canonical(element));
    return "[" + Poco::cat(std::string(","), parts.begin(), parts.end()) + "]";
  }
  return raw.starts_with('"') ? jsonQuote(jsonToText(raw)) : std::string(raw);
}

/// The decoded pairs of a query or form; a value that is itself JSON counts as JSON.
std::vector<std::pair<std::string, std::string>> pairsOf(const std::string& encoded) {
  auto pairs = Poco::URI("?" + encoded).getQueryParameters();
  for (auto& [key, value] : pairs)
    if (isJsonObject(value)) value = canonical(value);
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

void expectSameUrl(const std::string& expected, const std::string& sent) {
  EXPECT_EQ(sent.substr(0, sent.find('?')), expected.substr(0, expected.find('?')));
  EXPECT_EQ(Poco::URI(sent).getFragment(), Poco::URI(expected).getFragment());
  EXPECT_EQ(pairsOf(Poco::URI(sent).getRawQuery()), pairsOf(Poco::URI(expected).getRawQuery()));
}

class Parity : public ::testing::TestWithParam<Case> {};

TEST_P(Parity, SendsWhatThePluginSent) {
  const HttpRequest sent = requestOf(GetParam());
  ASSERT_EQ(jsonElements(GetParam().requests).size(), 1u);
  const std::string expected(jsonElements(GetParam().requests).front());

  EXPECT_EQ(sent.method, textAt(expected, "method"));
  expectSameUrl(textAt(expected, "url"), sent.url);
  for (const auto& [name, value] : jsonMembers(jsonAt(expected, "headers"))) {
    if (name == "Content-Length") continue;  // follows from the body
    EXPECT_EQ(headerValue(sent.headers, name), jsonToText(value)) << name;
  }
  const std::string body = textAt(expected, "body");
  if (isJsonObject(body)) {
    EXPECT_EQ(canonical(sent.body), canonical(body));
  } else {
    EXPECT_EQ(pairsOf(sent.body), pairsOf(body));
  }
}

INSTANTIATE_TEST_SUITE_P(Vectors, Parity, ::testing::ValuesIn(cases(false)));

TEST(ParityVectors, AreAllThere) {
  EXPECT_EQ(cases(false).size(), 30u);
  EXPECT_EQ(cases(true).size(), 2u);
}

TEST(ParityVectors, WithInvalidJsonAreRefusedWhereTheyAreConfigured) {
  for (const Case& given : cases(true)) EXPECT_THROW(settingsOf(given), BadSettings) << given.name;
}

}  // namespace
}  // namespace herald::webhook
