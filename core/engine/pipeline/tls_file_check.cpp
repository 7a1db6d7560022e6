// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/tls_file_check.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace herald::core {

namespace {

using Member = std::string TlsFiles::*;
constexpr std::array<std::pair<std::string_view, Member>, 3> kPemOptions{
    {{"tls.ca", &TlsFiles::ca}, {"tls.certificate", &TlsFiles::certificate}, {"tls.key", &TlsFiles::key}}};

/// The files of a plugin, by what precedes the names of their options: "" or "oauth.".
std::map<std::string, TlsFiles> filesOf(const Settings& settings) {
  std::map<std::string, TlsFiles> files;
  for (const auto& option : settings.options()) {
    const auto value = settings.values().find(option.name);
    if (value == settings.values().end()) continue;
    for (const auto& [name, member] : kPemOptions) {
      if (!option.name.ends_with(name)) continue;
      const auto prefix = option.name.substr(0, option.name.size() - name.size());
      if (prefix.empty() || prefix.ends_with('.')) files[prefix].*member = value->second;
    }
  }
  return files;
}

}  // namespace

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
