// SPDX-License-Identifier: Apache-2.0
#include "engine/routes/hook.h"

#include <Poco/String.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "engine/routes/event_words.h"
#include "engine/routes/pattern.h"

namespace herald::core {

namespace {

constexpr int kDefaultProgress = 50;
constexpr const char* kSetTwice = "is set twice, in different upper and lower case: keep one of them";

/// `10` or `10%`, from 1 to 99.
std::optional<int> percent(std::string_view text) {
  if (text.ends_with('%')) text.remove_suffix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && number >= 1 && number <= 99 ? std::optional(number) : std::nullopt;
}

}  // namespace

std::vector<Option> Hook::options() {
  return {
      {.name = "enabled",
       .type = Type::Flag,
       .fallback = "true",
       .help = "Whether Herald sends events to this sink; `false` switches it off."},
      {.name = "events",
       .type = Type::List,
       .fallback = defaultEvents(),
       .help = "The event types to send, with `*` and `?` as wildcards; `*` alone means all.",
       .common = true},
      {.name = "from",
       .type = Type::List,
       .help = "Whose events to send: names of sources or devices, with `*` and `?`, or `tag:TAG`. Empty means all."},
      {.name = "message",
       .type = Type::TemplateMap,
       .help = "The sentence for people, by event type, as in `message.PrintDone`. It does not select the event; "
               "`events` does.",
       .common = true},
      {.name = "eventTopic",
       .type = Type::Map,
       .help = "The variable @topic, by event type, as in `eventTopic.PrintDone`."},
      {.name = "cooldown",
       .type = Type::Duration,
       .fallback = "0s",
       .help = "After an event, how long to hold back events of the same type and device."},
      {.name = "progress",
       .help = "Send PrintProgress each time the print has advanced by this many percent, from 1 to 99. The default is "
               "50 if `events` names PrintProgress itself.",
       .common = true},
      {.name = "layers",
       .type = Type::Integer,
       .help =
           "Send PrintLayer at every so many layers: `10` means the layers 10, 20, 30, and so on. Without it, a sink "
           "whose `events` names PrintLayer gets each layer.",
       .least = "1",
       .most = "10000"},
  };
}

Hook::Hook() : Hook(Settings(options(), {})) {}

Hook::Hook(const Settings& settings)
    : enabled_(settings.flag("enabled")),
      from_(settings.list("from")),
      events_(settings.list("events")),
      cooldown_(settings.duration("cooldown")) {
  std::vector<Problem> problems;
  takeMessages(settings, problems);
  takeTopics(settings, problems);
  takeProgress(settings, problems);
  takeLayers(settings);
  if (!problems.empty()) throw BadSettings(std::move(problems));
}

void Hook::takeMessages(const Settings& settings, std::vector<Problem>& problems) {
  for (const auto& [type, text] : settings.map("message")) {
    if (!messages_.try_emplace(type, text, Place::Text).second) problems.push_back({"message." + type, kSetTwice});
  }
}

void Hook::takeTopics(const Settings& settings, std::vector<Problem>& problems) {
  for (const auto& [type, text] : settings.map("eventTopic")) {
    if (!topics_.try_emplace(type, text).second) problems.push_back({"eventTopic." + type, kSetTwice});
  }
}

void Hook::takeProgress(const Settings& settings, std::vector<Problem>& problems) {
  if (settings.has("progress")) {
    const auto text = settings.text("progress");
    const auto every = percent(text);
    if (!every) {
      problems.push_back(
          {"progress", "has to be a percentage from 1 to 99, such as `10` or `10%`, not `" + text + "`"});
      return;
    }
    progress_ = *every;
    if (!anyMatches(events_, kProgressEvent)) events_.emplace_back(kProgressEvent);
    return;
  }
  const bool named =
      std::any_of(events_.begin(), events_.end(), [](const auto& glob) { return globMatches(kProgressEvent, glob); });
  if (named) progress_ = kDefaultProgress;
}

void Hook::takeLayers(const Settings& settings) {
  if (!settings.has("layers")) return;
  layers_ = settings.integer("layers");
  if (!anyMatches(events_, kLayerEvent)) events_.emplace_back(kLayerEvent);
}

std::string Hook::topic(std::string_view type) const {
  if (const auto found = topics_.find(type); found != topics_.end()) return found->second;
  const auto* words = eventWords(type);
  return std::string(words ? words->topic : "Custom Event");
}

Template Hook::message(const Event& event) const {
  if (const auto found = messages_.find(event.type); found != messages_.end()) return found->second;
  if (const auto* known = defaultMessage(event)) return *known;
  std::string text = event.type;
  Poco::replaceInPlace(text, std::string("@"), std::string("@@"));
  return {text, Place::Text};
}

bool Hook::usesInMessages(std::string_view variable) const {
  return defaultMessagesUse(variable) || std::any_of(messages_.begin(), messages_.end(), [&](const auto& message) {
           return message.second.uses(variable);
         });
}

}  // namespace herald::core
