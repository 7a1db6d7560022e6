#pragma once

#include <string_view>

#include "line_table.h"

namespace herald::serial {

/// A line with its kind. The views point into what was classified.
struct Line {
  LineKind kind = LineKind::Unknown;
  bool ok = false;          ///< an acknowledgement stood before it
  bool runOut = false;      ///< says, whatever else it says, that the filament has run out
  std::string_view text{};  ///< without the acknowledgement and blanks around it
};

/// Takes any bytes; never throws.
Line classify(std::string_view text) noexcept;

/// The rule of the table that a line fits, which stands here without its acknowledgement; none for a host action and
/// for what is in no rule.
const LineRule* ruleOf(std::string_view text) noexcept;

/// Does `text` hold `part`? The case of letters does not matter, and `#` in `part` is any digit.
bool holds(std::string_view text, std::string_view part);

/// Without blanks and NUL bytes around it.
std::string_view trimmed(std::string_view text);

}  // namespace herald::serial
