// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <vector>

#include "heraldctl/verbs/verb.h"

namespace herald::core::ctl {

/// Runs the verb that the command line names, or prints the help or the version. Returns the exit code. Throws what the
/// verb throws.
int runCommandLine(int argc, const char* const* argv, const std::vector<Verb>& verbs, std::ostream& out);

}  // namespace herald::core::ctl
