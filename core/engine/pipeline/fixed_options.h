// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace herald::core {

/// Why this option of a sink cannot differ by event or device, as a clause that says what to use instead: Herald itself
/// needs it before it chooses the options for an event. Empty for `timeout`, for the picture (`snapshot`,
/// `snapshot.most`) and for every option of a plugin.
std::string whyFixed(const std::string& option);

}  // namespace herald::core
