// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace herald::core::ctl {

/// A whole number of seconds for people: "40 s", "5 min", "3 h 12 min", "2 d 4 h". An empty text counts as 0.
std::string duration(const std::string& seconds);

/// A number of seconds for people, to the tenth if it is short: "5 ms", "2.5 s", "10 min".
std::string shortTime(const std::string& seconds);

}  // namespace herald::core::ctl
