// SPDX-License-Identifier: Apache-2.0
#include "herald/declaration.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <stdexcept>

#include "option_value.h"

namespace herald::inline v1 {

namespace {

// A key of a .properties file, as people write it: "url", "tls.ca", "X-Key".
bool isOptionName(std::string_view name) {
  if (name.empty() || name.front() == '.' || name.back() == '.' || name.find("..") != name.npos) return false;
  return std::ranges::all_of(name,
                             [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.'; });
}

std::string whyBadDefault(const Option& option) {
  try {
    checkValue(option, option.fallback);
    return {};
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

bool mayReplace(std::string_view kind, const Option& option) {
  return kind == "sink" && option.name == "timeout" && option.type == Type::Duration;
}

// True for the option itself, for a member of it ("message.hello"), and for a map that would take it as a member.
bool meets(const Option& option, const std::string& reserved) {
  return option.name == reserved || option.name.starts_with(reserved + ".") ||
         (option.type == Type::Map && reserved.starts_with(option.name + "."));
}

// Why the option cannot be told from one that Herald adds; empty if it can.
std::string whyTaken(std::string_view kind, const Option& option) {
  if (mayReplace(kind, option)) return {};
  const auto names = reservedOptions(kind);
  const auto taken = std::ranges::find_if(names, [&](const std::string& name) { return meets(option, name); });
  if (taken == names.end()) return {};
  if (option.name == "timeout") return "has to be a duration: Herald has an option of this name for every sink";
  return "cannot be told from `" + *taken + "`, which Herald adds to every " + std::string(kind) + ": rename it";
}

std::string whyWrong(std::string_view kind, const Option& option) {
  if (option.name.ends_with(".file")) return "must have another name: Herald offers NAME.file for every option";
  if (!isOptionName(option.name)) return "must have another name: letters, digits, `-`, `_`, and dots between them";
  if (auto why = whyTaken(kind, option); !why.empty()) return why;
  if (option.type == Type::Choice && option.choices.empty()) return "offers no choices";
  if (option.type != Type::Choice && !option.choices.empty()) return "has choices, but not the type Choice";
  if (option.fallback.empty()) return {};
  if (option.required) return "is required and has a default: remove one of them";
  const auto why = whyBadDefault(option);
  return why.empty() ? why : "has a default that " + why;
}

}  // namespace

std::vector<std::string> reservedOptions(std::string_view kind) {
  if (kind == "transform") return {"type"};
  if (kind == "source") return {"type", "name", "tags", "alert.after", "whenFull"};
  if (kind != "sink") return {};
  return {"type",        "preset",     "enabled",       "events",     "from",         "message",
          "eventTopic",  "cooldown",   "progress",      "timeout",    "concurrency",  "retry.first",
          "retry.most",  "retry.hold", "age.lifecycle", "age.error",  "age.progress", "age.other",
          "alert.after", "rate",       "rate.burst",    "rate.shared"};
}

std::vector<Problem> declarationProblems(std::string_view kind, const std::vector<Option>& options) {
  std::vector<Problem> found;
  for (auto option = options.begin(); option != options.end(); ++option) {
    const auto isSame = [&](const Option& other) { return other.name == option->name; };
    auto why = std::any_of(options.begin(), option, isSame) ? "is declared twice" : whyWrong(kind, *option);
    if (!why.empty()) found.push_back({option->name, why});
  }
  return found;
}

}  // namespace herald::inline v1
