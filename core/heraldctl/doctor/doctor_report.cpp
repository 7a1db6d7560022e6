// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/doctor/doctor_report.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <ostream>

#include "base/text/counted.h"
#include "base/text/json_texts.h"
#include "herald/json.h"

namespace herald::core::ctl {

namespace {

using Grade = Finding::Severity;

constexpr std::array kSeverities{Grade::Error, Grade::Warning, Grade::Hint};

std::string wordFor(Grade severity) {
  switch (severity) {
    case Grade::Error: return "error";
    case Grade::Warning: return "warning";
    case Grade::Hint: return "hint";
  }
  return {};
}

std::size_t countOf(const std::vector<Examined>& all, Grade severity) {
  std::size_t count = 0;
  for (const auto& one : all) {
    count += static_cast<std::size_t>(std::ranges::count(one.findings, severity, &Finding::severity));
  }
  return count;
}

}  // namespace

bool hasError(const std::vector<Examined>& all) { return countOf(all, Grade::Error) > 0; }

void printExamined(const std::vector<Examined>& all, std::ostream& out) {
  for (const auto severity : kSeverities) {
    for (const auto& one : all) {
      for (const auto& finding : one.findings) {
        if (finding.severity != severity) continue;
        out << wordFor(severity) << ": " << one.name << ": " << finding.sentence << "\n";
        if (!finding.remedy.empty()) out << "    " << finding.remedy << "\n";
      }
    }
  }
  out << "looked at " << counted(all.size(), "thing") << ": ";
  std::string counts;
  for (const auto severity : kSeverities) {
    if (const auto count = countOf(all, severity)) {
      counts += (counts.empty() ? "" : ", ") + counted(count, wordFor(severity));
    }
  }
  out << (counts.empty() ? "all is well" : counts) << "\n";
}

std::string examinedJson(const std::vector<Examined>& all) {
  std::vector<std::string> names;
  std::string findings;
  for (const auto& one : all) {
    names.push_back(one.name);
    for (const auto& [severity, sentence, remedy] : one.findings) {
      findings += (findings.empty() ? "" : ",") + JsonObject()
                                                      .add("name", one.name)
                                                      .add("severity", wordFor(severity))
                                                      .add("sentence", sentence)
                                                      .add("remedy", remedy)
                                                      .text();
    }
  }
  return JsonObject().addRaw("examined", jsonTexts(names)).addRaw("findings", "[" + findings + "]").text();
}

}  // namespace herald::core::ctl
