// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "base/text/counted.h"
#include "engine/config/environment_properties.h"
#include "engine/pipeline/data_folder_review.h"
#include "engine/pipeline/dry_run.h"
#include "engine/pipeline/logging_review.h"
#include "heraldctl/doctor/service_view.h"
#include "heraldctl/verbs/verbs.h"

namespace herald::core::ctl {

namespace {

namespace fs = std::filesystem;

Plan planOf(const fs::path& file, std::vector<ConfigProblem>& warnings) {
  Configuration configuration = readConfiguration(file);
  for (auto& problem : reviewLogging(configuration)) configuration.problems.push_back(std::move(problem));
  for (auto& problem : reviewDataFolder(configuration, daemonOf(configuration.dataDir)))
    configuration.problems.push_back(std::move(problem));
  Plan plan = DryRun().plan(configuration);
  warnings.insert(warnings.end(), plan.warnings.begin(), plan.warnings.end());
  return plan;
}

[[noreturn]] void refuse(std::vector<ConfigProblem> warnings) {
  for (auto& warning : warnings) warning.severity = Severity::Error;
  throw BadConfiguration(std::move(warnings));
}

int check(const Arguments& arguments, std::ostream& out) {
  const fs::path& file = arguments.config();
  std::vector<ConfigProblem> warnings;
  const ServiceView view(file, warnings);
  const Plan plan = planOf(file, warnings);
  if (arguments.flag("--strict") && !warnings.empty()) refuse(std::move(warnings));
  for (const auto& warning : warnings) out << toString(warning) << "\n";
  for (const auto& variable : plan.variables) out << variable << ": note: sets " << *keyOfVariable(variable) << "\n";
  for (const auto& [what, at, by] : plan.replaced) {
    out << toString(at) << ": note: " << what << " does not count: " << toString(by) << " has another one\n";
  }
  out << file.string() << " is right: " << counted(plan.sources.size(), "source") << ", "
      << counted(plan.routes.size(), "route") << ", " << counted(plan.sinks.size(), "sink");
  for (const auto& console : plan.consoleFiles) out << "; with " << console.string();
  if (!plan.variables.empty()) out << "; with " << counted(plan.variables.size(), "environment variable");
  if (!warnings.empty()) out << "; " << counted(warnings.size(), "warning");
  out << "\n";
  return 0;
}

}  // namespace

Verb checkVerb() {
  return {.name = "check",
          .help = "Check the configuration without starting anything; the exit code is 78 if it is wrong",
          .parameters = {{.name = "--strict",
                          .help = "Take a warning, about something that can never work as it is written, for an error",
                          .kind = Parameter::Kind::Flag}},
          .run = check};
}

}  // namespace herald::core::ctl
