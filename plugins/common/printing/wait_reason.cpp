// SPDX-License-Identifier: Apache-2.0
#include "printing/wait_reason.h"

#include <Poco/Ascii.h>
#include <Poco/String.h>

#include "printing/firmware_lines.h"
#include "printing/sent_command.h"

namespace herald::printing {
namespace {

using Cause = WaitReason::Cause;

constexpr Millis kRecent = std::chrono::minutes(2);

constexpr std::array<std::string_view, 4> kNames{R"("pause")", R"("filament change")", R"("runout")", R"("error")"};

struct Words {
  std::string_view text;
  Cause cause;
};

// What the texts of host actions contain, in lower case. Marlin's M0 opens the dialog "M0 Stop" or "M0/1 Break Called".
constexpr Words kWords[] = {{"filament_runout", Cause::Runout},
                            {"filamentrunout", Cause::Runout},
                            {"filament runout", Cause::Runout},
                            {"out of filament", Cause::Runout},
                            {"filament run out", Cause::Runout},
                            {"filament change", Cause::FilamentChange},
                            {"change filament", Cause::FilamentChange},
                            {"m600", Cause::FilamentChange},
                            {"m0 ", Cause::Pause},
                            {"m1 ", Cause::Pause},
                            {"m0/1", Cause::Pause}};

constexpr Words kCodes[] = {{"M600", Cause::FilamentChange}, {"M0", Cause::Pause},   {"M1", Cause::Pause},
                            {"M25", Cause::Pause},           {"M226", Cause::Pause}, {"M601", Cause::Pause},
                            {"PAUSE", Cause::Pause}};

/// Whether `text` contains `word`, and not as the end of a longer one ("arm0 ").
bool hasWord(std::string_view text, std::string_view word) {
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1))
    if (at == 0 || !Poco::Ascii::isAlphaNumeric(static_cast<unsigned char>(text[at - 1]))) return true;
  return false;
}

}  // namespace

void WaitReason::note(Cause cause, Clock::time_point now) { at_[static_cast<std::size_t>(cause)] = now; }

void WaitReason::command(std::string_view command, Clock::time_point now) {
  const std::string_view code = commandCode(command);
  for (const Words& known : kCodes)
    if (code == known.text) note(known.cause, now);
}

void WaitReason::line(std::string_view line, Clock::time_point now) {
  const auto action = hostAction(line);
  if (!action) return;
  if (action->name == "out_of_filament") note(Cause::Runout, now);
  if (action->text.empty()) return;
  const std::string text = Poco::toLower(std::string(action->text));
  for (const Words& known : kWords)
    if (hasWord(text, known.text)) note(known.cause, now);
}

std::string WaitReason::json(Clock::time_point now) const {
  for (std::size_t cause = at_.size(); cause-- > 0;)
    if (at_[cause] && now - *at_[cause] <= kRecent) return std::string(kNames[cause]);
  return "null";
}

}  // namespace herald::printing
