// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/tls_file_check.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace herald::core {

namespace {

using Member = std::string TlsFiles::*;
constexpr std::array<std::pair<std::string_view, Member>, 3> kOptions{
    {{"tls.ca", &TlsFiles::ca}, {"tls.certificate", &TlsFiles::certificate}, {"tls.key", &TlsFiles::key}}};

/// The member that the option sets; null if it names no PEM file.
Member memberOf(const Option& option) {
  const std::string_view name = option.name;
  const auto isIt = [&](const auto& one) {
    return name.ends_with(one.first) && (name == one.first || name[name.size() - one.first.size() - 1] == '.');
  };
  const auto* found = std::find_if(kOptions.begin(), kOptions.end(), isIt);
  return option.type == Type::Text && found != kOptions.end() ? found->second : nullptr;
}

/// The files of a plugin, by what precedes the names of their options: "" or "oauth.".
std::map<std::string, TlsFiles> filesOf(const Settings& settings) {
  std::map<std::string, TlsFiles> files;
  for (const auto& option : settings.options()) {
    const auto member = memberOf(option);
    if (member == nullptr) continue;
    files[option.name.substr(0, option.name.rfind("tls."))].*member = settings.text(option.name);
  }
  return files;
}

}  // namespace

Block TlsFileCheck::resolved(Block block, const std::vector<Option>& options) {
  for (const auto& option : options) {
    const auto found = memberOf(option) == nullptr ? block.entries.end() : block.entries.find(option.name);
    if (found == block.entries.end()) continue;
    auto& entry = found->second;
    if (entry.text.empty() || std::filesystem::path(entry.text).is_absolute()) continue;
    entry.text = paths_.resolve(entry.at, entry.key, entry.text).string();
  }
  return block;
}

std::vector<Problem> TlsFileCheck::problemsWith(const Settings& settings) {
  std::vector<Problem> problems;
  for (const auto& [prefix, files] : filesOf(settings)) {
    const auto [known, isNew] = known_.try_emplace(files);
    if (isNew) known->second = problemsOf(files);
    for (const auto& [option, why] : known->second) problems.push_back({prefix + option, why});
  }
  return problems;
}

}  // namespace herald::core
