// SPDX-License-Identifier: Apache-2.0
#include "print_state_table.h"

namespace herald::serial {
namespace {

using Kind = LineKind;
using enum Step;

// clang-format off
constexpr StepRow kRows[] = {
    //                    unknown       idle          printing   paused         halted
    {Kind::Started,     {{Begin,        Begin,        Stay,      Resume,        Begin}}},
    {Kind::SdPrinting,  {{Discover,     Discover,     Advance,   AdvancePaused, Discover}}},
    {Kind::Progress,    {{Discover,     Discover,     Advance,   AdvancePaused, Discover}}},
    {Kind::SdIdle,      {{Rest,         Stay,         ReadIdle,  ReadIdle,      Stay}}},
    {Kind::Paused,      {{PauseUnseen,  Stay,         Pause,     Stay,          Stay}}},
    {Kind::Resumed,     {{ResumeUnseen, Stay,         Stay,      Resume,        Stay}}},
    {Kind::Done,        {{FinishUnseen, FinishUnseen, Finish,    Finish,        Stay}}},
    {Kind::Cancelled,   {{Stay,         Stay,         Cancel,    Cancel,        Stay}}},
    {Kind::HostFailed,  {{HostFail,     HostFail,     HostFail,  HostFail,      Stay}}},
    {Kind::HostGone,    {{Rest,         Stay,         EndUnseen, EndUnseen,     Stay}}},
    {Kind::HostIdle,    {{Rest,         Stay,         EndUnseen, EndUnseen,     Rest}}},
    {Kind::HostPrints,  {{Begin,        Begin,        Stay,      Resume,        Stay}}},
    {Kind::Boot,        {{Reset,        Reset,        Reset,     Reset,         Reset}}},
    {Kind::Ready,       {{Stay,         Stay,         Stay,      Stay,          Reset}}},
    {Kind::Halt,        {{Halt,         Halt,         Halt,      Halt,          Stay}}},
};
// clang-format on

constexpr std::array<std::string_view, kPrintStates> kStateNames{"unknown", "idle", "printing", "paused", "halted"};

}  // namespace

std::span<const StepRow> stepRows() { return kRows; }

Step stepOf(LineKind kind, PrintState state) {
  for (const StepRow& row : kRows)
    if (row.kind == kind) return row.steps[static_cast<std::size_t>(state)];
  return Step::Stay;
}

std::string_view toString(PrintState state) { return kStateNames[static_cast<std::size_t>(state)]; }

PrintState printState(std::string_view name) {
  for (std::size_t i = 0; i < kStateNames.size(); ++i)
    if (kStateNames[i] == name) return static_cast<PrintState>(i);
  return PrintState::Unknown;
}

}  // namespace herald::serial
