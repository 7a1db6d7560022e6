#pragma once

#include <CLI/App.hpp>

#include "heraldctl/verbs/add_daemon_verbs.h"

namespace herald::core::ctl {

/// Adds the verb `import`. `invocation` outlives the parsing.
void addImportVerb(CLI::App& app, Invocation& invocation);

}  // namespace herald::core::ctl
