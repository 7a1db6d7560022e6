#pragma once

#include <string_view>
#include <vector>

#include "condition.h"

namespace herald::filter {

/// FIELD OPERATOR VALUE, joined by `and`. Throws BadCondition.
std::vector<Comparison> parseCondition(std::string_view text);

}  // namespace herald::filter
