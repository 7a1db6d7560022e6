// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "heraldctl/doctor/doctor.h"

namespace herald::core::ctl {

/// True if at least one finding is an error.
bool hasError(const std::vector<Examined>& all);

/// Prints each finding with its remedy, errors first, and a line that counts them.
void printExamined(const std::vector<Examined>& all, std::ostream& out);

/// The same as JSON: {"examined": ["clock", …], "findings": [{"name", "severity", "sentence", "remedy"}, …]}.
std::string examinedJson(const std::vector<Examined>& all);

}  // namespace herald::core::ctl
