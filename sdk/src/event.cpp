// SPDX-License-Identifier: Apache-2.0
#include "herald/event.h"

#include <Poco/DateTimeFormatter.h>
#include <Poco/Timestamp.h>

#include <algorithm>

namespace herald::inline v1 {

std::string_view toString(Category category) {
  switch (category) {
    case Category::Lifecycle: return "lifecycle";
    case Category::Error: return "error";
    case Category::Progress: return "progress";
    case Category::Other: break;
  }
  return "other";
}

std::string toRfc3339(std::chrono::system_clock::time_point time) {
  using namespace std::chrono;
  constexpr sys_time<microseconds> kFirst = sys_days(year(0) / January / 1);
  constexpr sys_time<microseconds> kLast = sys_days(year(10000) / January / 1) - microseconds(1);
  const auto inRange = std::clamp(floor<microseconds>(time), kFirst, kLast);
  return Poco::DateTimeFormatter::format(Poco::Timestamp(inRange.time_since_epoch().count()), "%Y-%m-%dT%H:%M:%S.%iZ");
}

}  // namespace herald::inline v1
