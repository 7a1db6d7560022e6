// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/event_hint.h"

#include <Poco/String.h>

#include <algorithm>
#include <string_view>

#include "engine/routes/event_words.h"
#include "engine/routes/pattern.h"
#include "herald/settings.h"

namespace herald::core {

namespace {

struct OtherName {
  std::string_view name;  ///< in Moonraker, PrusaLink, Bambu, Duet, OctoPrint's plugins and in plain words
  std::string_view type;
};

constexpr OtherName kOtherNames[] = {
    {"PrintFinished", "PrintDone"},     {"PrintFinish", "PrintDone"},
    {"PrintCompleted", "PrintDone"},    {"PrintComplete", "PrintDone"},
    {"PrintEnded", "PrintDone"},        {"PrintEnd", "PrintDone"},
    {"PrintSuccess", "PrintDone"},      {"Finished", "PrintDone"},
    {"Completed", "PrintDone"},         {"Done", "PrintDone"},
    {"Started", "PrintStarted"},        {"PrintBegin", "PrintStarted"},
    {"PrintError", "PrintFailed"},      {"PrintFailure", "PrintFailed"},
    {"Failed", "PrintFailed"},          {"PrintAborted", "PrintCancelled"},
    {"PrintStopped", "PrintCancelled"}, {"Cancelled", "PrintCancelled"},
    {"Canceled", "PrintCancelled"},     {"Paused", "PrintPaused"},
    {"PrintHold", "PrintPaused"},       {"Resumed", "PrintResumed"},
    {"PrintContinued", "PrintResumed"}, {"Progress", "PrintProgress"},
    {"PrintUpdate", "PrintProgress"},   {"FilamentChange", "UserActionNeeded"},
    {"Attention", "UserActionNeeded"},  {"PrinterError", "Error"},
    {"Offline", "SourceLost"},          {"SourceOffline", "SourceLost"},
    {"SourceOnline", "SourceBack"},     {"SinkFailed", "SinkFailing"},
};

}  // namespace

std::string typeOfTopic(const std::string& word) {
  for (const auto& words : allEventWords()) {
    if (words.topic != words.type && Poco::icompare(std::string(words.topic), word) == 0)
      return std::string(words.type);
  }
  return {};
}

std::string eventHint(const std::string& word, const std::vector<std::string>& known) {
  for (const auto& [name, type] : kOtherNames) {
    if (!globMatches(name, word)) continue;
    return anyMatches(known, type) ? ", did you mean `" + std::string(type) + "`?" : "";
  }
  std::vector<std::string> names = known;
  std::erase_if(names, [](const auto& name) { return name.find('*') != std::string::npos; });
  return didYouMean(word, names);
}

}  // namespace herald::core
