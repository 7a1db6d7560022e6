#include "engine/routes/hook.h"

#include <Poco/String.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "engine/routes/pattern.h"

namespace herald::core {

namespace {

struct KnownEvent {
  std::string_view type;
  std::string_view topic;
  std::string_view message;
};

constexpr std::string_view kProgress = "PrintProgress";
constexpr int kSeedProgress = 50;

/// The events of OctoPrint-Webhooks 4.x with its own words.
constexpr std::array kKnownEvents{
    KnownEvent{"PrintStarted", "Print Started", "Your print has started."},
    KnownEvent{"PrintDone", "Print Done", "Your print is done."},
    KnownEvent{"PrintFailed", "Print Failed", "Something went wrong and your print has failed."},
    KnownEvent{"PrintPaused", "Print Paused", "Your print has paused. You might need to change the filament color."},
    KnownEvent{"UserActionNeeded", "User Action Needed",
               "User action needed. You might need to change the filament color."},
    KnownEvent{"Error", "Error", "There was an error."},
    KnownEvent{kProgress, "Print Progress", "Your print is @percentCompleteMilestone % complete."},
};

/// Upper and lower case are the same; `known` has no wildcards.
bool isType(std::string_view known, std::string_view type) { return globMatches(known, type); }

/// Herald's own, which a sink has to ask for.
constexpr std::array kOwnEvents{
    KnownEvent{"SinkFailing", "Sink Failing", "@sink fails: @reason. @waiting events wait."},
    KnownEvent{"SinkRecovered", "Sink Recovered", "@sink works again. @waiting events wait."},
    KnownEvent{"SourceLost", "Source Lost", "@device is lost: @reason."},
    KnownEvent{"SourceBack", "Source Back", "@device is back."},
};

const KnownEvent* findKnown(std::string_view type) {
  const auto isIt = [&](const KnownEvent& event) { return isType(event.type, type); };
  if (const auto* found = std::find_if(kKnownEvents.begin(), kKnownEvents.end(), isIt); found != kKnownEvents.end()) {
    return found;
  }
  const auto* own = std::find_if(kOwnEvents.begin(), kOwnEvents.end(), isIt);
  return own == kOwnEvents.end() ? nullptr : own;
}

std::string lower(std::string_view text) { return Poco::toLower(std::string(text)); }

std::string defaultEvents() {
  std::string list;
  for (const auto& event : kKnownEvents) {
    if (event.type == kProgress) continue;
    if (!list.empty()) list += ", ";
    list += event.type;
  }
  return list;
}

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
      {.name = "enabled", .type = Type::Flag, .fallback = "true", .help = "Whether events are sent here at all."},
      {.name = "events",
       .type = Type::List,
       .fallback = defaultEvents(),
       .help = "The types of the events to send, with * and ? as wildcards; * alone asks for all."},
      {.name = "from",
       .type = Type::List,
       .help =
           "Globs on the sources and devices whose events are sent here, or tag:TAG; all of them where it is empty."},
      {.name = "message",
       .type = Type::Map,
       .help =
           "The sentence for people by event type, as in message.PrintDone; it does not ask for the event by itself, "
           "which `events` does."},
      {.name = "cooldown",
       .type = Type::Duration,
       .fallback = "0s",
       .help = "How long to hold back further events of the same type and device after one was sent."},
      {.name = "progress",
       .help = "Send PrintProgress every so many percent, from 1 to 99; 50 where `events` names PrintProgress itself."},
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
  takeProgress(settings, problems);
  if (!problems.empty()) throw BadSettings(std::move(problems));
}

void Hook::takeMessages(const Settings& settings, std::vector<Problem>& problems) {
  for (const auto& [type, text] : settings.map("message")) {
    const auto option = "message." + type;
    try {
      if (!messages_.try_emplace(lower(type), text, Place::Text).second) {
        problems.push_back({option, "is given twice, with other upper and lower case"});
      }
    } catch (const BadTemplate& bad) {
      problems.push_back({option, bad.what()});
    }
  }
  for (const auto& event : kKnownEvents) messages_.try_emplace(lower(event.type), event.message, Place::Text);
  for (const auto& event : kOwnEvents) messages_.try_emplace(lower(event.type), event.message, Place::Text);
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
    if (!anyMatches(events_, kProgress)) events_.emplace_back(kProgress);
    return;
  }
  const bool named =
      std::any_of(events_.begin(), events_.end(), [](const auto& type) { return isType(kProgress, type); });
  if (named) progress_ = kSeedProgress;
}

std::string Hook::topic(std::string_view type) const {
  const auto* event = findKnown(type);
  return std::string(event ? event->topic : "Custom Event");
}

Template Hook::message(std::string_view type) const {
  if (const auto found = messages_.find(lower(type)); found != messages_.end()) return found->second;
  std::string text(type);
  Poco::replaceInPlace(text, std::string("@"), std::string("@@"));
  return {text, Place::Text};
}

bool Hook::usesInMessages(std::string_view variable) const {
  return std::any_of(messages_.begin(), messages_.end(),
                     [&](const auto& message) { return message.second.uses(variable); });
}

}  // namespace herald::core
