#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace herald::common {

/// A JSON number as a double; nothing for null, a string and whatever else is no number.
std::optional<double> number(std::string_view raw);

/// A finite number as JSON.
std::string numberText(double value);

/// "true".
bool isTrue(std::string_view raw);

}  // namespace herald::common
