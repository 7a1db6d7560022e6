// SPDX-License-Identifier: Apache-2.0
#include "engine/config_edit/form_rules.h"

#include "engine/config/character_check.h"
#include "herald/secrets.h"

namespace herald::core {

namespace {

bool isVariant(const std::string& key) { return key.starts_with("on.") || key.starts_with("for."); }

/// The part of the key that names the option and its member: "headers.Accept" for "on.PrintDone.headers.Accept".
std::string ownPart(const std::vector<Option>& options, const std::string& key) {
  if (!isVariant(key)) return key;
  for (auto dot = key.find('.'); dot != std::string::npos; dot = key.find('.', dot + 1)) {
    auto rest = key.substr(dot + 1);
    if (!isVariant(rest) && declarationOf(options, rest)) return rest;
  }
  return key;
}

bool looksSecret(const Option& option, const std::string& key, const std::string& text) {
  const bool isMember = hasMembers(option.type);
  const bool isAddress = (option.type == Type::Text || option.type == Type::Template) && text.find("://") != text.npos;
  if ((!isMember && !isAddress) || text.find('\n') != std::string::npos) return false;
  const Settings settings({{.name = option.name, .type = isMember ? Type::Map : Type::Text}},
                          {{isMember ? key : option.name, text}});
  return !likelySecrets(settings, {option.name}, TextKind::Template).empty();
}

}  // namespace

const Option* optionOf(const std::vector<Option>& options, const std::string& key) {
  return declarationOf(options, ownPart(options, key));
}

bool isSecretValue(const std::vector<Option>& options, const std::string& key, const std::string& text) {
  const Option* option = optionOf(options, key);
  if (!option || text.empty()) return false;
  if (option->type == Type::Secret) return true;
  return looksSecret(*option, currentName(options, ownPart(options, key)), text);
}

}  // namespace herald::core
