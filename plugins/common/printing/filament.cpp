// SPDX-License-Identifier: Apache-2.0
#include "printing/filament.h"

#include <cmath>

#include "herald/json.h"
#include "printing/json_values.h"

namespace herald::printing {
namespace {

std::optional<double> rounded(std::optional<double> value) {
  return value ? std::optional(std::round(*value * 100) / 100) : std::nullopt;
}

std::optional<double> times(std::optional<double> one, std::optional<double> other) {
  return one && other ? std::optional(*one * *other) : std::nullopt;
}

/// The sum of this member over all tools.
std::optional<double> sum(std::string_view used, std::string_view member) {
  std::optional<double> total;
  for (const auto& [tool, values] : jsonMembers(used)) {
    const std::optional<double> value = number(jsonAt(values, member));
    if (value && *value >= 0) total = total.value_or(0) + *value;
  }
  return total;
}

std::optional<double> numberOf(const Settings& settings, std::string_view name) {
  return settings.has(name) ? std::optional(settings.number(name)) : std::nullopt;
}

}  // namespace

std::vector<Option> filamentOptions() {
  return {
      {.name = "filament.pricePerKg",
       .type = Type::Number,
       .help = "What a kilogram of filament costs, for the cost in PrintDone.",
       .least = "0"},
      {.name = "filament.pricePerMeter",
       .type = Type::Number,
       .help = "What a metre of filament costs, if you know that instead.",
       .least = "0"},
      {.name = "filament.density",
       .type = Type::Number,
       .fallback = "1.24",
       .help = "The density of the filament in g/cm³, for its weight: 1.24 is PLA, 1.27 PETG, 1.04 ABS.",
       .least = "0.1",
       .most = "20"},
  };
}

Filament filamentOf(const Settings& settings) {
  if (settings.has("filament.pricePerKg") && settings.has("filament.pricePerMeter"))
    settings.reject("filament.pricePerMeter", "is a second price beside filament.pricePerKg: keep one of them");
  return {settings.number("filament.density"), numberOf(settings, "filament.pricePerKg"),
          numberOf(settings, "filament.pricePerMeter")};
}

std::string filamentUsed(std::string_view used, const Filament& filament) {
  const std::optional<double> length = sum(used, "length"), volume = sum(used, "volume");
  if (!length && !volume) return {};
  const std::optional<double> weight = times(volume, filament.density);
  const std::optional<double> cost = filament.pricePerMeter ? times(length, *filament.pricePerMeter / 1000)
                                     : filament.pricePerKg  ? times(weight, *filament.pricePerKg / 1000)
                                                            : std::nullopt;
  return JsonObject()
      .addRaw("length", numberText(rounded(length)))
      .addRaw("volume", numberText(rounded(volume)))
      .addRaw("weight", numberText(rounded(weight)))
      .addRaw("cost", numberText(rounded(cost)))
      .text();
}

}  // namespace herald::printing
