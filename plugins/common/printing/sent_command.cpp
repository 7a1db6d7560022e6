// SPDX-License-Identifier: Apache-2.0
#include "printing/sent_command.h"

#include <algorithm>

namespace herald::printing {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kDigits = "0123456789";

std::string_view withoutBlanks(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  text.remove_suffix(text.size() - (text.find_last_not_of(kBlanks) + 1));
  return text;
}

}  // namespace

// A text may contain a `*` too. Only a line with a number has a checksum.
std::string_view sentCommand(std::string_view line) {
  line = withoutBlanks(line);
  if (!line.starts_with('N')) return line;
  const std::size_t end = line.find_first_not_of(kDigits, 1);
  if (end == std::string_view::npos || end == 1 || kBlanks.find(line[end]) == std::string_view::npos) return line;
  line = withoutBlanks(line.substr(end));
  const std::size_t star = line.rfind('*');
  const bool sum = star != std::string_view::npos && star + 1 < line.size() &&
                   line.find_first_not_of(kDigits, star + 1) == std::string_view::npos;
  return sum ? withoutBlanks(line.substr(0, star)) : line;
}

std::string_view commandCode(std::string_view command) { return command.substr(0, command.find_first_of(kBlanks)); }

std::optional<std::string_view> displayText(std::string_view command) {
  if (commandCode(command) != "M117") return std::nullopt;
  return withoutBlanks(command.substr(4));
}

}  // namespace herald::printing
