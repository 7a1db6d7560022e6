// SPDX-License-Identifier: Apache-2.0
#include "message_mapping.h"

#include <charconv>
#include <cstdint>
#include <string_view>

#include "herald/json.h"
#include "times/unix_time.h"
#include "topic.h"

namespace herald::mqtt {
namespace {

using std::chrono::system_clock;

constexpr std::size_t kLongestName = 1024;
constexpr std::string_view kFallbackType = "Message";
constexpr double kFirstMilliseconds = 1e11;  // as seconds, this would be the year 5138

/// A name that every sink can show: one line of at most 1,024 bytes.
std::string nameOf(std::string text) {
  for (char& c : text) {
    if ((c >= 0 && c < ' ') || c == 127) c = ' ';
  }
  if (text.size() > kLongestName) text.resize(kLongestName);
  return jsonToText(jsonQuote(text));  // a character may be cut
}

/// The payload as a JSON value.
std::string valueOf(const std::string& payload) {
  const bool isJson = !payload.empty() && jsonError(payload).empty();
  return isJson ? payload : jsonQuote(payload);
}

/// The payload if it is no JSON object and no array.
std::string textOf(const std::string& value) {
  return value.starts_with('{') || value.starts_with('[') ? "" : jsonToText(value);
}

std::string variablesOf(const Received& message) {
  std::string levels;
  for (const auto level : levelsOf(message.topic)) levels += (levels.empty() ? "" : ",") + jsonQuote(level);
  const auto value = valueOf(message.payload);
  JsonObject all;
  all.add("topic", message.topic)
      .addRaw("levels", "[" + levels + "]")
      .addRaw("payload", value)
      .add("text", textOf(value))
      .add("retained", message.isRetained);
  return all.text();
}

std::string objectOf(std::string json) {
  if (isJsonObject(json)) return json;
  auto wrapped = JsonObject().addRaw("value", json).text();
  return isJsonObject(wrapped) ? wrapped : JsonObject().add("value", json).text();  // one level too deep
}

}  // namespace

std::optional<system_clock::time_point> parseTime(const std::string& text) {
  if (const auto time = parseRfc3339(text)) return time;
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  const double seconds = number >= kFirstMilliseconds ? number / 1000 : number;
  return seconds == 0 ? std::nullopt : times::timeOfUnixSeconds(seconds);
}

std::vector<Option> MessageMapping::options() {
  return {
      {.name = "device",
       .type = Type::Template,
       .help = "The device of an event: `@levels.1` is the second level of the topic, `@payload.name` a member of the "
               "payload. By default it is the name of the source."},
      {.name = "eventType",
       .type = Type::Template,
       .fallback = std::string(kFallbackType),
       .help = "The type of an event, such as `@levels.2` or `@payload.event`; if that is empty, it is `Message`."},
      {.name = "types",
       .type = Type::Map,
       .help = "Another name for a type: `types.complete = PrintDone`. Without a name, such messages are skipped."},
      {.name = "time",
       .type = Type::Template,
       .help = "When it happened: RFC 3339, or Unix time. By default it is the time of arrival."},
      {.name = "payload",
       .type = Type::JsonTemplate,
       .fallback = R"("@payload")",
       .help = "The payload of an event. A value that is no object becomes the member `value`."},
      {.name = "subject", .type = Type::Template, .help = "The job to which an event belongs."},
  };
}

MessageMapping::MessageMapping(const Settings& settings)
    : device_(settings.text("device"), Place::Text),
      type_(settings.text("eventType"), Place::Text),
      time_(settings.text("time"), Place::Text),
      payload_(settings.text("payload"), Place::Json),
      subject_(settings.text("subject"), Place::Text),
      names_(settings.map("types")) {}

std::optional<Event> MessageMapping::event(const Received& message) const {
  const std::string variables = variablesOf(message);
  const auto lookup = [&variables](std::string_view path) { return jsonAt(variables, path); };
  Event event;
  event.type = nameOf(type_.render(lookup));
  if (event.type.empty()) event.type = kFallbackType;
  if (const auto name = names_.find(event.type); name != names_.end()) event.type = name->second;
  if (event.type.empty()) return std::nullopt;
  event.device = nameOf(device_.render(lookup));
  event.subject = nameOf(subject_.render(lookup));
  event.payload = objectOf(payload_.render(lookup));
  if (const auto time = parseTime(time_.render(lookup))) event.time = *time;
  return event;
}

}  // namespace herald::mqtt
