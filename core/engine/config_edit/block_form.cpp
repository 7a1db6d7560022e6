// SPDX-License-Identifier: Apache-2.0
#include "engine/config_edit/block_form.h"

#include <charconv>

namespace herald::core {

namespace {

constexpr std::string_view kFormTwin = ".file";

int numberAfter(std::string_view text, std::string_view word) {
  const auto at = text.rfind(word);
  if (at == std::string_view::npos) return 0;
  int number = 0;
  std::from_chars(text.data() + at + word.size(), text.data() + text.size(), number);
  return number;
}

FormFault faultOf(const ConfigProblem& problem, std::string_view prefix) {
  if (!problem.key.starts_with(prefix)) return {.detail = toString(problem)};
  std::string key = problem.key.substr(prefix.size());
  if (key.ends_with(kFormTwin)) key.resize(key.size() - kFormTwin.size());
  return {.key = key,
          .detail = problem.text,
          .line = numberAfter(problem.text, "at line "),
          .column = numberAfter(problem.text, ", column ")};
}

}  // namespace

std::vector<FormFault> faultsOf(const std::vector<ConfigProblem>& problems, std::string_view prefix,
                                Severity severity) {
  std::vector<FormFault> faults;
  for (const auto& problem : problems) {
    if (problem.severity == severity) faults.push_back(faultOf(problem, prefix));
  }
  return faults;
}

}  // namespace herald::core
