// SPDX-License-Identifier: Apache-2.0
#include "integration/parity.h"

#include <Poco/JSON/Parser.h>
#include <Poco/String.h>
#include <Poco/URI.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/multipart.h"
#include "herald/json.h"
#include "herald/testing/temporary_folder.h"

namespace herald::testing {

namespace {

std::string vectorsFile() { return readFile(HERALD_SOURCE "/tests/parity/vectors.json"); }

std::string heraldType(const std::string& type) {
  if (type == "plugin_webhooks_notify") return "UserActionNeeded";
  if (type == "plugin_webhooks_progress") return "PrintProgress";
  return type;
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

/// The headers by name in lower case.
std::map<std::string, std::string> headersOf(std::string_view request) {
  std::map<std::string, std::string> headers;
  for (const auto& [name, value] : jsonMembers(jsonAt(request, "headers")))
    headers[Poco::toLower(name)] = jsonToText(value);
  headers.erase("content-length");  // follows from the body
  return headers;
}

/// The parts of a multipart body, by name. A part that is a JSON object is compared as JSON.
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

}  // namespace

std::string textAt(std::string_view json, const std::string& path) { return jsonToText(jsonAt(json, path)); }

std::vector<std::string> parityVectors() {
  const std::string all = vectorsFile();
  const auto elements = jsonElements(jsonAt(all, "vectors"));
  return {elements.begin(), elements.end()};
}

std::string parityName(const std::string& vector) {
  std::string name;
  for (const char c : textAt(vector, "name")) name += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
}

std::string parityHook(const std::string& vector) {
  const std::string all = vectorsFile();
  std::string hook(jsonAt(all, "defaults.hook"));
  for (const auto& [setting, value] : jsonMembers(jsonAt(vector, "hook"))) hook = jsonWith(hook, setting, value);
  return hook;
}

std::string parityEvent(const std::string& vector) {
  const std::string all = vectorsFile();
  const auto defaults = jsonAt(all, "defaults");
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

bool isRefused(const std::string& vector) { return !jsonElements(jsonAt(vector, "errors")).empty(); }

void expectParity(const std::string& printed, const std::string& vector) {
  const auto actual = jsonElements(printed), expected = jsonElements(jsonAt(vector, "requests"));
  ASSERT_EQ(actual.size(), expected.size()) << printed;
  for (std::size_t i = 0; i < actual.size(); ++i) expectSameRequest(actual[i], expected[i]);
}

}  // namespace herald::testing
