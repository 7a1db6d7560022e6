// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace herald::core {

/// JSON that somebody is still typing, with an end: `{"text": "@mess` becomes `{"text": "@mess"}`. Drops what cannot
/// stand at the end: half an escape, a comma, a key without a value. Nothing if the text is wrong before its end. Takes
/// time in proportion to the text.
std::optional<std::string> completedJson(std::string_view text);

}  // namespace herald::core
