// SPDX-License-Identifier: Apache-2.0
#include "message_templates.h"

#include <Poco/String.h>

#include <utility>

#include "topic.h"

namespace herald::mqtt {
namespace {

constexpr std::string_view kPicture = "snapshot";

bool looksLikeJson(const std::string& data) { return data.starts_with('{') || data.starts_with('['); }

Template compiled(const Settings& settings, const std::string& data) {
  try {
    return {data, looksLikeJson(data) ? Place::Json : Place::Text};
  } catch (const BadTemplate& error) {
    settings.reject("data", std::string("begins as JSON, but ") + error.what());
  }
}

}  // namespace

std::vector<Option> MessageTemplates::options() {
  std::vector<Option> all{
      {.name = "topic",
       .type = Type::Template,
       .fallback = "herald/@device/@eventType",
       .help = "The topic of the message. A value of a variable stays within one level: `/`, `+` and `#` in it become "
               "`_`.",
       .common = true},
      {.name = "data",
       .type = Type::Template,
       .fallback = R"({"type":"@eventType","device":"@device","time":"@eventTime","message":"@message",)"
                   R"("payload":"@extra"})",
       .help = "The message. If it begins with `{` or `[`, it is JSON. `@snapshot` alone is the picture, as a JPEG.",
       .common = true},
      {.name = "qos",
       .type = Type::Integer,
       .fallback = "1",
       .help = "The quality of service: 0 is sent once and may be lost, 1 arrives at least once, 2 exactly once.",
       .least = "0",
       .most = "2"},
      {.name = "retain",
       .type = Type::Flag,
       .fallback = "false",
       .help = "The broker keeps the message, and shows it to everyone who subscribes later."},
  };
  for (Option& option : TemplateOptions::options()) all.push_back(std::move(option));
  return all;
}

MessageTemplates::MessageTemplates(const Settings& settings)
    : options_(settings),
      topic_(settings.text("topic"), topicLevel),
      qos_(static_cast<int>(settings.integer("qos"))),
      retain_(settings.flag("retain")) {
  const std::string data = Poco::trim(settings.text("data"));
  isJson_ = looksLikeJson(data);
  isPicture_ = data == "@snapshot" || data == "@{snapshot}";
  data_ = compiled(settings, data);
  if (topic_.uses(kPicture)) settings.reject("topic", "has @snapshot: only data can be the picture");
  if (data_.uses(kPicture) && !isPicture_)
    settings.reject("data", "has @snapshot beside other text: write `data = @snapshot` for the picture alone");
}

MessageTemplates::Rendered MessageTemplates::render(const Attempt& attempt) const {
  Rendering rendering(options_, attempt);
  Message message{.topic = rendering.text(topic_, "topic"), .qos = qos_, .retain = retain_};
  if (const auto problem = topicProblem(message.topic); !problem.empty())
    throw Failure(Outcome::Verdict::Rejected,
                  "the topic of the event " + problem + ": check `topic` and its variables");
  if (isPicture_) {
    if (!attempt.snapshot) return {std::nullopt, rendering.missing()};
    message.payload = *attempt.snapshot;
  } else {
    message.payload = isJson_ ? rendering.json(data_) : rendering.text(data_, "data");
  }
  return {std::move(message), rendering.missing()};
}

bool MessageTemplates::uses(std::string_view variable) const { return topic_.uses(variable) || data_.uses(variable); }

Vocabulary MessageTemplates::vocabulary() const {
  Vocabulary words = options_.vocabulary();
  words.variables.emplace_back(kPicture);
  return words;
}

}  // namespace herald::mqtt
