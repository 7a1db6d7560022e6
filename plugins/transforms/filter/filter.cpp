#include "filter.h"

#include <algorithm>

#include "glob.h"

namespace herald::filter {
namespace {

bool fits(const std::vector<std::string>& globs, const std::string& name) {
  return globs.empty() ||
         std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) { return globMatches(glob, name); });
}

}  // namespace

std::vector<Option> Filter::options() const {
  return {
      {"where", Type::Text, "", "Comparisons of fields, joined by `and`: `payload.time > 600`."},
      {"types", Type::List, "", "Globs, one of which the event's type has to fit; all types if empty."},
      {"devices", Type::List, "", "Globs, one of which the event's device has to fit; all devices if empty."},
      {"invert", Type::Flag, "false", "Hold back what fits, and let the rest through."},
  };
}

void Filter::configure(const Settings& settings, Host&) {
  try {
    where_ = Condition(settings.text("where"));
  } catch (const BadCondition& bad) {
    settings.reject("where", bad.what());
  }
  types_ = settings.list("types");
  devices_ = settings.list("devices");
  invert_ = settings.flag("invert");
}

void Filter::apply(const Event& event, const Emit& emit) {
  const bool fit = fits(types_, event.type) && fits(devices_, event.device) && where_.holds(event);
  if (fit != invert_) emit(event);
}

}  // namespace herald::filter
