// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/time_text.h"

#include <cmath>

namespace herald::core::ctl {

std::string duration(const std::string& seconds) {
  const auto all = std::stoll(seconds.empty() ? "0" : seconds);
  const auto part = [](long long count, const char* unit) { return std::to_string(count) + " " + unit; };
  if (all < 60) return part(all, "s");
  if (all < 3600) return part(all / 60, "min");
  if (all < 86400) return part(all / 3600, "h") + " " + part(all % 3600 / 60, "min");
  return part(all / 86400, "d") + " " + part(all % 86400 / 3600, "h");
}

std::string shortTime(const std::string& seconds) {
  const auto millis = std::llround(std::stod(seconds) * 1000);
  if (millis < 1000) return std::to_string(millis) + " ms";
  const auto tenths = millis / 100;
  if (tenths < 100 && tenths % 10 != 0) return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + " s";
  return duration(std::to_string(millis / 1000));
}

}  // namespace herald::core::ctl
