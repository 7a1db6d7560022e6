// SPDX-License-Identifier: Apache-2.0
#include "filter.h"

#include "matching/glob.h"

namespace herald::filter {
namespace {

bool matchesAny(const std::vector<std::string>& globs, const std::string& name) {
  return globs.empty() || matching::anyMatches(globs, name);
}

}  // namespace

std::vector<Option> Filter::options() const {
  return {
      {"where", Type::Text, "", "Comparisons of fields, joined by `and` and `or`: `payload.time > 600`."},
      {"types", Type::List, "", "Event types to match, with `*`, `?` and `[a-z]` as wildcards. Empty means all."},
      {"devices", Type::List, "", "Devices to match, with `*`, `?` and `[a-z]` as wildcards. Empty means all."},
      {"invert", Type::Flag, "false", "Hold back the events that match, and pass the others."},
  };
}

void Filter::configure(const Settings& settings, Host&) {
  try {
    where_ = EventCondition(settings.text("where"));
  } catch (const matching::BadCondition& bad) {
    settings.reject("where", bad.what());
  }
  types_ = settings.list("types");
  devices_ = settings.list("devices");
  invert_ = settings.flag("invert");
}

void Filter::apply(const Event& event, const Emit& emit) {
  const bool matches = matchesAny(types_, event.type) && matchesAny(devices_, event.device) && where_.holds(event);
  if (matches != invert_) emit(event);
}

}  // namespace herald::filter
