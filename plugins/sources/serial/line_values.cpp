// SPDX-License-Identifier: Apache-2.0
#include "line_values.h"

#include <Poco/Ascii.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "classify.h"

namespace herald::serial {
namespace {

constexpr int kMostTools = 16;

constexpr bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }

/// Reads a number at the start of `text`, after blanks, and removes it from `text`.
template <class Number>
std::optional<Number> cutNumber(std::string_view& text) {
  const std::string_view digits = trimmed(text);
  Number value{};
  const char* const end = digits.data() + digits.size();
  const auto [rest, error] = std::from_chars(digits.data(), end, value);
  if (error != std::errc()) return std::nullopt;
  if constexpr (std::is_floating_point_v<Number>)
    if (!std::isfinite(value)) return std::nullopt;
  text = std::string_view(rest, static_cast<std::size_t>(end - rest));
  return value;
}

/// The text after `word`, or nothing if `word` is missing. `word` is in lower case.
std::optional<std::string_view> after(std::string_view text, std::string_view word) {
  for (; text.size() >= word.size(); text.remove_prefix(1))
    if (contains(text.substr(0, word.size()), word)) return text.substr(word.size());
  return std::nullopt;
}

std::optional<double> numberAfter(std::string_view text, std::string_view word) {
  auto rest = after(text, word);
  return rest ? cutNumber<double>(*rest) : std::nullopt;
}

std::optional<double> numberBefore(std::string_view text, std::string_view word) {
  const auto rest = after(text, word);
  if (!rest) return std::nullopt;
  text = trimmed(text.substr(0, text.size() - rest->size() - word.size()));
  text.remove_prefix(text.find_last_not_of("0123456789.") + 1);  // npos + 1 is 0: the whole text
  return cutNumber<double>(text);
}

std::optional<double> notNegative(std::optional<double> value) { return value && *value >= 0 ? value : std::nullopt; }

}  // namespace

std::optional<SdPosition> sdPosition(std::string_view line) {
  auto rest = after(line, "byte");
  if (!rest) return std::nullopt;
  if (rest->starts_with(':')) rest->remove_prefix(1);
  const auto byte = cutNumber<std::int64_t>(*rest);
  if (!byte || *byte < 0 || !rest->starts_with('/')) return std::nullopt;
  rest->remove_prefix(1);
  const auto size = cutNumber<std::int64_t>(*rest);
  if (!size || *size < 0) return std::nullopt;
  return SdPosition{*byte, *size};
}

Progress73 progress73(std::string_view line) {
  Progress73 progress;
  progress.silent = contains(line.substr(0, 6), "silent");
  progress.percent = notNegative(numberBefore(line, "% complete"));
  for (const std::string_view word : {"percent done:", "progress:"})
    if (const auto percent = numberAfter(line, word)) progress.percent = notNegative(percent);
  for (const std::string_view word : {"time remaining in mins:", "time left:"})
    if (const auto minutes = numberAfter(line, word)) progress.minutesLeft = notNegative(minutes);
  if (progress.percent && *progress.percent > 100) progress.percent.reset();
  return progress;
}

std::optional<FileName> fileName(std::string_view line) {
  static constexpr std::string_view kBefore[] = {"echo:",
                                                 "file opened:",
                                                 "now fresh file:",
                                                 "enqueueing \"m23 ",
                                                 "enqueing \"m23 ",
                                                 "playing ",
                                                 "finished printing file ",
                                                 "cancelled printing file ",
                                                 "file "};
  static constexpr std::string_view kBehind[] = {" size:", " selected for printing", ", print time was", "\""};
  std::string_view rest = line;
  bool named = false;
  for (const std::string_view word : kBefore) {
    if (named || !contains(rest.substr(0, word.size()), word)) continue;
    named = word != "echo:";
    rest = trimmed(rest.substr(word.size()));
  }
  if (!named) return std::nullopt;
  FileName file;
  if (const auto size = numberAfter(rest, " size:"); size && *size >= 0 && *size < 1e15)
    file.size = static_cast<std::int64_t>(*size);
  for (const std::string_view word : kBehind)
    if (const auto behind = after(rest, word)) rest.remove_suffix(behind->size() + word.size());
  file.path = trimmed(rest);
  if (file.path.empty()) return std::nullopt;
  return file;
}

