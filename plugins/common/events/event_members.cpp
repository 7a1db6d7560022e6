// SPDX-License-Identifier: Apache-2.0
#include "events/event_members.h"

#include <algorithm>
#include <charconv>

#include "events/bad_event.h"
#include "herald/json.h"
#include "times/unix_time.h"

namespace herald::events {
namespace {

using std::chrono::system_clock;

constexpr std::size_t kMaxBytes = 1024;

std::string inBackticks(std::string_view name) { return "`" + std::string(name) + "`"; }

system_clock::time_point fromUnixSeconds(std::string_view number, const std::string& name) {
  double seconds = 0;
  std::from_chars(number.data(), number.data() + number.size(), seconds);
  const auto time = times::timeOfUnixSeconds(seconds);
  if (!time) refuse(inBackticks(name) + " must be a time between 1970 and 2261");
  return *time;
}

}  // namespace

std::string mendedText(std::string text) {
  const auto isControl = [](unsigned char c) { return c < 0x20 || c == 0x7F; };
  std::ranges::replace_if(text, isControl, ' ');
  if (text.size() <= kMaxBytes) return text;
  auto end = kMaxBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // within a character of UTF-8
  text.resize(end);
  return text;
}

std::string checkedText(std::string_view name, std::string text) {
  const auto isControl = [](unsigned char c) { return c < 0x20 || c == 0x7F; };
  if (text.size() > kMaxBytes) refuse(inBackticks(name) + " is longer than 1,024 bytes");
  if (std::any_of(text.begin(), text.end(), isControl)) refuse(inBackticks(name) + " has a control character");
  return text;
}

EventMembers::EventMembers(std::string_view json, OddText odd) : json_(json), odd_(odd) {
  if (!isJsonObject(json)) refuse("an event must be a JSON object");
  for (const auto& [name, value] : jsonMembers(json)) {
    const bool isNew = raw_.emplace(name, value).second;
    if (!isNew) refuse("the event has the member " + inBackticks(name) + " twice");
  }
  std::erase_if(raw_, [](const auto& member) { return member.second == "null"; });
}

std::string_view EventMembers::raw(const std::string& name) const {
  const auto found = raw_.find(name);
  return found == raw_.end() ? std::string_view() : found->second;
}

std::string EventMembers::text(const std::string& name) const {
  const auto value = raw(name);
  if (value.empty()) return {};
  if (value.front() != '"') refuse(inBackticks(name) + " must be a string");
  return odd_ == OddText::Mended ? mendedText(jsonToText(value)) : checkedText(name, jsonToText(value));
}

std::string EventMembers::required(const std::string& name) const {
  auto value = text(name);
  if (value.empty()) refuse("the event has no " + inBackticks(name));
  return value;
}

std::string EventMembers::object(const std::string& name) const {
  const auto value = raw(name);
  if (value.empty()) return "{}";
  if (value.front() != '{') refuse(inBackticks(name) + " must be a JSON object");
  return std::string(value);
}

system_clock::time_point EventMembers::time(const std::string& name) const {
  const auto value = raw(name);
  if (value.empty()) return {};
  if (value.front() == '-' || (value.front() >= '0' && value.front() <= '9')) return fromUnixSeconds(value, name);
  const auto time = parseRfc3339(text(name));
  if (!time) {
    refuse(inBackticks(name) + " must be a time of RFC 3339 between 1970 and 2261, such as `2026-01-31T08:15:30Z`");
  }
  return *time;
}

}  // namespace herald::events
