// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Conversions between raw JSON values and numbers or flags.
namespace herald::printing {

/// The value of a JSON number. Returns nothing for null, a string, NaN, and any other text that is not a finite number.
std::optional<double> number(std::string_view raw);

/// A number as JSON. JSON has no NaN and no infinity: null.
std::string numberText(double value);
std::string numberText(const std::optional<double>& value);  ///< null without a value

/// True if the raw value is `true`.
bool isTrue(std::string_view raw);

}  // namespace herald::printing
