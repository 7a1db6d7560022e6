// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <vector>

#include "heraldctl/verbs/verb.h"

namespace herald::core::ctl {

/// Runs the verb that the command line names, or prints the help or the version. Prints to `err` what is wrong with the
/// command line; without a verb, that is the help. Returns the exit code. Throws what the verb throws.
int runCommandLine(int argc, const char* const* argv, const std::vector<Verb>& verbs, std::ostream& out,
                   std::ostream& err);

}  // namespace herald::core::ctl
