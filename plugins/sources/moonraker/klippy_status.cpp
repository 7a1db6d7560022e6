// SPDX-License-Identifier: Apache-2.0
#include "klippy_status.h"

#include <algorithm>
#include <iterator>

#include "herald/json.h"
#include "printing/json_values.h"
#include "printing/progress.h"

namespace herald::moonraker {
namespace {

using printing::number;

constexpr double kOldProgress = 6;  // seconds; Klipper forgets the slicer's last report after five

/// Klipper's progress is a fraction. `display` is what the slicer says by M73, and `file` the position in the file. A
/// print that has just begun may still show what the slicer said in the last one.
std::optional<int> percentOf(std::string_view display, std::string_view file, double totalTime) {
  std::optional<double> fraction = totalTime < kOldProgress ? std::nullopt : number(display);
  if (!fraction || *fraction <= 0) fraction = number(file);
  return fraction ? printing::wholePercent(printing::numberText(*fraction * 100)) : std::nullopt;
}

}  // namespace

void KlippyStatus::replace(std::string_view status) {
  objects_.clear();
  merge(status);
}

void KlippyStatus::merge(std::string_view status) {
  for (const auto& [object, values] : jsonMembers(status)) {
    std::string& known = objects_[object];
    for (const auto& [name, value] : jsonMembers(values)) known = jsonWith(known, name, value);
  }
  snapshot_.state = jsonToText(at("print_stats", "state"));
  snapshot_.path = jsonToText(at("print_stats", "filename"));
  snapshot_.message = jsonToText(at("print_stats", "message"));
  snapshot_.printTime = number(at("print_stats", "print_duration")).value_or(0);
  snapshot_.totalTime = number(at("print_stats", "total_duration")).value_or(0);
  snapshot_.percent =
      percentOf(at("display_status", "progress"), at("virtual_sdcard", "progress"), snapshot_.totalTime);
}

std::string_view KlippyStatus::at(std::string_view object, std::string_view path) const {
  const auto known = objects_.find(object);
  return known == objects_.end() ? std::string_view() : jsonAt(known->second, path);
}

bool KlippyStatus::isOutOfFilament() const {
  return std::any_of(objects_.begin(), objects_.end(), [](const auto& object) {
    return isFilamentSensor(object.first) && jsonAt(object.second, "filament_detected") == "false" &&
           jsonAt(object.second, "enabled") != "false";
  });
}

std::vector<std::string> KlippyStatus::extruders() const {
  std::vector<std::string> names;
  for (const auto& [object, values] : objects_)
    if (isExtruder(object)) names.push_back(object);
  return names;
}

bool isExtruder(std::string_view object) {
  constexpr std::string_view kName = "extruder";
  return object.starts_with(kName) &&
         std::all_of(object.begin() + kName.size(), object.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool isFilamentSensor(std::string_view object) {
  return object.starts_with("filament_switch_sensor ") || object.starts_with("filament_motion_sensor ");
}

}  // namespace herald::moonraker
