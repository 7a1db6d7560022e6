// SPDX-License-Identifier: Apache-2.0
#include "engine/routes/event_words.h"

#include <algorithm>
#include <span>

#include "engine/routes/pattern.h"
#include "engine/routes/printer_events.h"
#include "herald/json.h"

namespace herald::core {

namespace {

/// The default events of a sink, and progress. `reconciled` means that a source found out later.
constexpr EventWords kOctoPrintEvents[] = {
    {"PrintStarted", "Print Started", "@{job.file.name|Your print} has started while nobody was listening.",
     "payload.reconciled", "true"},
    {"PrintStarted", "Print Started", "@{job.file.name|Your print} has started."},
    {"PrintDone", "Print Done", "@{job.file.name|Your print} is done: it ended while nobody was listening.",
     "payload.reconciled", "true"},
    {"PrintDone", "Print Done", "@{job.file.name|Your print} is done."},
    {"PrintFailed", "Print Failed", "@{job.file.name|Your print} was cancelled.", "payload.reason", "cancelled"},
    {"PrintFailed", "Print Failed", "@{job.file.name|Your print} has failed: it ended while nobody was listening.",
     "payload.reconciled", "true"},
    {"PrintFailed", "Print Failed", "@{job.file.name|Your print} has failed: @error", "payload.error"},
    {"PrintFailed", "Print Failed", "@{job.file.name|Your print} has failed."},
    {"PrintPaused", "Print Paused", "@{job.file.name|Your print} was paused while nobody was listening.",
     "payload.reconciled", "true"},
    {"PrintPaused", "Print Paused", "@{job.file.name|Your print} has paused. You might need to change the filament."},
    {"UserActionNeeded", "User Action Needed",
     "@{job.file.name|Your printer} needs you. You might need to change the filament."},
    {"Error", "Error", "There was an error with @{job.file.name|the printer}: @error", "payload.error"},
    {"Error", "Error", "There was an error with @{job.file.name|the printer}."},
    {kProgressEvent, "Print Progress", "@{job.file.name|Your print} is @percentCompleteMilestone % complete.",
     "context.percentCompleteMilestone"},
    {kProgressEvent, "Print Progress", "@{job.file.name|Your print} is @{extra.progress|0} % complete."},
};

constexpr EventWords kHeraldEvents[] = {
    {"SinkFailing", "Sink Failing", "@sink fails: @reason. @waiting events wait."},
    {"SinkRecovered", "Sink Recovered", "@sink works again. @waiting events wait."},
    {"SourceLost", "Source Lost", "@device is lost: @reason."},
    {"SourceBack", "Source Back", "@device is back."},
};

std::vector<EventWords> joined() {
  std::vector<EventWords> all;
  const auto append = [&all](std::span<const EventWords> more, bool addsFile) {
    for (EventWords words : more) {
      words.addsFile = addsFile && words.message.find("job.file.name") == std::string_view::npos;
      all.push_back(words);
    }
  };
  append(kOctoPrintEvents, false);
  append(printerEvents(), true);
  append(fileEvents(), false);
  append(kHeraldEvents, false);
  return all;
}

/// The templates of one entry.
struct DefaultMessage {
  EventWords words;
  Template message;
  Template withFile;
};

const std::vector<DefaultMessage>& defaultMessages() {
  static const std::vector<DefaultMessage> all = [] {
    std::vector<DefaultMessage> made;
    for (const auto& words : allEventWords()) {
      const std::string text(words.message);
      made.push_back({words, Template(text, Place::Text),
                      Template(words.addsFile ? text + " File: @job.file.name." : text, Place::Text)});
    }
    return made;
  }();
  return all;
}

bool applies(const EventWords& words, const Event& event) {
  if (!globMatches(words.type, event.type)) return false;
  if (words.member.empty()) return true;
  const std::size_t dot = words.member.find('.');
  const std::string& owner = words.member.starts_with("context.") ? event.context : event.payload;
  const std::string value = jsonToText(jsonAt(owner, words.member.substr(dot + 1)));
  return words.value.empty() ? !value.empty() : value == words.value;
}

}  // namespace

const std::vector<EventWords>& allEventWords() {
  static const std::vector<EventWords> all = joined();
  return all;
}

const EventWords* eventWords(std::string_view type) {
  const auto& all = allEventWords();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const EventWords& words) { return globMatches(words.type, type); });
  return found == all.end() ? nullptr : &*found;
}

std::string defaultEvents() {
  std::string list;
  for (const auto& words : kOctoPrintEvents) {
    if (words.type == kProgressEvent || !words.member.empty()) continue;
    if (!list.empty()) list += ", ";
    list += words.type;
  }
  return list;
}

const Template* defaultMessage(const Event& event) {
  const auto& all = defaultMessages();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& message) { return applies(message.words, event); });
  if (found == all.end()) return nullptr;
  const bool hasFile = found->words.addsFile && !jsonToText(jsonAt(event.context, "job.file.name")).empty();
  return hasFile ? &found->withFile : &found->message;
}

bool defaultMessagesUse(std::string_view variable) {
  const auto& all = defaultMessages();
  return std::any_of(all.begin(), all.end(), [&](const auto& message) { return message.message.uses(variable); });
}

std::vector<std::string> ownEvents() {
  std::vector<std::string> types;
  for (const auto& words : kHeraldEvents) types.emplace_back(words.type);
  return types;
}

}  // namespace herald::core
