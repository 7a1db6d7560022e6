// SPDX-License-Identifier: Apache-2.0
#include "event_condition.h"

#include <algorithm>
#include <string>
#include <vector>

#include "herald/json.h"
#include "herald/settings.h"

namespace herald::filter {
namespace {

const std::vector<std::string> kPlainFields{"type", "device", "subject", "category", "source"};

std::string whyNoField(std::string_view word) {
  const bool isPath = (word.starts_with("payload.") || word.starts_with("context.")) && !word.ends_with('.');
  if (isPath || std::find(kPlainFields.begin(), kPlainFields.end(), word) != kPlainFields.end()) return {};
  return " (payload.NAME, context.NAME, type, device, subject, category or source), not `" + std::string(word) + "`" +
         didYouMean(word, kPlainFields);
}

/// The field as JSON; empty if the event does not have it.
std::string fieldOf(const Event& event, std::string_view field) {
  const auto within = [&](std::string_view prefix, const std::string& json) {
    return std::string(jsonAt(json, field.substr(prefix.size())));
  };
  if (field.starts_with("payload.")) return within("payload.", event.payload);
  if (field.starts_with("context.")) return within("context.", event.context);
  if (field == "category") return jsonQuote(toString(event.category));
  if (field == "device") return jsonQuote(event.device);
  if (field == "source") return jsonQuote(event.source);
  if (field == "subject") return jsonQuote(event.subject);
  return jsonQuote(event.type);
}

}  // namespace

EventCondition::EventCondition(std::string_view text) : condition_(text, whyNoField) {}

bool EventCondition::holds(const Event& event) const {
  return condition_.holds([&](std::string_view field) { return fieldOf(event, field); });
}

}  // namespace herald::filter
