// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string>

namespace herald::core::ctl {

/// Asks the person at the terminal for a new password, twice, and shows nothing of it. Returns an empty text if they
/// want none of their own. If standard input is no terminal, its first line is the password. Throws std::runtime_error
/// if the two differ.
std::string askForPassword(std::ostream& out);

}  // namespace herald::core::ctl