namespace {

/// OctoPrint's name for what firmware writes before the colon. Empty if it is not a temperature.
std::string heaterName(std::string_view word) {
  if (word == "T") return "T";
  if (word == "B") return "bed";
  if (word == "C") return "chamber";
  if (word[0] == 'T' && word.size() > 1) {
    std::string_view number = word.substr(1);
    const auto tool = Poco::Ascii::isDigit(number[0]) ? cutNumber<int>(number) : std::nullopt;
    return tool && *tool < kMostTools && number.empty() ? "tool" + std::to_string(*tool) : "";
  }
  if (word.size() == 1 && isUpper(word[0]) && word[0] != 'E' && word[0] != 'W') return std::string(word);
  return {};
}

/// Reads what follows the colon: the actual value, perhaps a target, and RepRapFirmware's target for an idle tool.
Measured cutMeasured(std::string_view& text, std::string name) {
  Measured measured{std::move(name), cutNumber<double>(text), {}};
  bool first = true;
  for (std::string_view rest = trimmed(text); rest.starts_with('/'); rest = trimmed(text)) {
    rest.remove_prefix(1);
    const auto target = cutNumber<double>(rest);
    if (std::exchange(first, false)) measured.target = target;
    text = rest;
    if (!target) break;
  }
  return measured;
}

/// Names `T`, the current tool. It is the tool of `E:1` while the host waits for it; otherwise it is tool 0.
void nameTool(std::vector<Measured>& all, std::string_view line) {
  const auto named = [&](std::string_view name) {
    return std::find_if(all.begin(), all.end(), [&](const Measured& one) { return one.name == name; });
  };
  const auto current = named("T");
  if (current == all.end()) return;
  const auto extruder = numberAfter(line, " e:");
  const std::string name = extruder && *extruder >= 0 && *extruder < kMostTools
                               ? "tool" + std::to_string(static_cast<int>(*extruder))
                               : std::string("tool0");
  if (named(name) == all.end())
    current->name = name;
  else
    all.erase(current);
}

/// The end of the first part of a line that is written twice: a blank, a number, a name or a sign.
std::size_t endOfPart(std::string_view text) {
  const auto kindOf = [](char c) {
    if (isUpper(c) || (c >= 'a' && c <= 'z')) return 'A';
    return Poco::Ascii::isDigit(c) || c == '.' || c == '-' ? '0' : c;
  };
  std::size_t end = 1;
  while (end < text.size() && kindOf(text[end]) == kindOf(text[0])) ++end;
  return end;
}

/// A line in which each part is written twice, with each part once. Nothing if a part is different.
std::optional<std::string> onceEach(std::string_view line) {
  std::string once;
  while (!line.empty()) {
    const std::string_view part = line.substr(0, endOfPart(line));
    const std::string_view half = part.substr(0, part.size() / 2);
    if (part.size() % 2 != 0 || part.substr(half.size()) != half) return std::nullopt;
    once += half;
    line.remove_prefix(part.size());
  }
  return once;
}

}  // namespace

std::vector<Measured> temperatures(std::string_view line) {
  if (contains(line, "::")) {
    const auto once = onceEach(trimmed(line));
    return once && !contains(*once, "::") ? temperatures(*once) : std::vector<Measured>();
  }
  std::vector<Measured> all;
  const std::string_view whole = line;
  while (!line.empty()) {
    line = trimmed(line);
    const std::size_t colon = line.find_first_of(": ");
    if (colon == std::string_view::npos) break;
    std::string_view word = line.substr(0, colon);
    if (word.starts_with("==")) word.remove_prefix(2);
    const bool value = line[colon] == ':';
    line.remove_prefix(colon + 1);
    std::string name = value && !word.empty() ? heaterName(word) : "";
    if (name.empty()) continue;
    Measured measured = cutMeasured(line, std::move(name));
    if (measured.actual) all.push_back(std::move(measured));
  }
  nameTool(all, whole);
  return all;
}

