// SPDX-License-Identifier: Apache-2.0
#include "answer.h"

#include <array>

#include "herald/json.h"

namespace herald::webhook {
namespace {

/// Where services say what is wrong: Google and Meta, Slack and Matrix, Pushover, Telegram, Discord, problem details.
constexpr std::array<std::string_view, 9> kSayings{"error.message", "error", "errors", "description", "message",
                                                   "detail",        "title", "errmsg", "errcode"};
constexpr std::size_t kMostSaying = 200;

/// Cuts between two words: a secret that is cut could not be masked.
std::string cut(std::string text) {
  if (text.size() <= kMostSaying) return text;
  const std::size_t blank = text.rfind(' ', kMostSaying);
  return text.substr(0, blank == text.npos ? 0 : blank) + "…";
}

}  // namespace

std::string Answer::faultOfBody() const {
  if (!response_.incomplete.empty()) return "is incomplete (" + response_.incomplete + ")";
  if (response_.body.empty()) return "is empty";
  return jsonError(response_.body).empty() ? "" : "is not JSON";
}

const std::string& Answer::fault() const {
  if (!fault_) fault_ = faultOfBody();
  return *fault_;
}

bool Answer::isObject() const { return fault().empty() && isJsonObject(response_.body); }

std::string Answer::field(std::string_view name) const {
  if (name == "status") return std::to_string(response_.status);
  if (!fault().empty()) return {};
  if (name == "answer") return response_.body;
  if (name.starts_with("answer.")) name.remove_prefix(7);
  return std::string(jsonAt(response_.body, name));
}

bool Answer::fulfils(const matching::Condition& condition) const {
  return condition.holds([&](std::string_view name) { return field(name); },
                         [&](std::string_view name) { return name == "status" || fault().empty(); });
}

std::string Answer::saying() const {
  for (const std::string_view path : kSayings) {
    const std::string text = jsonToText(field(path));
    if (!text.empty() && text != "false" && text != "[]" && text != "{}") return "; it said `" + cut(text) + "`";
  }
  return {};
}

}  // namespace herald::webhook
