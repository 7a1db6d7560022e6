// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "herald/json.h"
#include "herald/testing/builders.h"

namespace herald::test {

/// Texts that break careless code: a header, a URL, a form, JSON, or a template that is rendered twice.
inline std::vector<std::string> hostileTexts() {
  using std::string_literals::operator""s;
  return {"",
          "@message @{apiSecret} @@",
          "\r\nX-Injected: yes\r\n\r\n",
          "\",\"injected\":\"yes",
          "a=1&b=2?c=3#d%00%zz",
          "../../etc/passwd",
          "nul\0 bell\a escape\x1b[31m delete\x7f"s,
          "Präzision №3 🐙 \u202e\u2028",
          "not UTF-8: \xff\xfe\xc0\xaf",
          std::string(2000, '{')};
}

/// Events that a broken or malicious device may report. Feed::publish accepts each of them. The last one has a payload
/// of 1 MiB.
inline std::vector<Event> hostileEvents() {
  std::vector<Event> events{event("Empty"), event("Numbers", R"({"progress":1e400,"time":-0.0})"),
                            event("WrongKinds", R"({"progress":{"a":[]}})", R"({"progress":"x","job":[null]})"),
                            event("Deep", R"({"a":)" + std::string(200, '[') + std::string(200, ']') + "}")};
  events.front().subject.clear();
  for (const std::string& text : hostileTexts()) {
    Event made = event("T" + text, JsonObject().add("name", text).add(text, text).text(),
                       JsonObject().addRaw("state", JsonObject().add("text", text).text()).text());
    made.device = made.subject = "D" + text;
    made.category = Category::Progress;
    events.push_back(std::move(made));
  }
  events.push_back(event("Huge", JsonObject().add("name", std::string(1 << 20, 'x')).text()));
  return events;
}

}  // namespace herald::test
