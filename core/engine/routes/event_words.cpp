// SPDX-License-Identifier: Apache-2.0
#include "engine/routes/event_words.h"

#include <algorithm>

#include "engine/routes/pattern.h"

namespace herald::core {

namespace {

constexpr EventWords kOctoPrintEvents[] = {
    {"PrintStarted", "Print Started", "Your print has started."},
    {"PrintDone", "Print Done", "Your print is done."},
    {"PrintFailed", "Print Failed", "Something went wrong and your print has failed."},
    {"PrintPaused", "Print Paused", "Your print has paused. You might need to change the filament color."},
    {"UserActionNeeded", "User Action Needed", "User action needed. You might need to change the filament color."},
    {"Error", "Error", "There was an error."},
    {kProgressEvent, "Print Progress", "Your print is @percentCompleteMilestone % complete."},
};

constexpr EventWords kHeraldEvents[] = {
    {"SinkFailing", "Sink Failing", "@sink fails: @reason. @waiting events wait."},
    {"SinkRecovered", "Sink Recovered", "@sink works again. @waiting events wait."},
    {"SourceLost", "Source Lost", "@device is lost: @reason."},
    {"SourceBack", "Source Back", "@device is back."},
};

std::vector<EventWords> joined() {
  std::vector<EventWords> all(std::begin(kOctoPrintEvents), std::end(kOctoPrintEvents));
  all.insert(all.end(), std::begin(kHeraldEvents), std::end(kHeraldEvents));
  return all;
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
    if (words.type == kProgressEvent) continue;
    if (!list.empty()) list += ", ";
    list += words.type;
  }
  return list;
}

}  // namespace herald::core
