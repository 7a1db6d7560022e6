// SPDX-License-Identifier: Apache-2.0
#include "printing/firmware_lines.h"

#include <algorithm>

namespace herald::printing {
namespace {

bool cut(std::string_view& text, std::string_view start) {
  if (!text.starts_with(start)) return false;
  text.remove_prefix(start.size());
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return true;
}

}  // namespace

std::optional<std::string_view> busyText(std::string_view line) {
  cut(line, "echo:");
  if (!cut(line, "busy")) return std::nullopt;
  cut(line, ":");
  return line;
}

std::optional<HostAction> hostAction(std::string_view line) {
  if (!cut(line, "//") || !cut(line, "action:")) return std::nullopt;
  HostAction action;
  action.name = line.substr(0, line.find_first_of(" \r"));
  line.remove_prefix(action.name.size());
  cut(line, " ");
  action.text = line;
  return action;
}

}  // namespace herald::printing
