// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Conversions between raw JSON values and numbers or flags.
namespace herald::printing {

/// The value of a JSON number. Returns nothing for null, a string, and any other text that is not a number.
std::optional<double> number(std::string_view raw);

/// A finite number as JSON.
std::string numberText(double value);

/// True if the raw value is `true`.
bool isTrue(std::string_view raw);

}  // namespace herald::printing
