// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/import/template_rewrite.h"

#include <Poco/Ascii.h>

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include "herald/json.h"

namespace herald::core::import {

namespace {

using Poco::Ascii;

const std::set<std::string, std::less<>> kVariables{
    "topic",      "message", "apiSecret", "deviceIdentifier", "extra",    "currentTime", "percentCompleteMilestone",
    "appearance", "state",   "job",       "currentZ",         "progress", "offsets",     "meta",
    "snapshot"};

bool isNameStart(char c) { return Ascii::isAlpha(c) || c == '_'; }
bool isNamePart(char c) { return Ascii::isAlphaNumeric(c) || c == '_' || c == '-'; }

/// The dotted path after an at sign, as Herald reads it; empty if no name begins there.
std::string_view pathAt(std::string_view text, std::size_t begin) {
  if (begin >= text.size() || !isNameStart(text[begin])) return {};
  auto end = begin;
  while (end < text.size() &&
         (isNamePart(text[end]) || (text[end] == '.' && end + 1 < text.size() && isNamePart(text[end + 1]))))
    ++end;
  while (text[end - 1] == '-') --end;
  return text.substr(begin, end - begin);
}

bool isAfterWord(std::string_view text, std::size_t at) { return at > 0 && Ascii::isAlphaNumeric(text[at - 1]); }

/// The word that ends before the at sign.
std::string_view wordBefore(std::string_view text, std::size_t at) {
  auto begin = at;
  while (begin > 0 && !Ascii::isSpace(text[begin - 1]) && text[begin - 1] != '@') --begin;
  return text.substr(begin, at - begin);
}

/// Applies `change` to each string of a document, except the keys. A string that does not change stays as it is
/// written.
std::string mapStrings(std::string_view document, const std::function<std::string(std::string_view)>& change) {
  std::string out;
  std::size_t at = 0;
  while (at < document.size()) {
    if (document[at] != '"') {
      out += document[at++];
      continue;
    }
    auto end = at + 1;
    while (end < document.size() && document[end] != '"') end += document[end] == '\\' ? 2 : 1;
    const auto raw = document.substr(at, end + 1 - at);
    const auto next = document.find_first_not_of(" \t\r\n", end + 1);
    const bool isKey = next != std::string_view::npos && document[next] == ':';
    const auto text = isKey ? std::string() : jsonToText(raw);
    const auto changed = isKey ? std::string() : change(text);
    out += changed == text ? std::string(raw) : jsonQuote(changed);
    at = end + 1;
  }
  return out;
}

}  // namespace

TemplateRewriter::TemplateRewriter(bool anyName, std::map<std::string, std::string> inserted)
    : anyName_(anyName), inserted_(std::move(inserted)) {}

bool TemplateRewriter::isVariable(std::string_view path) const {
  if (kVariables.contains(path.substr(0, path.find('.')))) return true;
  return anyName_ && !path.empty() && path.find('.') == std::string_view::npos;
}

std::string TemplateRewriter::text(std::string_view text, std::vector<Rewriting>& done) const {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '@') {
      out += text[at];
      continue;
    }
    const auto path = pathAt(text, at + 1);
    const auto word = std::string(wordBefore(text, at));
    if (const auto found = inserted_.find(std::string(path)); found != inserted_.end()) {
      out += found->second;
      at += path.size();
    } else if (isAfterWord(text, at) && isVariable(path)) {
      const std::string name(path);
      out += "@{" + name + "}";
      done.push_back({word + "@" + name, word + "@{" + name + "}"});
      at += path.size();
    } else if (text.substr(at).starts_with("@{")) {
      out += "@@";  // in the plugin, a brace is text
      done.push_back({word + "@{", word + "@@{"});
    } else {
      out += text.substr(at).starts_with("@@") ? "@@" : "@";
    }
  }
  return out;
}

std::string TemplateRewriter::json(std::string_view document, std::vector<Rewriting>& done) const {
  return mapStrings(document, [&](std::string_view string) { return text(string, done); });
}

bool TemplateRewriter::hasVariable(std::string_view text) {
  return std::any_of(kVariables.begin(), kVariables.end(), [&](const auto& name) { return uses(text, name); });
}

bool TemplateRewriter::uses(std::string_view text, std::string_view variable) {
  for (auto at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    const auto path = pathAt(text, at + 1);
    if (path.substr(0, path.find('.')) == variable) return true;
  }
  return false;
}

}  // namespace herald::core::import
