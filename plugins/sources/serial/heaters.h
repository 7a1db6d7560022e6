#pragma once

#include <string>
#include <vector>

#include "line_values.h"

namespace herald::serial {

/// The temperatures of one printer, and when each comes to what is aimed at.
class Heaters {
 public:
  /// Takes what a line says. Gives what has now reached its aim: once for each aim, and only if it was away from it
  /// before.
  std::vector<Measured> take(const std::vector<Measured>& measured);

  /// As OctoPrint shows them: {"tool0":{"actual":214.8,"target":215.0}}; null for what the printer does not say.
  std::string json() const;

  void forget() { all_.clear(); }  ///< another printer may be at the line now

 private:
  struct Heater {
    Measured last{};
    bool away = false;  ///< was seen away from its aim
  };
  Heater& heater(const std::string& name);

  std::vector<Heater> all_{};  ///< in the order of their names
};

}  // namespace herald::serial
