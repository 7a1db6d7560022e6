// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/secret_file_review.h"

#include <set>
#include <string>
#include <utility>

#include "base/files/world_readable.h"
#include "engine/config/character_check.h"
#include "engine/config/core_options.h"
#include "engine/config/relative_paths.h"
#include "engine/pipeline/variant_key.h"
#include "herald/json.h"
#include "herald/text.h"

namespace herald::core {

namespace {

const std::string kTlsKey = "tls.key";

/// The file with the secret of this entry; empty if it has none.
std::string secretFileOf(const std::string& name, const Entry& entry, const Option* option, const std::string& folder) {
  const std::string_view text = withoutEdges(entry.text);
  if (text.empty() || entry.fromPreset || isJsonObject(text)) return {};
  if (name == kTlsKey || name.ends_with("." + kTlsKey)) {
    std::vector<ConfigProblem> reportedBefore;
    return pathOf(entry, folder, reportedBefore);
  }
  const bool isSecret = option && option->type == Type::Secret;
  if (!entry.fromFile) return isSecret ? entry.at.file : "";
  const bool isSentence = text.find_first_of(" \n") != std::string_view::npos;
  return isSecret || !isSentence ? entry.file : "";
}

/// Collects the warnings, one for each file.
class SecretFiles {
 public:
  void add(const Block& block, const std::vector<Option>& options) {
    for (const auto& [name, entry] : block.entries) {
      const auto option = variantKeyOf(name, options).option;
      const auto file = secretFileOf(option, entry, declarationOf(options, option), block.folder);
      if (file.empty() || !seen_.insert(file).second || !everyoneCanRead(file)) continue;
      const std::string mend = "give " + file + " to the daemon's user (chown) with mode 0600";
      if (file == entry.at.file) {
        warn(entry, entry.key,
             "every user of this machine can read this secret: put it into a file of its own, or " + mend);
      } else {
        warn(entry, entry.key + (entry.fromFile ? ".file" : ""),
             "every user of this machine can read this secret: " + mend);
      }
    }
  }

  std::vector<ConfigProblem> warnings{};

 private:
  void warn(const Entry& entry, const std::string& key, const std::string& text) {
    warnings.push_back({entry.at, key, text, Severity::Warning});
  }

  std::set<std::string> seen_{};
};

}  // namespace

std::vector<ConfigProblem> reviewSecretFiles(const Configuration& configuration, const Plan& plan) {
  SecretFiles files;
  for (const auto& [name, source] : plan.sources) {
    files.add(configuration.sources.at(name), source.instance.settings.options());
  }
  for (const auto& [name, sink] : plan.sinks) {
    files.add(configuration.sinks.at(name), sink.instance.settings.options());
  }
  for (const auto& [name, block] : configuration.transforms) files.add(block, {});
  for (const auto* kind : {"admin", "console"}) {
    const auto block = configuration.core.find(kind);
    if (block != configuration.core.end()) files.add(block->second, coreOptions(kind));
  }
  return std::move(files.warnings);
}

}  // namespace herald::core
