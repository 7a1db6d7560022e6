// SPDX-License-Identifier: Apache-2.0
#include "engine/routes/event_words.h"

#include <algorithm>
#include <span>

#include "engine/routes/by_type.h"
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
    {"UserActionNeeded", "User Action Needed", "@{job.file.name|Your printer} needs you: the filament has run out.",
     "payload.reason", "runout"},
    {"UserActionNeeded", "User Action Needed", "@{job.file.name|Your printer} needs you: change the filament.",
     "payload.reason", "filament change"},
    {"UserActionNeeded", "User Action Needed", "@{job.file.name|Your printer} waits for you at a planned pause.",
     "payload.reason", "pause"},
    {"UserActionNeeded", "User Action Needed", "@{job.file.name|Your printer} needs you because of an error.",
     "payload.reason", "error"},
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
    {"DeadLetter", "Dead Letter", "@letter.type of @letter.device is a dead letter of @sink: @reason"},
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

using DefaultMessages = std::vector<DefaultMessage>;

const ByType<DefaultMessages>& defaultMessages() {
  static const auto all = [] {
    ByType<DefaultMessages> made;
    for (const auto& words : allEventWords()) {
      const std::string text(words.message);
      made[std::string(words.type)].push_back(
          {words, Template(text, Place::Text),
           Template(words.addsFile ? text + " File: @job.file.name." : text, Place::Text)});
    }
    return made;
  }();
  return all;
}

/// False if the text surely has no such key, neither as it is nor with an escape. That costs less than reading it.
bool mayHaveKey(std::string_view json, std::string_view key) {
  return json.find(key) != std::string_view::npos || json.find('\\') != std::string_view::npos;
}

bool applies(const EventWords& words, const Event& event) {
  if (words.member.empty()) return true;
  const std::size_t dot = words.member.find('.');
  const auto path = words.member.substr(dot + 1);
  const std::string& owner = words.member.starts_with("context.") ? event.context : event.payload;
  if (!mayHaveKey(owner, path.substr(path.rfind('.') + 1))) return false;
  const std::string value = jsonToText(jsonAt(owner, path));
  return words.value.empty() ? !value.empty() : value == words.value;
}

}  // namespace

const std::vector<EventWords>& allEventWords() {
  static const std::vector<EventWords> all = joined();
  return all;
}

const EventWords* eventWords(std::string_view type) {
  const auto found = defaultMessages().find(type);
  return found == defaultMessages().end() ? nullptr : &found->second.front().words;
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
  const auto ofType = defaultMessages().find(event.type);
  if (ofType == defaultMessages().end()) return nullptr;
  const auto& all = ofType->second;
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& message) { return applies(message.words, event); });
  if (found == all.end()) return nullptr;
  const bool hasFile = found->words.addsFile && !jsonToText(jsonAt(event.context, "job.file.name")).empty();
  return hasFile ? &found->withFile : &found->message;
}

bool defaultMessagesUse(std::string_view variable) {
  const auto& all = defaultMessages();
  return std::any_of(all.begin(), all.end(), [&](const auto& ofType) {
    return std::any_of(ofType.second.begin(), ofType.second.end(),
                       [&](const auto& message) { return message.message.uses(variable); });
  });
}

std::vector<std::string> ownEvents() {
  std::vector<std::string> types;
  for (const auto& words : kHeraldEvents) types.emplace_back(words.type);
  return types;
}

}  // namespace herald::core
