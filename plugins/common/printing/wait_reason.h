// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "herald/outcome.h"

namespace herald::printing {

/// Why a printer waits for somebody, as far as what happened just before shows it. It tells a planned pause from an
/// error. For one thread.
class WaitReason {
 public:
  /// Of several causes, the last one of this list counts: a run-out makes the firmware change the filament, and an
  /// error makes it pause.
  enum class Cause : std::uint8_t { Pause, FilamentChange, Runout, Error };

  void note(Cause cause, Clock::time_point now);

  /// A command that was sent to the printer: M600, M0, M1, M25, M226, M601, PAUSE. Any other one is ignored.
  void command(std::string_view command, Clock::time_point now);

  /// A line of the printer: a host action with a text, such as `//action:prompt_begin FilamentRunout T0`. Any other one
  /// is ignored.
  void line(std::string_view line, Clock::time_point now);

  void over() { at_ = {}; }  ///< the print has started, goes on or has ended

  /// "pause", "filament change", "runout" or "error" as JSON, or null. A cause counts for two minutes: a printer may
  /// unload its filament before it says that it waits.
  std::string json(Clock::time_point now) const;

 private:
  std::array<std::optional<Clock::time_point>, 4> at_{};  ///< by Cause
};

}  // namespace herald::printing
