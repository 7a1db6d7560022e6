// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/option_table.h"

#include <ostream>
#include <string>

namespace herald::core::ctl {

namespace {

std::string typeOf(const Option& option) {
  std::string text(toString(option.type));
  for (std::size_t i = 0; i < option.choices.size(); ++i) text += (i == 0 ? ": " : ", ") + option.choices[i];
  const std::string range = rangeOf(option);
  return range.empty() ? text : text + ", " + range;
}

std::string helpOf(const Option& option) {
  std::string text = option.help;
  for (const auto& name : option.formerly)
    text += (&name == &option.formerly.front() ? " Formerly `" : ", `") + name + "`";
  return option.formerly.empty() ? text : text + ".";
}

/// One cell of a table row. Escapes bars, which would end the cell.
std::string cell(const std::string& text) {
  if (text.empty()) return " ";
  std::string safe;
  for (const char c : text) safe += c == '|' ? "\\|" : std::string(1, c);
  return " " + safe + " ";
}

std::string defaultOf(const Option& option) {
  if (option.required) return "required";
  return option.fallback.empty() ? "" : "`" + option.fallback + "`";
}

}  // namespace

void printOptions(const std::vector<Option>& options, std::ostream& out) {
  for (const auto& option : options) {
    out << "  " << option.name << "  (" << typeOf(option);
    if (option.required) out << ", required";
    if (!option.fallback.empty()) out << ", default " << option.fallback;
    out << ")\n      " << helpOf(option) << "\n";
  }
}

void printMarkdown(const std::vector<Option>& options, std::ostream& out) {
  out << "| option | type | default | what it does |\n| --- | --- | --- | --- |\n";
  for (const auto& option : options) {
    out << "|" << cell("`" + option.name + "`") << "|" << cell(typeOf(option)) << "|" << cell(defaultOf(option)) << "|"
        << cell(helpOf(option)) << "|\n";
  }
}

}  // namespace herald::core::ctl
