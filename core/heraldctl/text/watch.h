// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <iosfwd>

namespace herald::core::ctl {

/// Prints again and again, every two seconds, until the user ends the program or `out` fails. On a terminal each round
/// replaces the one before. A round that fails prints its error, and the next one begins as usual.
void watch(std::ostream& out, const std::function<void(std::ostream& out)>& print);

}  // namespace herald::core::ctl
