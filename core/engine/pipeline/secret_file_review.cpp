// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/secret_file_review.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>
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

// The core knows no plugin, so it goes by the names: tls.key, ssl.key.location, ssl.keystore.location,
// sasl.kerberos.keytab.
constexpr std::array<std::string_view, 3> kFilesWithKeys{"key", "keystore", "keytab"};
constexpr std::string_view kCertificate = "certificate";

/// What the file of this option is: "key" for tls.key and for ssl.key.location.
std::string_view subjectOf(std::string_view name) {
  constexpr std::string_view location = ".location";
  if (name.ends_with(location)) name.remove_suffix(location.size());
  return name.substr(name.rfind('.') + 1);
}

/// The option for the key of a certificate: "tls.key" for "tls.certificate".
std::string keyOf(std::string certificate) {
  return certificate.replace(certificate.rfind(kCertificate), kCertificate.size(), "key");
}

/// True if the file of an option holds a key: by its name, or because it is a certificate and the block names no other
/// file for the key. `written` is the option with its event or device.
bool holdsKey(const std::string& option, const std::string& written, const Block& block,
              const std::vector<Option>& options) {
  const Option* declared = declarationOf(options, option);
  if (declared && declared->type != Type::Path && declared->type != Type::Map) return false;
  const auto subject = subjectOf(option);
  if (subject != kCertificate) return std::ranges::find(kFilesWithKeys, subject) != kFilesWithKeys.end();
  return declarationOf(options, keyOf(option)) && !block.find(keyOf(option)) && !block.find(keyOf(written));
}

/// The file with the secret of this entry; empty if it has none.
std::string secretFileOf(const Entry& entry, const Option* option, bool holdsKey, const std::string& folder) {
  const std::string_view text = withoutEdges(entry.text);
  if (text.empty() || entry.fromPreset || isJsonObject(text)) return {};
  const bool isPath = option && option->type == Type::Path;
  if (holdsKey && (isPath || !entry.fromFile)) {
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
      const bool isKey = holdsKey(option, name, block, options);
      const auto file = secretFileOf(entry, declarationOf(options, option), isKey, block.folder);
      if (file.empty() || !seen_.insert(file).second || !everyoneCanRead(file)) continue;
      const std::string mend = "give " + file + " to the daemon's user (chown) with mode 0600";
      if (file == entry.at.file) {
        warn(entry, entry.key,
             "every user of this machine can read this secret: put it into a file of its own, or " + mend);
      } else {
        const std::string what = subjectOf(option) == kCertificate ? "the key in this file" : "this secret";
        warn(entry, entry.key + (entry.fromFile ? ".file" : ""),
             "every user of this machine can read " + what + ": " + mend);
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
