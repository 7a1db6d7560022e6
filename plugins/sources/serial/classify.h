// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "line_table.h"

namespace herald::serial {

/// A line with its kind. The views point into the classified text.
struct Line {
  LineKind kind = LineKind::Unknown;
  bool ok = false;          ///< an acknowledgement (`ok`) came before it
  bool runOut = false;      ///< whether it reports that the filament has run out, for any kind
  bool host = false;        ///< the host says it, not the printer
  std::string_view text{};  ///< without the acknowledgement and surrounding blanks
};

/// Takes any bytes. Never throws.
Line classify(std::string_view text) noexcept;

/// The first rule of lineRules() that matches a line. `text` has no acknowledgement. Returns null for a host action,
/// and for a line that no rule matches.
const LineRule* ruleOf(std::string_view text) noexcept;

/// True if `text` contains `part`. Ignores case; `#` in `part` matches any digit.
bool contains(std::string_view text, std::string_view part);

/// The text without surrounding blanks and NUL bytes.
std::string_view trimmed(std::string_view text);

}  // namespace herald::serial
