#include <ostream>

#include "engine/pipeline/dry_run.h"
#include "heraldctl/verbs/local_verbs.h"

namespace herald::core::ctl {

namespace {

std::string counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

}  // namespace

int check(const std::filesystem::path& config, std::ostream& out) {
  const Plan plan = DryRun().plan(readConfiguration(config));
  out << config.string() << " is right: " << counted(plan.sources.size(), "source") << ", "
      << counted(plan.routes.size(), "route") << ", " << counted(plan.sinks.size(), "sink") << "\n";
  return 0;
}

}  // namespace herald::core::ctl
