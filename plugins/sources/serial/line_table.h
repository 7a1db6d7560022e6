#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace herald::serial {

/// What a line of a printer's says, in one vocabulary for all firmware. The values stand in line_values.h.
enum class LineKind : std::uint8_t {
  Unknown,      ///< nothing that is needed here
  Ok,           ///< an acknowledgement and nothing else
  Wait,         ///< idle, ready for commands
  Resend,       ///< asks for a line once more
  Busy,         ///< still at work on a command
  UserWait,     ///< waits for somebody at the printer
  Prompt,       ///< begins, shows or ends a dialog
  Temperature,  ///< what is measured, and what is aimed at
  Heating,      ///< the same, from firmware that does nothing else until a heater is warm
  Target,       ///< what is aimed at only
  Position,
  Firmware,    ///< what M115 answers
  Capability,  ///< one thing that the firmware can do
  CardReady,   ///< there is a card that can be read
  CardGone,    ///< there is none
  FileOpened,  ///< the file that is printed next
  Started,     ///< a print begins, or goes on after a pause
  SdPrinting,  ///< how far the print of a file is
  SdIdle,      ///< no file is printed
  Progress,    ///< M73
  Paused,
  Resumed,
  Done,
  Cancelled,
  RunOut,    ///< no filament any more
  Boot,      ///< the printer starts anew
  Ready,     ///< it is ready, and says so when it has started and whenever it is asked
  Halt,      ///< an error after which the printer does nothing any more
  Error,     ///< an error
  Harmless,  ///< only looks like an error
  HostIdle,  ///< whoever prints through this line has no print any more
};

/// One row of the table: the line has to begin with `text` (or to be it) and to hold `also` somewhere after it. No
/// letter's case matters. In `text`, `#` is any digit.
struct LineRule {
  enum class Form : std::uint8_t { Is, Begins, Echo };  ///< Echo: begins, after an `echo:` or without one

  LineKind kind;
  Form form;
  std::string_view text;
  std::string_view also{};
};

/// The rules in their order; the first that fits holds.
std::span<const LineRule> lineRules();

/// A host action by its name, as `//action:paused`.
struct ActionRule {
  std::string_view name;
  LineKind kind;
};
std::span<const ActionRule> actionRules();

/// What a host action's text says of a filament that has run out, beside what the action says. In lower case.
std::span<const std::string_view> runOutWords();

std::string_view toString(LineKind kind);

}  // namespace herald::serial
