// SPDX-License-Identifier: Apache-2.0
#include "moonraker_words.h"

#include <iterator>

#include "printing/printer_words.h"

namespace herald::moonraker {
namespace {

constexpr const char* kMoonrakerEvents[] = {
    "PrintStarted",   "PrintDone",  "PrintFailed",    "PrintCancelled", "PrintPaused",        "PrintResumed",
    "PrintProgress",  "PrintLayer", "FirstLayerDone", "BedCooled",      "DisplayMessage",     "UserActionNeeded",
    "FilamentChange", "Error",      "Connected",      "Disconnected",   "PrinterStateChanged"};

constexpr const char* kMoonrakerVariables[] = {"meta", "progress", "temperatures", "state_id", "state_string"};

}  // namespace

Vocabulary moonrakerWords() {
  Vocabulary words = printing::printerWords();
  words.events.assign(std::begin(kMoonrakerEvents), std::end(kMoonrakerEvents));
  words.variables.insert(words.variables.end(), std::begin(kMoonrakerVariables), std::end(kMoonrakerVariables));
  return words;
}

}  // namespace herald::moonraker
