// SPDX-License-Identifier: Apache-2.0
#include "heaters.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "herald/json.h"

namespace herald::serial {
namespace {

// In degrees. Firmware holds a temperature within about one degree.
constexpr double kReached = 1.0;
constexpr double kAway = 3.0;

JsonObject& addNumber(JsonObject& object, std::string_view name, const std::optional<double>& value) {
  return value ? object.add(name, *value) : object.addRaw(name, "null");
}

}  // namespace

std::vector<Measured> Heaters::take(const std::vector<Measured>& measured) {
  std::vector<Measured> reached;
  for (const Measured& now : measured) {
    Heater& known = heater(now.name);
    if (now.actual) known.last.actual = now.actual;
    if (now.target && now.target != known.last.target) {
      known.last.target = now.target;
      known.away = false;
    }
    if (!known.last.target || !known.last.actual || *known.last.target <= 0) continue;
    const double off = std::abs(*known.last.actual - *known.last.target);
    if (off >= kAway) known.away = true;
    if (off <= kReached && std::exchange(known.away, false)) reached.push_back(known.last);
  }
  return reached;
}

Heaters::Heater& Heaters::heater(const std::string& name) {
  const auto place = std::lower_bound(all_.begin(), all_.end(), name, [](const Heater& one, const std::string& other) {
    return one.last.name < other;
  });
  if (place != all_.end() && place->last.name == name) return *place;
  return *all_.insert(place, Heater{{name, {}, {}}, false});
}

std::optional<double> Heaters::actual(std::string_view name) const {
  for (const Heater& heater : all_)
    if (heater.last.name == name) return heater.last.actual;
  return std::nullopt;
}

std::string Heaters::json() const {
  JsonObject object;
  for (const Heater& heater : all_) {
    JsonObject values;
    addNumber(values, "actual", heater.last.actual);
    addNumber(values, "target", heater.last.target);
    object.addRaw(heater.last.name, values.text());
  }
  return object.text();
}

}  // namespace herald::serial
