// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "line_table.h"

namespace herald::serial {

/// What Herald knows about the print.
enum class PrintState : std::uint8_t {
  Unknown,  ///< no line has shown yet whether a print runs
  Idle,
  Printing,
  Paused,
  Halted,  ///< an error has stopped the printer, until it restarts
};
inline constexpr std::size_t kPrintStates = 5;

/// What a line does to the print. Some steps depend on the values in the line too.
enum class Step : std::uint8_t {
  Stay,
  Begin,          ///< a print begins
  Discover,       ///< a print runs: begins it if the reported progress changes
  Advance,        ///< the print continues; if its progress goes back, another print has begun
  AdvancePaused,  ///< the same in a pause, which ends when the progress rises
  Rest,           ///< no print runs, and Herald has reported none
  ReadIdle,       ///< no print seems to run: the end if it is read again, unless the print is in a pause
  EndUnseen,      ///< the print no longer runs, and no line shows how it ended
  Pause,
  PauseUnseen,  ///< a print that Herald has not reported is paused
  Resume,
  ResumeUnseen,  ///< a print that Herald has not reported continues
  Finish,
  FinishUnseen,  ///< a print that Herald has not reported is done; nothing if Herald has reported its end
  Cancel,
  Reset,     ///< the printer restarts, and its print has failed
  Halt,      ///< the printer stops, and its print has failed
  HostFail,  ///< the host gives up, and its print has failed
};

/// One row: the step for a line of this kind in each state, in the order of PrintState. A kind without a row does
/// nothing.
struct StepRow {
  LineKind kind;
  std::array<Step, kPrintStates> steps;
};
std::span<const StepRow> stepRows();

Step stepOf(LineKind kind, PrintState state);

std::string_view toString(PrintState state);   ///< "unknown", "idle", "printing", "paused", "halted"
PrintState printState(std::string_view name);  ///< the reverse; Unknown for any other name

}  // namespace herald::serial
