// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace herald::core::ctl {

/// True if the JSON object has a tag in `tags` that matches the pattern. An empty pattern matches everything.
bool hasTag(std::string_view object, const std::string& pattern);

/// Throws std::runtime_error if no member of the JSON object `all` has such a tag.
void requireTag(std::string_view all, const std::string& pattern);

}  // namespace herald::core::ctl
