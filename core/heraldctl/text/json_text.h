// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "herald/json.h"
#include "herald/safe_text.h"

namespace herald::core::ctl {

/// The value at a dotted path of a JSON document, as text for people. Empty if nothing is there.
inline std::string textAt(std::string_view json, std::string_view path) { return jsonToText(jsonAt(json, path)); }

/// The same on one line, for a terminal: see safeText().
inline std::string lineAt(std::string_view json, std::string_view path) { return safeText(textAt(json, path)); }

}  // namespace herald::core::ctl
