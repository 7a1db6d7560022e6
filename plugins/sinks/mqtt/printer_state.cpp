// SPDX-License-Identifier: Apache-2.0
#include "printer_state.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

#include "herald/json.h"
#include "printing/event_kinds.h"
#include "printing/json_values.h"
#include "times/unix_time.h"

namespace herald::mqtt {
namespace {

/// The flags of a printer's state, the strongest first: a paused print is also `printing` in some versions.
constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kByFlag{{{"cancelling", "cancelling"},
                                                                                {"pausing", "pausing"},
                                                                                {"paused", "paused"},
                                                                                {"finishing", "finishing"},
                                                                                {"resuming", "printing"},
                                                                                {"printing", "printing"},
                                                                                {"error", "error"},
                                                                                {"closedOrError", "offline"},
                                                                                {"operational", "idle"}}};

/// What an event means for the state if it has no context, as those of the source mqtt.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kByType{{{"Connected", "idle"},
                                                                                {"PrintStarted", "printing"},
                                                                                {"PrintPaused", "paused"},
                                                                                {"PrintResumed", "printing"},
                                                                                {"PrintDone", "idle"},
                                                                                {"PrintCancelled", "idle"},
                                                                                {"PrintFailed", "idle"}}};

std::string_view stateIn(const Event& event) {
  const auto flags = jsonAt(event.context, "state.flags");
  for (const auto& [flag, state] : kByFlag) {
    if (printing::isTrue(jsonAt(flags, flag))) return state;
  }
  const auto found = flags.empty() ? std::ranges::find(kByType, event.type, [](const auto& pair) { return pair.first; })
                                   : kByType.end();
  return found == kByType.end() ? "" : found->second;
}

/// The file of the job. A source without a context has it in the payload of what begins a print.
std::string fileIn(const Event& event) {
  auto name = jsonToText(jsonAt(event.context, "job.file.name"));
  return name.empty() && event.type == "PrintStarted" ? jsonToText(jsonAt(event.payload, "name")) : name;
}

/// Nothing if no clock can hold that.
std::optional<std::chrono::system_clock::time_point> timeAfter(std::chrono::system_clock::time_point begin,
                                                               double seconds) {
  const std::chrono::duration<double> sinceEpoch = begin.time_since_epoch();
  if (!times::timeOfUnixSeconds(sinceEpoch.count() + seconds)) return std::nullopt;
  return begin + std::chrono::seconds(static_cast<std::int64_t>(seconds));
}

bool isActive(std::string_view state) {
  return !state.empty() && state != "idle" && state != "error" && state != "offline";
}

}  // namespace

void PrinterState::update(const Event& event) {
  const std::string_view context = event.context;
  if (const auto said = stateIn(event); !said.empty()) state = said;
  isConnected = event.type != "Disconnected" && event.type != "SourceLost";
  if (!isConnected) state = "offline";
  isPrinting = isActive(state);
  if (const auto completion = printing::number(jsonAt(context, "progress.completion"))) {
    progress = completion;
  } else if (event.type == "PrintProgress") {
    progress = printing::number(jsonAt(event.payload, "progress"));
  }
  if (const auto name = fileIn(event); !name.empty()) file = name;
  remaining = printing::number(jsonAt(context, "progress.printTimeLeft"));
  finish.reset();
  if (printing::isJobEnd(event.type) || !isPrinting) remaining.reset();
  if (event.type == "PrintDone") progress = 100;
  if (remaining) finish = timeAfter(event.time, *remaining);
  const auto category = event.category == Category::Other ? categoryOf(event.type) : event.category;
  if (category == Category::Error || state == "error") {
    hasProblem = true;
  } else if (event.type == "PrintStarted" || event.type == "Connected") {
    hasProblem = false;
  }
}

std::string PrinterState::json() const {
  JsonObject object;
  object.addRaw("state", state.empty() ? "null" : jsonQuote(state))
      .addRaw("progress", printing::numberText(progress))
      .addRaw("remaining", printing::numberText(remaining))
      .addRaw("finish", finish ? jsonQuote(toRfc3339(*finish)) : "null")
      .addRaw("file", file.empty() ? "null" : jsonQuote(file))
      .add("printing", isPrinting ? "ON" : "OFF")
      .add("problem", hasProblem ? "ON" : "OFF");
  return object.text();
}

}  // namespace herald::mqtt
