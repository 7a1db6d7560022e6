// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <charconv>
#include <cmath>

#include "herald/json.h"

namespace herald::inline v1 {

namespace {

template <typename Number>
std::string numberText(Number number) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  return {digits.data(), end};
}

}  // namespace

void JsonObject::key(std::string_view key) {
  text_.back() = text_.size() == 2 ? '"' : ',';
  if (text_.back() == ',') text_ += '"';
  jsonEscape(text_, key);
  text_ += "\":";
}

JsonObject& JsonObject::addRaw(std::string_view name, std::string_view raw) {
  key(name);
  text_ += raw.empty() ? "null" : raw;
  text_ += '}';
  return *this;
}

JsonObject& JsonObject::add(std::string_view name, std::string_view text) {
  key(name);
  text_ += '"';
  jsonEscape(text_, text);
  text_ += "\"}";
  return *this;
}

JsonObject& JsonObject::add(std::string_view name, const char* text) { return add(name, std::string_view(text)); }

JsonObject& JsonObject::add(std::string_view name, std::int64_t number) { return addRaw(name, numberText(number)); }

JsonObject& JsonObject::add(std::string_view name, int number) { return addRaw(name, numberText(number)); }

JsonObject& JsonObject::add(std::string_view name, double number) {
  return addRaw(name, std::isfinite(number) ? numberText(number) : "null");
}

JsonObject& JsonObject::add(std::string_view name, bool flag) { return addRaw(name, flag ? "true" : "false"); }

std::string jsonWith(std::string_view object, std::string_view key, std::string_view raw) {
  JsonObject changed;
  bool placed = false;
  for (const auto& [name, value] : jsonMembers(object)) {
    if (name != key) {
      changed.addRaw(name, value);
    } else if (!placed) {
      changed.addRaw(name, raw);
      placed = true;
    }
  }
  if (!placed) changed.addRaw(key, raw);
  return changed.text();
}

std::string jsonWithout(std::string_view object, std::string_view key) {
  JsonObject changed;
  for (const auto& [name, value] : jsonMembers(object)) {
    if (name != key) changed.addRaw(name, value);
  }
  return changed.text();
}

}  // namespace herald::inline v1
