// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/doctor/patient.h"

#include <exception>
#include <utility>

#include "base/files/trusted_place.h"
#include "engine/config/standard_paths.h"
#include "engine/pipeline/data_folder_review.h"
#include "engine/pipeline/dry_run.h"
#include "engine/pipeline/http_factory.h"
#include "engine/pipeline/secret_file_review.h"
#include "heraldctl/doctor/service_view.h"

namespace herald::core::ctl {

namespace fs = std::filesystem;

namespace {

void append(std::vector<ConfigProblem>& all, std::vector<ConfigProblem> more) {
  for (auto& problem : more) all.push_back(std::move(problem));
}

void readInto(Patient& patient, const fs::path& file) {
  try {
    patient.configuration = readConfiguration(file);
  } catch (const BadConfiguration& bad) {
    append(patient.errors, bad.problems());
    patient.configuration.dataDir = defaultDataDir();
  }
}

/// The plan, and what only it shows. Without the warnings that a plan has: those are about what it will do, and `check`
/// shows them.
void planInto(Patient& patient) {
  if (!patient.errors.empty()) return;
  try {
    patient.plan = DryRun(makeHttpClient, patient.mask).plan(patient.configuration);
    patient.mask->set(patient.plan.secrets());
    append(patient.permissions, reviewSecretFiles(patient.configuration, patient.plan));
  } catch (const BadConfiguration& bad) {
    for (const auto& problem : bad.problems()) {
      if (problem.severity == Severity::Error) patient.errors.push_back(problem);
    }
  } catch (const std::exception& error) {
    patient.errors.push_back({{patient.configuration.file.string(), 0}, "", error.what()});
  }
}

void reviewPlaces(Patient& patient, const fs::path& file) {
  if (patient.configuration.core.contains("herald")) {
    append(patient.permissions, reviewDataFolder(patient.configuration, patient.user));
  }
  const auto why = whyUntrusted(fs::absolute(file), patient.user);
  if (!why.empty()) patient.permissions.push_back({{file.string(), 0}, "", why, Severity::Warning});
}

}  // namespace

Patient meet(const fs::path& file) {
  Patient patient;
  const ServiceView view(file, patient.permissions);
  readInto(patient, file);
  patient.user = daemonOf(patient.configuration.dataDir);
  planInto(patient);
  reviewPlaces(patient, file);
  return patient;
}

}  // namespace herald::core::ctl
