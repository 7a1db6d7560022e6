// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "herald/json.h"

namespace herald::core::ctl {

/// The value at a dotted path of a JSON document, as text for people. Empty if nothing is there.
inline std::string textAt(std::string_view json, std::string_view path) { return jsonToText(jsonAt(json, path)); }

}  // namespace herald::core::ctl
