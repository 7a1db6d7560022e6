// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "herald/event.h"

namespace herald::mqtt {

/// What a house shows of a printer: the sum of the events that it has reported. An event changes only what it speaks
/// of. A value.
struct PrinterState {
  /// One of kStates; empty if no event has said it yet.
  std::string state{};
  std::optional<double> progress{};   ///< percent
  std::optional<double> remaining{};  ///< seconds
  std::optional<std::chrono::system_clock::time_point> finish{};
  std::string file{};
  bool isPrinting = false;
  bool hasProblem = false;  ///< since an error, until a print begins or the printer connects again
  bool isConnected = true;

  /// Takes over what the event and its context say.
  void update(const Event& event);

  /// The state as a JSON object; what is unknown is null.
  std::string json() const;

  bool operator==(const PrinterState&) const = default;
};

/// The words for the state of a printer: "idle", "printing", …
inline constexpr std::string_view kStates[] = {"idle",       "printing",  "pausing", "paused",
                                               "cancelling", "finishing", "error",   "offline"};

}  // namespace herald::mqtt
