// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <ostream>

#include "herald/json.h"
#include "heraldctl/doctor/doctor_report.h"
#include "heraldctl/doctor/patient.h"
#include "heraldctl/verbs/verbs.h"

namespace herald::core::ctl {

namespace {

constexpr std::chrono::seconds kLimit{5};      // for each look at the network
constexpr std::chrono::seconds kPatience{15};  // for all

int examineAll(const Arguments& arguments, std::ostream& out) {
  const auto patient = meet(arguments.config());
  const auto all = examine(examinationsOf(patient, HERALD_VERSION, kLimit), kPatience);
  if (arguments.flag("--json")) {
    out << jsonPretty(examinedJson(all)) << "\n";
  } else {
    printExamined(all, out);
  }
  return hasError(all) ? 1 : 0;
}

}  // namespace

Verb doctorVerb() {
  return {.name = "doctor",
          .help =
              "Look for what usually goes wrong around Herald, and say what to do; the exit code is 1 if something "
              "keeps events from arriving",
          .parameters = {{.name = "--json", .help = "Print it as JSON", .kind = Parameter::Kind::Flag}},
          .run = examineAll};
}

}  // namespace herald::core::ctl
