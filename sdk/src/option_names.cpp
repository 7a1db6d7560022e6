// SPDX-License-Identifier: Apache-2.0
#include "option_names.h"

#include <algorithm>
#include <array>

#include "nearest_word.h"

namespace herald::inline v1 {

namespace {

/// Calls `take` with each prefix of `key` that ends before a dot, the longest first, until it returns true.
template <typename Take>
void eachPrefix(std::string_view key, Take take) {
  for (auto dot = key.rfind('.'); dot != key.npos && dot != 0; dot = key.rfind('.', dot - 1)) {
    if (dot + 1 < key.size() && take(key.substr(0, dot))) return;
  }
}

const Option* findFormer(const std::vector<Option>& options, std::string_view name) {
  const auto was = [&](const Option& option) {
    return std::ranges::find(option.formerly, name) != option.formerly.end();
  };
  const auto option = std::ranges::find_if(options, was);
  return option == options.end() ? nullptr : &*option;
}

}  // namespace

const Option* findOption(const std::vector<Option>& options, std::string_view name) {
  const auto option = std::ranges::find(options, name, &Option::name);
  return option == options.end() ? nullptr : &*option;
}

const Option* mapOf(const std::vector<Option>& options, std::string_view key) {
  const Option* found = nullptr;
  eachPrefix(key, [&](std::string_view prefix) {
    const Option* option = findOption(options, prefix);
    if (option && hasMembers(option->type)) found = option;
    return found != nullptr;
  });
  return found;
}

std::string currentName(const std::vector<Option>& options, std::string_view key) {
  std::string current(key);
  if (findOption(options, key)) return current;
  if (const Option* option = findFormer(options, key)) return option->name;
  eachPrefix(key, [&](std::string_view prefix) {
    const Option* today = findOption(options, prefix);
    if (today && hasMembers(today->type)) return true;
    const Option* option = findFormer(options, prefix);
    if (!option || !hasMembers(option->type)) return false;
    current = option->name + std::string(key.substr(prefix.size()));
    return true;
  });
  return current;
}

std::string currentText(const Option& option, std::string_view former, const std::string& text) {
  static constexpr std::array<std::string_view, 6> kUnits{"KiB", "MiB", "GiB", "KB", "MB", "GB"};
  const bool isBare = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
  if (option.type != Type::Size || !isBare) return text;
  const auto unit = std::ranges::find_if(kUnits, [&](std::string_view one) { return former.ends_with(one); });
  return unit == kUnits.end() ? text : text + ' ' + std::string(*unit);
}

std::string nearestOption(const std::vector<Option>& options, std::string_view key) {
  std::vector<std::string> names;
  const auto dot = key.find('.');
  const auto member = dot == key.npos ? std::string() : std::string(key.substr(dot));
  for (const auto& option : options) {
    names.push_back(option.name);
    names.insert(names.end(), option.formerly.begin(), option.formerly.end());
    if (hasMembers(option.type) && member.size() > 1) names.push_back(option.name + member);
  }
  const std::string* near = nearestWord(key, names);
  return near ? ", did you mean `" + currentName(options, *near) + "`?" : std::string();
}

}  // namespace herald::inline v1
