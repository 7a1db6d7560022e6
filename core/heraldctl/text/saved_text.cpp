// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/saved_text.h"

#include <ostream>

#include "herald/json.h"
#include "herald/safe_text.h"

namespace herald::core::ctl {

void printReloadWarnings(std::string_view answer, std::ostream& out) {
  for (const auto warning : jsonElements(jsonAt(answer, "reload.warnings")))
    out << "warning: " << safeText(jsonToText(warning)) << "\n";
}

}  // namespace herald::core::ctl
