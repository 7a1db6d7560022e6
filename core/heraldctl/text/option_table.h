// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <vector>

#include "herald/settings.h"

namespace herald::core::ctl {

/// Prints declared options for a terminal: name, type, default, unit and help.
void printOptions(const std::vector<Option>& options, std::ostream& out);

/// Prints the same as a Markdown table, for a README.
void printMarkdown(const std::vector<Option>& options, std::ostream& out);

}  // namespace herald::core::ctl
