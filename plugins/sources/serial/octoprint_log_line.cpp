// SPDX-License-Identifier: Apache-2.0
#include "octoprint_log_line.h"

#include "classify.h"
#include "printing/sent_command.h"

namespace herald::serial {
namespace {

constexpr std::string_view kReceived[] = {"Recv: ", "<<< "};  // OctoPrint 1.x, OctoPrint 2.0
constexpr std::string_view kSent[] = {"Send: ", ">>> "};
constexpr std::string_view kTime = "####-##-## ##:##:##,### - ";

bool hasTime(std::string_view line) {
  if (line.size() < kTime.size()) return false;
  for (std::size_t i = 0; i < kTime.size(); ++i) {
    const bool digit = line[i] >= '0' && line[i] <= '9';
    if (kTime[i] == '#' ? !digit : line[i] != kTime[i]) return false;
  }
  return true;
}

}  // namespace

std::string_view octoPrintLogLine(std::string_view line) {
  if (!hasTime(line)) return line;
  line.remove_prefix(kTime.size());
  for (const auto received : kReceived) {
    if (line.starts_with(received)) return line.substr(received.size());
  }
  for (const auto sent : kSent) {
    if (line.starts_with(sent)) return {};
  }
  const LineRule* const rule = ruleOf(line);
  return rule && rule->form == LineRule::Form::Host ? line : std::string_view();
}

std::string_view octoPrintSentCommand(std::string_view line) {
  if (!hasTime(line)) return {};
  line.remove_prefix(kTime.size());
  for (const auto sent : kSent) {
    if (line.starts_with(sent)) return printing::sentCommand(line.substr(sent.size()));
  }
  return {};
}

}  // namespace herald::serial
