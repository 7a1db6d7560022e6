#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "line_table.h"

namespace herald::serial {

/// What is known of the printer's print.
enum class PrintState : std::uint8_t {
  Unknown,  ///< nobody has said yet whether there is one
  Idle,
  Printing,
  Paused,
  Halted,  ///< an error has ended everything, until the printer starts anew
};
inline constexpr std::size_t kPrintStates = 5;

/// What a line makes of it. Where a step needs more than the state to decide, its line says so.
enum class Step : std::uint8_t {
  Stay,
  Begin,          ///< a print begins
  Meet,           ///< a print is under way: begins it if what is told moves
  Advance,        ///< it goes on; if it has gone back, another one has begun
  AdvancePaused,  ///< the same in a pause, which is over once it has gone on
  Rest,           ///< there is no print, and nobody was told of one
  Stop,           ///< there is none any more: it was cancelled, or done if it stood at its end
  Lose,           ///< there is none any more, and nobody can say how it went
  Pause,
  PauseUnseen,  ///< a print that nobody was told of is paused
  Resume,
  ResumeUnseen,  ///< a print that nobody was told of goes on
  Finish,
  FinishUnseen,  ///< a print that nobody was told of is done; nothing if its end was told already
  Cancel,
  Reset,  ///< the printer starts anew, and every print of it has failed
  Halt,   ///< and every print has failed
};

/// One row: what a line of this kind does in each state, in the order of PrintState. A kind without a row does nothing.
struct StepRow {
  LineKind kind;
  std::array<Step, kPrintStates> steps;
};
std::span<const StepRow> stepRows();

Step stepOf(LineKind kind, PrintState state);

std::string_view toString(PrintState state);   ///< "unknown", "idle", "printing", "paused", "halted"
PrintState printState(std::string_view name);  ///< and back; Unknown for any other name

}  // namespace herald::serial
