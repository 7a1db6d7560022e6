// SPDX-License-Identifier: Apache-2.0
#include "herald/event.h"

#include <Poco/DateTimeFormatter.h>
#include <Poco/Timestamp.h>

#include <algorithm>
#include <array>

namespace herald::inline v1 {

namespace {

// The print, and a printer that waits for somebody.
constexpr std::array<std::string_view, 11> kLifecycleTypes{
    "PrintStarted", "PrintDone",      "PrintFailed",      "PrintCancelling", "PrintCancelled", "PrintPaused",
    "PrintResumed", "FirstLayerDone", "UserActionNeeded", "FilamentRunout",  "BedCooled"};

constexpr std::array<std::string_view, 5> kErrorTypes{"Error", "EStop", "PrinterReset", "TransferFailed",
                                                      "InvalidToolReported"};

}  // namespace

std::string_view toString(Category category) {
  switch (category) {
    case Category::Lifecycle: return "lifecycle";
    case Category::Error: return "error";
    case Category::Progress: return "progress";
    case Category::Other: break;
  }
  return "other";
}

Category categoryOf(std::string_view type) {
  if (std::ranges::find(kLifecycleTypes, type) != kLifecycleTypes.end()) return Category::Lifecycle;
  if (type == "PrintProgress" || type == "PrintLayer") return Category::Progress;
  return std::ranges::find(kErrorTypes, type) != kErrorTypes.end() ? Category::Error : Category::Other;
}

std::string toRfc3339(std::chrono::system_clock::time_point time) {
  using namespace std::chrono;
  constexpr sys_time<microseconds> kFirst = sys_days(year(0) / January / 1);
  constexpr sys_time<microseconds> kLast = sys_days(year(10000) / January / 1) - microseconds(1);
  const auto inRange = std::clamp(floor<microseconds>(time), kFirst, kLast);
  return Poco::DateTimeFormatter::format(Poco::Timestamp(inRange.time_since_epoch().count()), "%Y-%m-%dT%H:%M:%S.%iZ");
}

}  // namespace herald::inline v1
