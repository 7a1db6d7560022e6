// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "line_values.h"

namespace herald::serial {

/// The temperatures of one printer. It notices when a heater reaches its target. For one thread.
class Heaters {
 public:
  /// Takes the temperatures of a line. Returns the heaters that have now reached their targets: each target once, and
  /// only if the heater was away from it before.
  std::vector<Measured> take(const std::vector<Measured>& measured);

  /// The temperatures as OctoPrint shows them: {"tool0":{"actual":214.8,"target":215.0}}. An unknown value is null.
  std::string json() const;

  std::optional<double> actual(std::string_view name) const;  ///< nothing if it is not known

  void forget() { all_.clear(); }  ///< for a new connection, which may be to another printer

 private:
  struct Heater {
    Measured last{};
    bool away = false;  ///< whether it was away from its target
  };
  Heater& heater(const std::string& name);

  std::vector<Heater> all_{};  ///< sorted by name
};

}  // namespace herald::serial
