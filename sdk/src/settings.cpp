// SPDX-License-Identifier: Apache-2.0
#include "herald/settings.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "herald/declaration.h"
#include "option_names.h"
#include "option_value.h"

namespace herald::inline v1 {

namespace {

std::string joined(const std::vector<Problem>& problems) {
  std::string text;
  for (const auto& [option, why] : problems) {
    if (!text.empty()) text += "; ";
    text += option + ": " + why;
  }
  return text;
}

[[noreturn]] void mistake(std::string_view option, const std::string& what) {
  throw std::logic_error("option `" + std::string(option) + "` " + what);
}

// Why `check` refuses; nothing if it does not.
template <typename Check>
std::optional<std::string> whyNot(Check check) {
  try {
    check();
    return std::nullopt;
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

// Why `text` is not a value of the option; nothing if it is one.
std::optional<std::string> refusal(const Option& option, const std::string& text) {
  return whyNot([&] { checkValue(option, text); });
}

std::optional<std::string> memberRefusal(const Option& map, const std::string& text) {
  return whyNot([&] { checkMember(map, text); });
}

void checkDeclaration(const std::vector<Option>& options) {
  const auto found = declarationProblems({}, options);
  if (!found.empty()) mistake(found.front().option, found.front().why);
}

// The values by today's names. A value that another one contradicts becomes a problem.
Settings::Values renamed(const std::vector<Option>& options, const Settings::Values& values,
                         std::vector<Problem>& problems) {
  Settings::Values current;
  for (const auto& [key, text] : values) {
    const auto name = currentName(options, key);
    const Option* option = name == key ? nullptr : findOption(options, name);
    const auto value = option ? currentText(*option, key, text) : text;
    if ((name != key && values.contains(name)) || !current.try_emplace(name, value).second) {
      problems.push_back({key, "is now called `" + name + "`, which is set too: remove one of them"});
    }
  }
  return current;
}

bool isGiven(const Option& option, const Settings::Values& values) {
  if (values.contains(option.name)) return true;
  const auto member = option.name + ".";
  const auto first = values.lower_bound(member);
  return hasMembers(option.type) && first != values.end() && first->first.starts_with(member);
}

void checkKeys(const std::vector<Option>& options, const Settings::Values& values, std::vector<Problem>& found) {
  for (const auto& [key, text] : values) {
    if (findOption(options, key)) continue;
    const Option* map = mapOf(options, key);
    if (!map) {
      found.push_back({key, "unknown option" + nearestOption(options, key)});
    } else if (const auto why = memberRefusal(*map, text)) {
      found.push_back({key, *why});
    }
  }
}

void checkValues(const std::vector<Option>& options, const Settings::Values& values, std::vector<Problem>& found) {
  for (const auto& option : options) {
    const auto value = values.find(option.name);
    const bool empty = value != values.end() && value->second.empty() && !hasMembers(option.type);
    if (option.required && (empty || !isGiven(option, values))) {
      found.push_back({option.name, option.help.empty() ? "is missing" : "is missing: " + option.help});
    } else if (value != values.end()) {
      if (const auto why = refusal(option, value->second)) found.push_back({option.name, *why});
    }
  }
}

}  // namespace

std::string_view toString(Type type) {
  switch (type) {
    case Type::Text: return "text";
    case Type::Secret: return "secret";
    case Type::Flag: return "flag";
    case Type::Integer: return "integer";
    case Type::Number: return "number";
    case Type::Duration: return "duration";
    case Type::Choice: return "choice";
    case Type::List: return "list";
    case Type::Map: return "map";
    case Type::Template: return "template";
    case Type::JsonTemplate: return "JSON template";
    case Type::Size: return "size";
    case Type::Path: return "path";
    case Type::Arguments: return "arguments";
    case Type::TemplateMap: break;
  }
  return "map of templates";
}

BadSettings::BadSettings(std::vector<Problem> problems)
    : std::runtime_error(joined(problems)), problems_(std::move(problems)) {}
BadSettings::~BadSettings() = default;

struct Settings::Data {
  std::vector<Option> options{};
  Values values{};

  const Option& option(std::string_view name, std::initializer_list<Type> types) const {
    const auto* option = findOption(options, name);
    if (!option) mistake(name, "is not declared");
    if (std::ranges::find(types, option->type) == types.end()) {
      mistake(name, "is declared as " + std::string(toString(option->type)));
    }
    return *option;
  }

  const std::string& text(const Option& option) const {
    const auto value = values.find(option.name);
    return value == values.end() ? option.fallback : value->second;
  }

  // The value that `parse` makes of the option's text; the zero of its type if there is no text.
  template <typename Parse>
  auto parsed(std::string_view name, Type type, Parse parse) const {
    const auto& value = text(option(name, {type}));
    return value.empty() ? decltype(parse(value)){} : parse(value);
  }
};

Settings::Settings() : data_(std::make_shared<Data>()) {}

Settings::Settings(std::vector<Option> options, Values values) {
  checkDeclaration(options);
  std::vector<Problem> found;
  values = renamed(options, values, found);
  checkKeys(options, values, found);
  checkValues(options, values, found);
  if (!found.empty()) throw BadSettings(std::move(found));
  data_ = std::make_shared<Data>(Data{std::move(options), std::move(values)});
}

bool Settings::has(std::string_view name) const {
  const auto* option = findOption(data_->options, name);
  if (!option) mistake(name, "is not declared");
  return isGiven(*option, data_->values);
}

std::string Settings::text(std::string_view name) const {
  const auto& option =
      data_->option(name, {Type::Text, Type::Secret, Type::Choice, Type::Path, Type::Template, Type::JsonTemplate});
  const auto& value = data_->text(option);
  return option.type == Type::Choice && !value.empty() ? parseChoice(value, option.choices) : value;
}

bool Settings::flag(std::string_view name) const { return data_->parsed(name, Type::Flag, parseFlag); }

std::int64_t Settings::integer(std::string_view name) const { return data_->parsed(name, Type::Integer, parseInteger); }

double Settings::number(std::string_view name) const { return data_->parsed(name, Type::Number, parseNumber); }

Millis Settings::duration(std::string_view name) const { return data_->parsed(name, Type::Duration, parseDuration); }

std::vector<std::string> Settings::list(std::string_view name) const {
  return data_->parsed(name, Type::List, parseList);
}

std::map<std::string, std::string> Settings::map(std::string_view name) const {
  const auto& option = data_->option(name, {Type::Map, Type::TemplateMap});
  auto map = data_->parsed(name, option.type, parseMap);
  for (const auto& [key, text] : data_->values) {
    if (mapOf(data_->options, key) == &option && !findOption(data_->options, key))
      map[key.substr(option.name.size() + 1)] = text;
  }
  return map;
}

std::uint64_t Settings::size(std::string_view name) const { return data_->parsed(name, Type::Size, parseSize); }

std::vector<std::string> Settings::arguments(std::string_view name) const {
  return data_->parsed(name, Type::Arguments, parseArguments);
}

std::vector<std::string> Settings::secrets() const {
  std::vector<std::string> secrets;
  for (const auto& option : data_->options) {
    if (option.type != Type::Secret || data_->text(option).empty()) continue;
    secrets.push_back(data_->text(option));
  }
  return secrets;
}

const std::vector<Option>& Settings::options() const { return data_->options; }

const Settings::Values& Settings::values() const { return data_->values; }

void Settings::reject(std::string_view option, std::string_view why) const {
  throw BadSettings({{std::string(option), std::string(why)}});
}

void Settings::rejectMember(std::string_view map, std::string_view member, std::string_view why) const {
  const auto key = std::string(map) + "." + std::string(member);
  if (data_->values.contains(key)) reject(key, why);
  reject(map, "`" + std::string(member) + "` " + std::string(why));
}

}  // namespace herald::inline v1
