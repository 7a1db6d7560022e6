#pragma once

#include <string>
#include <vector>

#include "herald/json.h"
#include "herald/testing/builders.h"

namespace herald::test {

/// Texts that break what is put together carelessly: a header, a URL, a form, a line of JSON, a second look at
/// variables.
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

/// Events as a broken or malicious device may report them, each valid for Feed::publish. The last one has a payload of
/// one MiB.
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
