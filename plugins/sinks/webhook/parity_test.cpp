// SPDX-License-Identifier: Apache-2.0
// This plugin sends what the OctoPrint-Webhooks plugin sent: tests/parity/vectors.json, including token calls.
#include <Poco/Net/MessageHeader.h>
#include <Poco/Net/MultipartReader.h>
#include <Poco/String.h>
#include <Poco/URI.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <sstream>

#include "herald/json.h"
#include "herald/testing/builders.h"
#include "herald/testing/fake_host.h"
#include "oauth_webhook_sink.h"
#include "webhook_sink.h"

namespace herald::webhook {
namespace {

std::string vectorsFile() {
  std::ifstream file(HERALD_PARITY_VECTORS);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string textAt(std::string_view json, std::string_view path) { return jsonToText(jsonAt(json, path)); }

/// A case of the file, completed with the file's defaults.
struct Case {
  std::string name, hook, event, job, appearance, milestone, payload, oauth, requests, errors;

  bool isOAuth() const { return jsonAt(hook, "oauth") == "true"; }
  bool isRejected() const { return errors != "[]"; }
  bool sends() const { return requests != "[]"; }
};

std::vector<Case> cases(const std::function<bool(const Case&)>& isWanted) {
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
              std::string(jsonAt(vector, "oauth_response")),
              std::string(jsonAt(vector, "requests")),
              std::string(jsonAt(vector, "errors"))};
    if (isWanted(made)) wanted.push_back(std::move(made));
  }
  return wanted;
}

void PrintTo(const Case& given, std::ostream* out) { *out << given.name; }

using Names = std::map<std::string, std::string>;

const Names kWebhookNames{
    {"url", "url"},   {"apiSecret", "apiSecret"}, {"deviceIdentifier", "deviceIdentifier"}, {"headers", "headers"},
    {"data", "data"}, {"http_method", "method"},  {"content_type", "contentType"}};
const Names kTokenNames{{"oauth_url", "oauth.url"},
                        {"oauth_headers", "oauth.headers"},
                        {"oauth_data", "oauth.data"},
                        {"oauth_http_method", "oauth.method"},
                        {"oauth_content_type", "oauth.contentType"}};

/// A sink that stands for the hook, on a network where the token server answers as in the case.
class HookSink {
 public:
  explicit HookSink(const Case& given) {
    Settings::Values values;
    for (const auto& [theirs, ours] : kWebhookNames) values[ours] = textAt(given.hook, theirs);
    if (given.isOAuth()) {
      for (const auto& [theirs, ours] : kTokenNames) values[ours] = textAt(given.hook, theirs);
      host_.network().answer(200, given.oauth);
      sink_ = std::make_unique<OAuthWebhookSink>();
    } else {
      sink_ = std::make_unique<WebhookSink>();
    }
    sink_->configure(test::settingsFor(*sink_, values), host_);
  }

  std::vector<HttpRequest> requestsOf(const Attempt& attempt) {
    EXPECT_EQ(sink_->deliver(attempt).reason, "");
    return host_.network().requests();
  }

