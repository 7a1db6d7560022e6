// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/verbs/verb.h"

#include <utility>

namespace herald::core::ctl {

Arguments::Arguments(std::filesystem::path config, Values values)
    : config_(std::move(config)), values_(std::move(values)) {}

std::vector<std::string> Arguments::list(const std::string& parameter) const {
  const auto found = values_.find(parameter);
  return found == values_.end() ? std::vector<std::string>() : found->second;
}

std::string Arguments::text(const std::string& parameter) const {
  const auto values = list(parameter);
  return values.empty() ? std::string() : values.front();
}

std::uint64_t Arguments::number(const std::string& parameter) const { return numbers(parameter).at(0); }

std::vector<std::uint64_t> Arguments::numbers(const std::string& parameter) const {
  std::vector<std::uint64_t> numbers;
  for (const auto& text : list(parameter)) numbers.push_back(std::stoull(text));
  return numbers;
}

}  // namespace herald::core::ctl
