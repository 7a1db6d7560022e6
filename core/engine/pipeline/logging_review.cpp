// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/logging_review.h"

#include <Poco/AutoPtr.h>
#include <Poco/Util/MapConfiguration.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <exception>
#include <filesystem>
#include <system_error>

#include "base/files/service_files.h"
#include "base/logging/logging.h"
#include "herald/regular_file.h"

namespace herald::core {

namespace {

namespace fs = std::filesystem;

/// Why Poco refuses these properties; empty if it takes them.
std::string refusalOf(const Entries& logging) {
  Poco::AutoPtr<Poco::Util::MapConfiguration> properties(new Poco::Util::MapConfiguration);
  for (const auto& [key, entry] : logging) properties->setString(key, entry.text);
  try {
    checkLogging(*properties);
    return {};
  } catch (const std::exception& bad) {
    return bad.what();
  }
}

/// The entry that Poco's text is about: the one that it quotes, or the one without which the rest is right.
const Entry& culprit(const Entries& logging, const std::string& refusal) {
  for (const auto& [key, entry] : logging) {
    const auto quotes = [&](const std::string& word) {
      return word.size() > 1 && refusal.find(word) != std::string::npos;
    };
    if (quotes(entry.text) || quotes(key)) return entry;
  }
  for (const auto& [key, entry] : logging) {
    Entries rest = logging;
    rest.erase(key);
    if (refusalOf(rest).empty()) return entry;
  }
  return logging.begin()->second;
}

/// What is at the path of a log file and cannot be one, whoever writes it. Poco would wait for the reader of a pipe, in
/// silence. A device such as /dev/null may be a log.
std::string insteadOfLog(const std::string& path) {
  std::error_code ignored;
  return fs::is_character_file(path, ignored) ? std::string() : insteadOfFile(path);
}

/// Why this process cannot write a log file at this path.
std::error_code whyNotWritableFile(const fs::path& path) {
  if (::faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) == 0) return {};
  const int error = errno;
  if (error != ENOENT) return {error, std::generic_category()};
  const fs::path folder = fs::absolute(path).parent_path();
  std::error_code ignored;
  // Poco makes no folder.
  return fs::exists(folder, ignored) ? whyNotWritable(folder)
                                     : std::make_error_code(std::errc::no_such_file_or_directory);
}

}  // namespace

std::vector<ConfigProblem> reviewLogging(const Configuration& configuration) {
  const Entries& logging = configuration.logging;
  if (const auto refusal = refusalOf(logging); !refusal.empty()) {
    const Entry& entry = culprit(logging, refusal);
    return {{entry.at, entry.key, refusal}};
  }
  std::vector<ConfigProblem> problems;
  for (const auto& [key, entry] : logging) {
    const auto kind = logging.find(key.substr(0, key.rfind('.')) + ".class");
    if (!key.ends_with(".path") || kind == logging.end() || !kind->second.text.ends_with("FileChannel")) continue;
    if (const auto what = insteadOfLog(entry.text); !what.empty()) {
      problems.push_back({entry.at, key, entry.text + " is " + what + ": name a file"});
    } else if (const auto error = whyNotWritableFile(entry.text)) {
      problems.push_back(
          {entry.at, key,
           "cannot write " + entry.text + ": " + error.message() + "; give its folder to the daemon's user",
           Severity::Warning});
    }
  }
  return problems;
}

}  // namespace herald::core
