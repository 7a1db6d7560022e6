// SPDX-License-Identifier: Apache-2.0
#include "template_transform.h"

#include <algorithm>
#include <functional>
#include <stdexcept>

#include "herald/json.h"
#include "herald/variables.h"

namespace herald::template_transform {
namespace {

/// The key in the configuration: the member of the map (`set.payload.a`), or the option if all members are in one
/// value.
std::string keyOf(const Settings& settings, const std::string& option, const std::string& member) {
  const std::string whole = option + "." + member;
  return settings.values().contains(whole) ? whole : option;
}

EventField parseField(const Settings& settings, const std::string& option, const std::string& name) {
  try {
    return EventField(name);
  } catch (const std::invalid_argument& bad) {
    settings.reject(option, bad.what());
  }
}

EventField parseRemovable(const Settings& settings, const std::string& option, const std::string& name) {
  EventField field = parseField(settings, option, name);
  if (!field.mayBeEmpty()) settings.reject(option, "`" + name + "` cannot be removed: every event has it");
  return field;
}

}  // namespace

std::vector<Option> TemplateTransform::options() const {
  return {
      {"set", Type::TemplateMap, "", "Fields and their templates: `set.payload.note = @job.file.name is ready`."},
      {"rename", Type::Map, "", "Fields and their new names: `rename.payload.time = payload.seconds`."},
      {"drop", Type::List, "", "Fields to remove: `payload.path, context.meta`."},
  };
}

void TemplateTransform::configure(const Settings& settings, Host&) {
  for (const std::string& name : settings.list("drop")) drop_.push_back(parseRemovable(settings, "drop", name));
  for (const auto& [from, to] : settings.map("rename")) {
    const std::string key = keyOf(settings, "rename", from);
    rename_.emplace_back(parseRemovable(settings, key, from), parseField(settings, key, to));
  }
  for (const auto& [name, text] : settings.map("set")) {
    const std::string key = keyOf(settings, "set", name);
    set_.emplace_back(parseField(settings, key, name), Template(jsonQuote(text), Place::Json));
  }
}

void TemplateTransform::apply(const Event& event, const Emit& emit) {
  Event changed = event;
  for (const EventField& field : drop_) field.remove(changed);
  for (const auto& [from, to] : rename_) {
    const std::string raw = from.read(changed);
    if (raw.empty()) continue;
    from.remove(changed);
    to.write(changed, raw);
  }
  const Variables variables(event);
  for (const auto& [field, value] : set_) field.write(changed, value.render(std::cref(variables)));
  emit(std::move(changed));
}

Vocabulary TemplateTransform::vocabulary() const {
  Vocabulary words;
  const auto add = [&](const EventField& field) {
    if (field.isOpen()) words.events.emplace_back("*");
    if (!field.variable().empty()) words.variables.push_back(field.variable());
  };
  for (const auto& [field, value] : set_) add(field);
  for (const auto& [from, to] : rename_) add(to);
  return words;
}

bool TemplateTransform::uses(std::string_view variable) const {
  return std::any_of(set_.begin(), set_.end(), [&](const auto& entry) { return entry.second.uses(variable); });
}

}  // namespace herald::template_transform
