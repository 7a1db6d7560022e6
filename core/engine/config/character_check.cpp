// SPDX-License-Identifier: Apache-2.0
#include "engine/config/character_check.h"

#include <Poco/String.h>

#include "herald/text.h"

namespace herald::core {

namespace {

bool isAddress(const std::string& option, const std::string& value) {
  return Poco::toLower(option).ends_with("url") || value.starts_with("http://") || value.starts_with("https://");
}

/// Sentences, names and data may begin and end with blanks on purpose.
bool mayHaveEdges(const Option& option) {
  return option.type == Type::Text || option.type == Type::Template || option.type == Type::JsonTemplate ||
         option.name == "message";
}

struct Rule {
  Hidden hidden;
  Severity severity;
};

Rule ruleFor(const Option& option, const std::string& name, const std::string& value) {
  if (option.type == Type::Secret) return {Hidden::Any, Severity::Warning};
  if (isAddress(name, value)) return {Hidden::Any, Severity::Error};
  switch (option.type) {
    case Type::Text:
    case Type::Path: return {Hidden::Any, Severity::Warning};
    case Type::Map:
    case Type::TemplateMap:
    case Type::Arguments:
    case Type::Template:
    case Type::JsonTemplate: return {Hidden::InProse, Severity::Warning};
    default: return {Hidden::Any, Severity::Error};
  }
}

}  // namespace

const Option* declarationOf(const std::vector<Option>& options, const std::string& written) {
  const std::string name = currentName(options, written);
  const Option* found = nullptr;
  for (const auto& option : options) {
    if (option.name == name) return &option;
    const bool isMember = hasMembers(option.type) && name.starts_with(option.name + ".");
    if (isMember && (!found || found->name.size() < option.name.size())) found = &option;
  }
  return found;
}

std::string valueOf(const Entry& entry, const Option* option) {
  if (!option) return entry.text;
  const bool isSecret = option->type == Type::Secret;
  const bool trim = isSecret || (entry.fromFile && (!mayHaveEdges(*option) || isAddress(option->name, {})));
  return trim ? std::string(withoutEdges(entry.text)) : entry.text;
}

void checkCharacters(Block& block, const std::vector<Option>& options, std::vector<ConfigProblem>& problems) {
  for (auto& [name, entry] : block.entries) {
    const Option* option = declarationOf(options, name);
    if (!option || entry.reported) continue;
    const std::string value = valueOf(entry, option);
    const auto [which, severity] = ruleFor(*option, name, value);
    const auto hidden = firstHidden(value, which);
    if (!hidden) continue;
    std::string text =
        "has " + hidden->name + " at character " + std::to_string(hidden->position) + ", which nobody sees: delete it";
    if (entry.fromFile) text += " in " + entry.file;
    problems.push_back({entry.at, entry.key, text, severity});
    entry.reported = severity == Severity::Error;
  }
}

}  // namespace herald::core
