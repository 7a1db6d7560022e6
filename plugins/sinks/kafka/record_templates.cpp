// SPDX-License-Identifier: Apache-2.0
#include "record_templates.h"

#include <Poco/String.h>

#include <algorithm>

#include "events/cloud_event_writer.h"
#include "herald/json.h"

namespace herald::kafka_sink {
namespace {

constexpr std::string_view kPicture = "snapshot";
constexpr const char* kJson = "application/json";
constexpr std::size_t kLongestTopic = 249;

bool isTopicCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

bool looksLikeJson(const std::string& data) { return data.find_first_of("{[\"") == 0; }

Template compiled(const Settings& settings, const std::string& data) {
  try {
    return {data, looksLikeJson(data) ? Place::Json : Place::Text};
  } catch (const BadTemplate& error) {
    settings.reject("data", std::string("begins as JSON, but ") + error.what());
  }
}

/// The whole event, for a reader that knows no CloudEvents.
std::string documentOf(const Event& event, const std::string& message) {
  return JsonObject()
      .add("id", event.id)
      .add("type", event.type)
      .add("device", event.device)
      .add("time", toRfc3339(event.time))
      .add("category", toString(event.category))
      .add("subject", event.subject)
      .add("message", message)
      .addRaw("payload", event.payload)
      .text();
}

}  // namespace

std::vector<Option> RecordTemplates::options() {
  std::vector<Option> all{
      {.name = "topic",
       .type = Type::Template,
       .fallback = "herald",
       .help = "The topic of the record. In a value of a variable, each character that no topic can have becomes `_`.",
       .common = true},
      {.name = "key",
       .type = Type::Template,
       .fallback = "@device",
       .help =
           "The key of the record. Kafka keeps the order of records with the same key; without a key there is none."},
      {.name = "format",
       .type = Type::Choice,
       .fallback = "cloudevents",
       .help = "`cloudevents` writes each event as a CloudEvent 1.0; `plain` writes `data` alone.",
       .choices = {"cloudevents", "plain"},
       .common = true},
      {.name = "cloudevents.mode",
       .type = Type::Choice,
       .fallback = "binary",
       .help = "Where the attributes of a CloudEvent are: in headers (`binary`), or in the JSON value (`structured`).",
       .choices = {"binary", "structured"}},
      {.name = "context",
       .type = Type::Flag,
       .fallback = "true",
       .help = "Send with a CloudEvent what the printer reported then, for templates of the Herald that reads it."},
      {.name = "data",
       .type = Type::Template,
       .help = "The data of the record. If they begin with `{`, `[` or `\"`, they are JSON. The default is the payload "
               "of the event; with `format = plain`, it is the whole event."},
      {.name = "headers",
       .type = Type::TemplateMap,
       .help = "More headers of the record. Each value is a template: `headers.site = hall 2`."},
  };
  for (Option& option : TemplateOptions::options()) all.push_back(std::move(option));
  return all;
}

RecordTemplates::RecordTemplates(const Settings& settings)
    : options_(settings),
      topic_(settings.text("topic"), topicPart),
      key_(settings.text("key"), Place::Text),
      hasContext_(settings.flag("context")) {
  if (settings.text("format") == "plain") {
    format_ = Format::Plain;
  } else if (settings.text("cloudevents.mode") == "structured") {
    format_ = Format::Structured;
  }
  const std::string data = Poco::trim(settings.text("data"));
  hasData_ = !data.empty();
  isJson_ = !hasData_ || looksLikeJson(data);
  if (hasData_) data_ = compiled(settings, data);
  for (const auto& [name, value] : settings.map("headers")) {
    if (format_ != Format::Plain && (name.starts_with("ce_") || Poco::icompare(name, "content-type") == 0))
      settings.rejectMember("headers", name, "belongs to the CloudEvent: remove it");
    headers_.emplace_back(name, Template(value, Place::Text));
  }
  for (const auto* option : {"topic", "key", "data"})
    if (Template(settings.text(option), Place::Text).uses(kPicture))
      settings.reject(option, "has @snapshot: a record does not carry the picture");
}

std::string RecordTemplates::fixedTopic() const {
  bool isFixed = true;
  auto topic = topic_.render([&isFixed](std::string_view) -> std::string_view {
    isFixed = false;
    return {};
  });
  return isFixed ? topic : std::string();
}

RecordTemplates::Rendered RecordTemplates::render(const Attempt& attempt) const {
  Rendering rendering(options_, attempt);
  Record record{.topic = rendering.text(topic_), .key = rendering.text(key_), .time = attempt.event.time};
  if (const auto problem = topicProblem(record.topic); !problem.empty())
    throw Failure(Outcome::Verdict::Rejected,
                  "the topic of the event " + problem + ": check `topic` and its variables");
  record.value = valueOf(attempt, rendering);
  if (format_ != Format::Plain) makeEvent(record, attempt.event);
  for (const auto& [name, text] : headers_) record.headers.emplace_back(name, rendering.text(text));
  return {std::move(record), rendering.missing()};
}

std::string RecordTemplates::valueOf(const Attempt& attempt, Rendering& rendering) const {
  if (hasData_) return isJson_ ? rendering.json(data_) : rendering.text(data_, "data");
  if (format_ != Format::Plain) return attempt.event.payload;
  static const Template message("@message", Place::Text);
  return documentOf(attempt.event, rendering.text(message));
}

void RecordTemplates::makeEvent(Record& record, const Event& event) const {
  auto attributes = events::attributesOf(event, event.device);
  events::addHeraldExtensions(attributes, event, hasContext_ ? event.context : "{}");
  const std::string contentType = isJson_ ? kJson : "text/plain; charset=UTF-8";
  if (format_ == Format::Structured) {
    record.value = events::structuredEvent(attributes, contentType, record.value);
    record.headers.emplace_back("content-type", events::kStructuredType);
    return;
  }
  record.headers.emplace_back("content-type", contentType);
  for (auto& [name, value] : attributes) record.headers.emplace_back("ce_" + name, std::move(value));
}

bool RecordTemplates::uses(std::string_view variable) const {
  const bool isMessage = !hasData_ && format_ == Format::Plain && variable == "message";
  return isMessage || topic_.uses(variable) || key_.uses(variable) || data_.uses(variable) ||
         std::ranges::any_of(headers_, [&](const auto& header) { return header.second.uses(variable); });
}

std::string topicPart(std::string_view value) {
  std::string part(value);
  std::ranges::replace_if(
      part, [](char c) { return !isTopicCharacter(c); }, '_');
  return part;
}

std::string topicProblem(std::string_view topic) {
  if (topic.empty()) return "is empty";
  if (topic == "." || topic == "..") return "is only dots";
  if (topic.size() > kLongestTopic) return "has more than 249 characters";
  return std::ranges::all_of(topic, isTopicCharacter) ? "" : "has other characters than letters, digits, `.`, `_`, `-`";
}

}  // namespace herald::kafka_sink
