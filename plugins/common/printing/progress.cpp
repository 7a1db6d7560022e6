// SPDX-License-Identifier: Apache-2.0
#include "printing/progress.h"

#include <algorithm>
#include <cmath>

#include "printing/json_values.h"

namespace herald::printing {
namespace {

// Python computes 29 % as 29.000000000000004 or 28.999999999999996.
constexpr double kRounding = 1e-9;

}  // namespace

std::optional<int> wholePercent(std::string_view completion) {
  const std::optional<double> value = number(completion);
  if (!value || *value < 0) return std::nullopt;
  return static_cast<int>(std::floor(std::min(*value, 100.0) + kRounding));
}

bool Progress::reach(int percent) {
  if (percent <= last_ || percent > 99) return false;
  last_ = percent;
  return true;
}

}  // namespace herald::printing
