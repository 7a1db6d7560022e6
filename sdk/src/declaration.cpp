// SPDX-License-Identifier: Apache-2.0
#include "herald/declaration.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <stdexcept>
#include <utility>

#include "option_value.h"

namespace herald::inline v1 {

namespace {

// A key of a .properties file, as people write it: "url", "tls.ca", "X-Key".
bool isOptionName(std::string_view name) {
  if (name.empty() || name.front() == '.' || name.back() == '.' || name.find("..") != name.npos) return false;
  return std::ranges::all_of(name,
                             [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.'; });
}

// Why `text` is not a value of the option; empty if it is one.
std::string whyNoValue(const Option& option, const std::string& text) {
  try {
    checkValue(option, text);
    return {};
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

std::string whyBadDefault(const Option& option) {
  if (option.fallback.empty()) return {};
  if (option.required) return "is required and has a default: remove one of them";
  const bool relative = option.type == Type::Path && !option.fallback.starts_with('/');
  if (relative) return "has a default that is a relative path: write an absolute one, or none";
  const auto why = whyNoValue(option, option.fallback);
  return why.empty() ? why : "has a default that " + why;
}

std::string whyBadBounds(const Option& option) {
  static constexpr std::array kOrdered{Type::Integer, Type::Number, Type::Duration, Type::Size};
  for (const auto& bound : {option.least, option.most}) {
    if (bound.empty()) continue;
    if (std::ranges::find(kOrdered, option.type) == kOrdered.end()) return "has bounds, but its type has no order";
    if (const auto why = whyNoValue(option, bound); !why.empty()) return "has a bound that " + why;
  }
  return {};
}

// A sink may have its own default for these options of Herald.
bool mayReplace(std::string_view kind, const Option& option, const std::string& name) {
  if (kind != "sink") return false;
  if (name == "timeout") return option.type == Type::Duration;
  return name == "concurrency" && option.type == Type::Integer && option.least == "1" &&
         (option.most == "1000" || option.most == "10000");
}

// The reserved names of maps: every name below them is a member, such as "message.hello".
bool isReservedMap(std::string_view reserved) {
  static constexpr std::array<std::string_view, 4> kMaps{"message", "eventTopic", "on", "for"};
  return std::ranges::find(kMaps, reserved) != kMaps.end();
}

// True for the name itself, for a member of a reserved map, and for a map that would take it as a member.
bool meets(const Option& option, const std::string& name, const std::string& reserved) {
  return name == reserved || (isReservedMap(reserved) && name.starts_with(reserved + ".")) ||
         (hasMembers(option.type) && reserved.starts_with(name + "."));
}

// Herald finds a former name before it takes the key for an option of one event or device.
bool isOldVariantKey(const Option& option, const std::string& name) {
  return name != option.name && (name.starts_with("on.") || name.starts_with("for."));
}

// Why this name of the option cannot be told from one that Herald adds; empty if it can.
std::string whyTaken(std::string_view kind, const Option& option, const std::string& name) {
  if (mayReplace(kind, option, name) || isOldVariantKey(option, name)) return {};
  const auto names = reservedOptions(kind);
  const auto taken = std::ranges::find_if(names, [&](const auto& reserved) { return meets(option, name, reserved); });
  if (taken == names.end()) return {};
  if (name == "timeout") return "has to be a duration: Herald has an option of this name for every sink";
  if (name == "concurrency")
    return "has to be a whole number from 1 to 1000 or 10000: Herald has an option of this name for every sink";
  return "cannot be told from `" + *taken + "`, which Herald adds to every " + std::string(kind) + ": rename it";
}

std::string whyBadName(std::string_view kind, const Option& option, const std::string& name) {
  if (name.ends_with(".file")) return "must have another name: Herald offers NAME.file for every option";
  if (!isOptionName(name)) return "must have another name: letters, digits, `-`, `_`, and dots between them";
  return whyTaken(kind, option, name);
}

std::string whyWrong(const Option& option) {
  if (option.type == Type::Choice && option.choices.empty()) return "offers no choices";
  if (option.type != Type::Choice && !option.choices.empty()) return "has choices, but not the type Choice";
  if (auto why = whyBadBounds(option); !why.empty()) return why;
  return whyBadDefault(option);
}

}  // namespace

std::vector<std::string> reservedOptions(std::string_view kind) {
  if (kind == "transform") return {"type"};
  if (kind == "source") return {"type", "preset", "enabled", "name", "tags", "alert.after", "whenFull"};
  if (kind != "sink") return {};
  return {"type",          "preset",    "enabled",       "events",      "from",        "message",    "eventTopic",
          "cooldown",      "progress",  "timeout",       "concurrency", "retry.first", "retry.most", "retry.hold",
          "age.lifecycle", "age.error", "age.progress",  "age.other",   "alert.after", "rate",       "rate.burst",
          "rate.shared",   "snapshot",  "snapshot.most", "on",          "for",         "layers"};
}

std::vector<Problem> declarationProblems(std::string_view kind, const std::vector<Option>& options) {
  std::vector<Problem> found;
  std::set<std::string> names;
  for (const auto& option : options) {
    auto all = option.formerly;
    all.insert(all.begin(), option.name);
    Problem problem{option.name, {}};
    for (auto name = all.begin(); name != all.end() && problem.why.empty(); ++name) {
      problem = {*name, names.insert(*name).second ? whyBadName(kind, option, *name) : "is declared twice"};
    }
    if (problem.why.empty()) problem = {option.name, whyWrong(option)};
    if (!problem.why.empty()) found.push_back(std::move(problem));
  }
  return found;
}

}  // namespace herald::inline v1
