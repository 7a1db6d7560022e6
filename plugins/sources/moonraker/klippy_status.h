// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace herald::moonraker {

/// What Klipper reported about the printer: the objects of `printer.objects.subscribe`, with all later differences
/// merged into them. For one thread.
class KlippyStatus {
 public:
  /// What Herald needs to follow the print.
  struct Snapshot {
    std::string state{};    ///< standby, printing, paused, complete, cancelled or error; empty: unknown
    std::string path{};     ///< of the file, below the folder `gcodes`
    std::string message{};  ///< why the print failed
    double printTime = 0;   ///< seconds with filament, without pauses
    double totalTime = 0;   ///< seconds since the start; it never goes back within a print
    std::optional<int> percent{};

    bool runs() const { return state == "printing" || state == "paused"; }
    bool paused() const { return state == "paused"; }
  };

  /// Forgets everything, then takes over a full status.
  void replace(std::string_view status);

  /// Takes over a status with only what has changed.
  void merge(std::string_view status);

  const Snapshot& snapshot() const { return snapshot_; }

  /// The raw value of an object at a dotted path, such as at("print_stats", "info.total_layer"). Empty if there is
  /// none. Valid until the next change.
  std::string_view at(std::string_view object, std::string_view path) const;

  /// The names of the extruders that Klipper has reported: `extruder`, `extruder1`, …
  std::vector<std::string> extruders() const;

  /// Whether a filament sensor that is switched on sees no filament.
  bool isOutOfFilament() const;

 private:
  std::map<std::string, std::string, std::less<>> objects_{};
  Snapshot snapshot_{};
};

/// True for the name of a Klipper object that is a filament sensor: `filament_switch_sensor NAME`.
bool isFilamentSensor(std::string_view object);

/// True for `extruder`, `extruder1`, `extruder2`, …
bool isExtruder(std::string_view object);

}  // namespace herald::moonraker
