// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "engine/pipeline/dry_run.h"
#include "heraldctl/text/counted.h"
#include "heraldctl/verbs/verbs.h"

namespace herald::core::ctl {

namespace {

int check(const Arguments& arguments, std::ostream& out) {
  const Plan plan = DryRun().plan(readConfiguration(arguments.config()));
  out << arguments.config().string() << " is right: " << counted(plan.sources.size(), "source") << ", "
      << counted(plan.routes.size(), "route") << ", " << counted(plan.sinks.size(), "sink") << "\n";
  return 0;
}

}  // namespace

Verb checkVerb() {
  return {.name = "check",
          .help = "Check the configuration without starting anything; the exit code is 78 if it is wrong",
          .run = check};
}

}  // namespace herald::core::ctl
