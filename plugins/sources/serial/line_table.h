// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace herald::serial {

/// The meaning of a printer's line, with the same kinds for all firmware. line_values.h reads the values in a line.
enum class LineKind : std::uint8_t {
  Unknown,      ///< nothing that Herald needs
  Ok,           ///< only an acknowledgement
  Wait,         ///< idle, ready for commands
  Resend,       ///< asks the host to send a line again
  Busy,         ///< still works on a command
  UserWait,     ///< waits for somebody at the printer
  Prompt,       ///< begins, shows or ends a dialog
  Temperature,  ///< actual and target temperatures
  Heating,      ///< the same, from firmware that waits until a heater is warm
  Target,       ///< only a target temperature
  Position,
  Firmware,     ///< the answer to M115
  Capability,   ///< one capability of the firmware
  CardReady,    ///< a readable card is present
  CardGone,     ///< no card is present
  FileOrdered,  ///< the menu names the file that it is about to open
  FileOpened,   ///< the file to print next
  Started,      ///< a print begins, or continues after a pause
  SdPrinting,   ///< the progress of a print from a file
  SdIdle,       ///< no print from a file runs
  Progress,     ///< M73
  Paused,
  Resumed,
  Done,
  Cancelled,
  RunOut,       ///< the filament has run out
  Boot,         ///< the printer restarts
  Ready,        ///< the printer is ready: after a start, and on request
  Halt,         ///< an error that stops the printer until it restarts
  Error,        ///< an error
  Harmless,     ///< looks like an error, but is not one
  HostTrouble,  ///< a problem of the host that prints through this line; it may end the print
  HostFailed,   ///< the host has given up the printer because of a problem
  HostGone,     ///< the host has closed the line
  HostIdle,     ///< the host has no print, and the printer answers
  HostPrints,   ///< the host goes on with a print that it has begun
};

/// One row of the table. A line matches if it begins with `text` (or is equal to it) and contains `also` somewhere
/// after it. Case does not matter. `#` in `text` matches any digit.
struct LineRule {
  enum class Form : std::uint8_t {
    Is,
    Begins,
    Echo,  ///< like Begins, with or without `echo:` before it
    Host,  ///< like Begins; the host says it, in its log
  };

  LineKind kind;
  Form form;
  std::string_view text;
  std::string_view also;
  std::string_view from;  ///< the firmware that says it, with the newest version in whose source it was found
};

/// All rules. The first one that matches counts.
std::span<const LineRule> lineRules();

/// The kind of a host action, by its name, such as `//action:paused`.
struct ActionRule {
  std::string_view name;
  LineKind kind;
  std::string_view from;  ///< as in LineRule
};
std::span<const ActionRule> actionRules();

/// Texts of a host action that report that the filament has run out, for any action. In lower case.
std::span<const std::string_view> runOutWords();

std::string_view toString(LineKind kind);

}  // namespace herald::serial
