// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/import/template_conversion.h"

#include <map>
#include <vector>

#include "herald/json.h"
#include "heraldctl/import/secret_names.h"

namespace herald::core::import {

namespace {

/// A device identifier with variables in it goes into each template, since Herald looks for variables only once.
std::map<std::string, std::string> insertedBy(const WebhooksHook& hook) {
  const auto& device = hook["deviceIdentifier"];
  if (!TemplateRewriter::hasVariable(device)) return {};
  return {{"deviceIdentifier", device}};
}

/// Returns whether the option may hold a secret, even in front of an at sign.
bool isConfidential(const std::string& option, const std::string& text) {
  return option == "url" || option == "headers" || namesSecret(text);
}

/// The same without the word in front of the at sign.
std::string withoutWord(const std::string& text) { return "…" + text.substr(text.find('@')); }

}  // namespace

TemplateConversion::TemplateConversion(const WebhooksHook& hook, ConvertedHook& result)
    : rewriter_(hook.flag("oauth"), insertedBy(hook)), result_(result) {}

std::string TemplateConversion::rewrite(const std::string& option, const std::string& text) {
  std::vector<Rewriting> done;
  auto changed = isJsonObject(text) ? rewriter_.json(text, done) : rewriter_.text(text, done);
  const bool hides = isConfidential(option, text);
  for (const auto& [before, after] : done) {
    result_.rewritten.push_back(option + ": " + (hides ? withoutWord(before) : before) + " → " +
                                (hides ? withoutWord(after) : after));
  }
  return changed;
}

std::string TemplateConversion::convert(const std::string& option, const std::string& text, Place place) {
  auto changed = rewrite(option, text);
  try {
    Template(changed, place);
  } catch (const BadTemplate& bad) {
    result_.breaks(option + " " + bad.what());
  }
  return changed;
}

}  // namespace herald::core::import
