// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/columns.h"

#include <algorithm>

namespace herald::core::ctl {

namespace {

/// Counts the bytes of UTF-8 that begin a character.
bool beginsCharacter(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

/// The bytes of the first `count` characters.
std::size_t bytesOf(const std::string& text, std::size_t count) {
  std::size_t at = 0;
  while (at < text.size() && (!beginsCharacter(text[at]) || count-- > 0)) ++at;
  return at;
}

}  // namespace

std::size_t widthOf(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), beginsCharacter));
}

std::string cutTo(const std::string& text, std::size_t width) {
  return widthOf(text) <= width ? text : text.substr(0, bytesOf(text, width - 1)) + "…";
}

std::vector<std::string> wrapped(const std::string& text, std::size_t width) {
  std::vector<std::string> lines;
  std::string rest = text;
  while (widthOf(rest) > width) {
    const auto most = bytesOf(rest, width);
    auto end = rest.rfind(' ', most);
    if (end == std::string::npos || end == 0) end = most;
    lines.push_back(rest.substr(0, end));
    rest.erase(0, rest.find_first_not_of(' ', end));
  }
  lines.push_back(rest);
  return lines;
}

}  // namespace herald::core::ctl
