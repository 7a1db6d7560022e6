// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "herald/settings.h"

namespace herald::printing {

/// What filament costs, and how heavy it is.
struct Filament {
  double density = 0;  ///< g/cm³
  std::optional<double> pricePerKg{};
  std::optional<double> pricePerMeter{};
};

/// The options for it: `filament.density`, `filament.pricePerKg`, `filament.pricePerMeter`.
std::vector<Option> filamentOptions();

/// Rejects two prices.
Filament filamentOf(const Settings& settings);

/// The filament of a print as JSON: {"length": mm, "volume": cm³, "weight": g, "cost": …}; an unknown value is null.
/// Empty if nothing is known.
/// `used` is raw JSON as in OctoPrint's `job.filament`: {"tool0": {"length": 3851.77, "volume": 9.26}}.
std::string filamentUsed(std::string_view used, const Filament& filament);

}  // namespace herald::printing
