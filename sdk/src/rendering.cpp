// SPDX-License-Identifier: Apache-2.0
#include "herald/rendering.h"

#include <Poco/String.h>

#include <algorithm>
#include <functional>
#include <iterator>

namespace herald::inline v1 {

namespace {

[[noreturn]] void rejectMissing(const std::vector<std::string>& missing) {
  throw Failure(Outcome::Verdict::Rejected, "the event has no @" +
                                                Poco::cat(std::string(", @"), missing.begin(), missing.end()) +
                                                ": add a fallback (`@{name|fallback}`) or set strict = false");
}

}  // namespace

std::vector<Option> TemplateOptions::options() {
  return {{.name = "variables", .type = Type::Map, .help = "Variables of your own: `variables.chat = 12345` is @chat."},
          FieldLimits::option(),
          {.name = "strict",
           .type = Type::Flag,
           .fallback = "false",
           .help = "Reject an event if a variable is missing, instead of sending an empty text."}};
}

TemplateOptions::TemplateOptions() = default;

TemplateOptions::TemplateOptions(const Settings& settings)
    : variables_(settings.map("variables")), limits_(settings), strict_(settings.flag("strict")) {}

Vocabulary TemplateOptions::vocabulary() const {
  Vocabulary words;
  for (const auto& [name, text] : variables_) words.variables.push_back(name);
  return words;
}

Rendering::Rendering(const TemplateOptions& options, const Attempt& attempt) : options_(options), variables_(attempt) {
  for (const auto& [name, text] : options.variables_) variables_.set(name, text);
}

std::string Rendering::text(const Template& text) {
  std::vector<std::string> here;
  std::string rendered = text.render(std::cref(variables_), here);
  missing_.insert(missing_.end(), std::make_move_iterator(here.begin()), std::make_move_iterator(here.end()));
  return rendered;
}

std::string Rendering::text(const Template& text, std::string_view field) {
  return options_.limits_.cutField(this->text(text), field);
}

std::string Rendering::json(const Template& document) { return options_.limits_.cut(text(document)); }

std::vector<std::string> Rendering::missing() const {
  std::vector<std::string> all = missing_;
  const auto& inMessage = variables_.missingInMessage();
  all.insert(all.end(), inMessage.begin(), inMessage.end());
  std::ranges::sort(all);
  all.erase(std::unique(all.begin(), all.end()), all.end());
  if (options_.strict_ && !all.empty()) rejectMissing(all);
  return all;
}

}  // namespace herald::inline v1