std::optional<Measured> targetTemperature(std::string_view line) {
  struct Row {
    std::string_view word;
    const char* name;
  };
  for (const Row& row : {Row{"targetbed:", "bed"}, Row{"targetchamber:", "chamber"}})
    if (const auto target = numberAfter(line, row.word)) return Measured{row.name, {}, target};
  auto rest = after(line, "targetextr");
  if (!rest) return std::nullopt;
  const auto tool = cutNumber<int>(*rest);
  if (!tool || *tool < 0 || *tool >= kMostTools || !rest->starts_with(':')) return std::nullopt;
  rest->remove_prefix(1);
  const auto target = cutNumber<double>(*rest);
  if (!target) return std::nullopt;
  return Measured{"tool" + std::to_string(*tool), {}, target};
}

std::optional<double> positionZ(std::string_view line) { return numberAfter(line, " z:"); }

FirmwareMembers firmware(std::string_view line) {
  FirmwareMembers all;
  std::string text(trimmed(line));
  if (text.starts_with("NAME. ")) text[4] = ':';
  std::size_t valueAt = 0;
  const auto isNameChar = [](char c) { return isUpper(c) || Poco::Ascii::isDigit(c) || c == '_'; };
  const auto endValue = [&](std::size_t end) {
    std::string_view value = trimmed(std::string_view(text).substr(valueAt, end - valueAt));
    if (value.ends_with(',')) value.remove_suffix(1);  // Smoothie
    if (!all.empty()) all.back().second = value;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!isUpper(text[i]) || (i > 0 && text[i - 1] != ' ' && text[i - 1] != '\t')) continue;
    std::size_t end = i;
    while (end < text.size() && isNameChar(text[end])) ++end;
    if (end == text.size() || text[end] != ':') continue;
    endValue(i);
    all.emplace_back(text.substr(i, end - i), "");
    valueAt = i = end + 1;
    --i;
  }
  endValue(text.size());
  return all;
}

std::string firmwareName(const FirmwareMembers& members) {
  const auto valueOf = [&](std::string_view name) {
    const auto found = std::find_if(members.begin(), members.end(), [&](const auto& one) { return one.first == name; });
    return found == members.end() ? std::string() : found->second;
  };
  std::string name = valueOf("FIRMWARE_NAME");
  return name.empty() ? std::string(trimmed(valueOf("NAME") + " " + valueOf("VER"))) : name;
}

std::string_view errorText(std::string_view line) {
  static constexpr std::string_view kBefore[] = {"error:", "!!", "fatal:", "alarm:", "//", "echo:", ":"};
  std::string_view text = line;
  for (bool cut = true; cut;) {
    cut = false;
    for (const std::string_view word : kBefore) {
      if (text.size() <= word.size() || !contains(text.substr(0, word.size()), word)) continue;
      text = trimmed(text.substr(word.size()));
      cut = true;
    }
  }
  return text.empty() ? line : text;
}

std::string_view hostErrorText(std::string_view line) {
  const std::size_t to = line.rfind("\" to \"");
  if (to == std::string_view::npos) return line;
  std::string_view state = line.substr(to + 6);
  for (const std::string_view word : {"Error: ", "Offline (Error: ", "Offline: "}) {
    if (!state.starts_with(word)) continue;
    state.remove_prefix(word.size());
    if (state.ends_with('"')) state.remove_suffix(1);
    if (word.find('(') != std::string_view::npos && state.ends_with(')')) state.remove_suffix(1);
    return trimmed(state);
  }
  return {};
}

std::string_view hostErrorReason(std::string_view text) {
  struct Row {
    std::string_view part, reason;
  };
  static constexpr Row kReasons[] = {{"autodetect", "autodetect"},
                                     {"while reading serial port", "connection"},
                                     {"while writing to serial port", "connection"},
                                     {"no sufficient history", "resend"},
                                     {"again and again", "resend_loop"},
                                     {"consecutive", "timeout"},
                                     {"reading from the file", "file"},
                                     {"see octoprint.log for details", "crash"}};
  for (const Row& row : kReasons) {
    if (contains(text, row.part)) return row.reason;
  }
  return "connection";
}

}  // namespace herald::serial