 private:
  test::FakeHost host_;
  std::unique_ptr<Sink> sink_;
};

/// How a hook names an event: the type in Herald, the topic, and the key of its message.
struct EventNames {
  std::string type, topic, messageKey;
};

EventNames namesOf(const std::string& event) {
  if (event == "plugin_webhooks_notify")
    return {"UserActionNeeded", "User Action Needed", "eventUserActionNeededMessage"};
  if (event == "plugin_webhooks_progress") return {"PrintProgress", "Print Progress", "eventPrintProgressMessage"};
  if (event == "ZChange") return {"ZChange", "Custom Event", "customEvents.0.message"};
  if (event == "Error") return {"Error", "Error", "eventErrorMessage"};
  return {event, "Print " + event.substr(5), "event" + event + "Message"};
}

Event eventOf(const Case& given) {
  Event made = test::event(namesOf(given.event).type, given.payload, given.job);
  made.context = jsonWith(made.context, "appearance", given.appearance);
  if (given.milestone != "null") made.context = jsonWith(made.context, "percentCompleteMilestone", given.milestone);
  return made;
}

std::vector<HttpRequest> requestsOf(const Case& given, std::shared_ptr<const std::string> picture = nullptr) {
  const EventNames names = namesOf(given.event);
  const Event event = eventOf(given);
  Attempt attempt = test::attempt(event, textAt(given.hook, names.messageKey));
  attempt.topic = names.topic;
  attempt.snapshot = std::move(picture);
  return HookSink(given).requestsOf(attempt);
}

/// A form of the document that does not depend on its blanks, its escapes and the order of its members.
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

/// The decoded pairs of a query or form. A value that is a JSON object is compared as JSON.
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

/// The parts of a multipart body, by name. A part that is a JSON object is compared as JSON.
Names partsOf(const std::string& body, std::string_view contentType) {
  Poco::Net::MessageHeader header;
  header.set("Content-Type", std::string(contentType));
  std::string mediaType;
  Poco::Net::NameValueCollection parameters;
  Poco::Net::MessageHeader::splitParameters(header.get("Content-Type"), mediaType, parameters);
  EXPECT_EQ(mediaType, "multipart/form-data");
  std::istringstream stream(body);
  Poco::Net::MultipartReader reader(stream, parameters["boundary"]);
  Names parts;
  while (reader.hasNextPart()) {
    Poco::Net::MessageHeader part;
    reader.nextPart(part);
    Poco::Net::NameValueCollection disposition;
    std::string kind;
    Poco::Net::MessageHeader::splitParameters(part.get("Content-Disposition"), kind, disposition);
    EXPECT_EQ(kind, "form-data");
    const std::string content(std::istreambuf_iterator<char>(reader.stream()), {});
    parts[disposition["name"]] = isJsonObject(content) ? canonical(content) : content;
  }
  return parts;
}

void expectSameBody(const HttpRequest& sent, const std::string& body, std::string_view contentType) {
  if (contentType.starts_with("multipart/")) {
    EXPECT_EQ(partsOf(sent.body, headerValue(sent.headers, "Content-Type")), partsOf(body, contentType));
  } else if (isJsonObject(body)) {
    EXPECT_EQ(canonical(sent.body), canonical(body));
  } else {
    EXPECT_EQ(pairsOf(sent.body), pairsOf(body));
  }
}

void expectSameRequest(const HttpRequest& sent, std::string_view expected) {
  EXPECT_EQ(sent.method, textAt(expected, "method"));
  expectSameUrl(textAt(expected, "url"), sent.url);
  std::string contentType;
  for (const auto& [name, value] : jsonMembers(jsonAt(expected, "headers"))) {
    if (name == "Content-Length") continue;  // follows from the body
    const bool isContentType = Poco::icompare(name, "Content-Type") == 0;
    if (isContentType) contentType = jsonToText(value);
    if (isContentType && contentType.starts_with("multipart/")) continue;  // the boundary is free
    EXPECT_EQ(headerValue(sent.headers, name), jsonToText(value)) << name;
  }
  expectSameBody(sent, textAt(expected, "body"), contentType);
}

class Parity : public ::testing::TestWithParam<Case> {};

TEST_P(Parity, SendsWhatThePluginSent) {
  const std::vector<HttpRequest> sent = requestsOf(GetParam());
  const std::vector<std::string_view> expected = jsonElements(GetParam().requests);
  ASSERT_EQ(sent.size(), expected.size());
  for (std::size_t i = 0; i < sent.size(); ++i) expectSameRequest(sent[i], expected[i]);
  if (GetParam().isOAuth()) {
    EXPECT_EQ(sent.front().purpose, "token");
  }
}

INSTANTIATE_TEST_SUITE_P(Vectors, Parity, ::testing::ValuesIn(cases(&Case::sends)));

/// Of a request in the plugin's own form, which its library makes: the fields first, then the file.
TEST(ParityWithAPicture, SendsTheFileThatThePluginSent) {
  const auto picture = std::make_shared<const std::string>("\xff\xd8 a picture \r\n--\xff\xd9");
  const auto all = cases([](const Case& given) { return given.hook.find("@snapshot") != std::string::npos; });
  ASSERT_EQ(all.size(), 1u);
  const std::vector<HttpRequest> sent = requestsOf(all.front(), picture);
  ASSERT_EQ(sent.size(), 1u);
  const std::string_view expected = jsonElements(all.front().requests).front();
  Names parts = partsOf(textAt(expected, "body"), textAt(expected, "headers.Content-Type"));
  parts["snap"] = *picture;
  EXPECT_EQ(partsOf(sent[0].body, headerValue(sent[0].headers, "Content-Type")), parts);
  EXPECT_THAT(sent[0].body, ::testing::HasSubstr("\r\nContent-Disposition: form-data; name=\"snap\"; "
                                                 "filename=\"snapshot.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n"));
}

TEST(ParityVectors, AreAllThere) {
  EXPECT_EQ(cases([](const Case&) { return true; }).size(), 41u);
  EXPECT_EQ(cases(&Case::sends).size(), 35u);
  EXPECT_EQ(cases(&Case::isRejected).size(), 3u);  // in the other three, no event reaches the sink
}

TEST(ParityVectors, WithInvalidJsonAreRejectedByConfigure) {
  for (const Case& given : cases(&Case::isRejected)) EXPECT_THROW(HookSink{given}, BadSettings) << given.name;
}

}  // namespace
}  // namespace herald::webhook
