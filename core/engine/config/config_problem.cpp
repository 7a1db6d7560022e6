// SPDX-License-Identifier: Apache-2.0
#include "engine/config/config_problem.h"

#include <algorithm>
#include <filesystem>
#include <tuple>
#include <utility>

#include "herald/safe_text.h"

namespace herald::core {

namespace {

std::vector<ConfigProblem> sorted(std::vector<ConfigProblem> problems) {
  sortProblems(problems);
  return problems;
}

std::string linesOf(const std::vector<ConfigProblem>& problems) {
  std::string lines;
  for (const auto& problem : problems) lines += (lines.empty() ? "" : "\n") + toString(problem);
  return lines;
}

}  // namespace

std::string toString(const Location& location) {
  const auto place = placeOf(location);
  return location.line == 0 ? place : place + ":" + std::to_string(location.line);
}

std::string placeOf(const Location& location) { return location.variable.empty() ? location.file : location.variable; }

std::string toString(const ConfigProblem& problem) {
  std::string text = toString(problem.at);
  if (!text.empty()) text += ": ";
  if (problem.severity == Severity::Warning) text += "warning: ";
  if (!problem.key.empty()) text += problem.key + ": ";
  return safeText(text + problem.text);
}

void sortProblems(std::vector<ConfigProblem>& problems) {
  // A folder comes before its subfolders, so the main file comes before the files of conf.d.
  const auto place = [](const ConfigProblem& problem) {
    const std::filesystem::path file(problem.at.file);
    return std::tuple(file.parent_path(), file.filename(), problem.at.line, problem.at.variable);
  };
  std::stable_sort(problems.begin(), problems.end(), [&](const auto& a, const auto& b) { return place(a) < place(b); });
  std::vector<ConfigProblem> once;
  for (auto& problem : problems) {
    if (std::find(once.begin(), once.end(), problem) == once.end()) once.push_back(std::move(problem));
  }
  problems = std::move(once);
}

bool hasErrors(const std::vector<ConfigProblem>& problems) {
  return std::any_of(problems.begin(), problems.end(),
                     [](const auto& problem) { return problem.severity == Severity::Error; });
}

BadConfiguration::BadConfiguration(std::vector<ConfigProblem> problems)
    : std::runtime_error(linesOf(sorted(problems))), problems_(sorted(std::move(problems))) {}

}  // namespace herald::core
