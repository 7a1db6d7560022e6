// SPDX-License-Identifier: Apache-2.0
#include "engine/config/written_properties.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/files/trusted_place.h"
#include "engine/config/expansion.h"
#include "engine/config/file_twins.h"
#include "engine/config/property_files.h"
#include "engine/config/relative_paths.h"
#include "engine/config/standard_paths.h"

namespace herald::core {

namespace fs = std::filesystem;

namespace {

const std::string kDataDir = "herald.dataDir";
constexpr std::string_view kTwinEnd = ".file";

std::string withoutTwinEnd(const std::string& key) {
  return key.ends_with(kTwinEnd) ? key.substr(0, key.size() - kTwinEnd.size()) : key;
}

/// The data folder that these properties name. What is wrong with them is reported when all files are read.
fs::path dataDirOf(Entries entries, const fs::path& file, const ConfigFiles& files) {
  if (!entries.contains(kDataDir) && !entries.contains(kDataDir + ".file")) return defaultDataDir();
  std::vector<ConfigProblem> ignored;
  Expansion expansion(entries, file);
  RelativePaths paths(file.parent_path(), ignored);
  readFileTwins(entries, files, expansion, paths, ignored);
  const Entry& entry = entries.at(kDataDir);
  const auto text = entry.fromFile ? std::optional(entry.text) : expansion.expand(entry, ignored);
  if (!text || text->empty()) return defaultDataDir();
  return paths.resolve(entry.at, entry.key, *text);
}

/// The user whose daemon has the data folder. Nothing if the folder is not there, or hidden from this user: that is
/// said by who needs it.
std::optional<uid_t> userOf(const fs::path& dataDir) {
  struct stat facts {};
  return ::stat(dataDir.c_str(), &facts) == 0 ? std::optional(facts.st_uid) : std::nullopt;
}

/// The files of the console that may be read.
class ConsoleFolder {
 public:
  ConsoleFolder(const fs::path& dataDir, const ConfigFiles& files, std::vector<ConfigProblem>& problems)
      : folder_(dataDir / "conf.d"), user_(userOf(dataDir)), files_(files), problems_(problems) {}

  const fs::path& path() const { return folder_; }

  std::vector<fs::path> all() {
    std::error_code error;
    auto found = files_.propertiesIn(folder_, error);
    if (!user_) return found;  // drafts
    if (error && error != std::errc::not_a_directory) unreadable(error);
    if (found.empty() || !isTrusted(folder_)) return {};
    std::erase_if(found, [&](const fs::path& path) { return !files_.isDraft(path) && !isTrusted(path); });
    return found;
  }

 private:
  bool isTrusted(const fs::path& place) {
    const auto why = whyUntrusted(place, *user_);
    if (!why.empty()) problems_.push_back({{place.string(), 0}, "", why});
    return why.empty();
  }

  /// Another user than the daemon's may look at the rest of the configuration.
  void unreadable(const std::error_code& error) {
    const bool isOthers = error == std::errc::permission_denied && ::geteuid() != 0 && ::geteuid() != *user_;
    problems_.push_back({{folder_.string(), 0},
                         "",
                         "cannot read this folder: " + error.message() +
                             "; what the console has set is missing here: use the daemon's user, or sudo",
                         isOthers ? Severity::Warning : Severity::Error});
  }

  const fs::path folder_;
  const std::optional<uid_t> user_;
  const ConfigFiles& files_;
  std::vector<ConfigProblem>& problems_;
};

fs::path normal(const fs::path& path) { return fs::absolute(path).lexically_normal(); }

/// Puts the entries of one layer over those of the layers before.
class Layer {
 public:
  Layer(Entries& entries, std::vector<ReplacedText>& replaced) : entries_(entries), replaced_(replaced) {}

  void add(const Entries& own) {
    std::set<std::string> complete;
    for (const auto& [key, entry] : own) {
      if (isIdentity(key) && complete.insert(blockPrefixOf(key)).second) replaceBlock(blockPrefixOf(key), entry.at);
    }
    for (const auto& [key, entry] : own) {
      const auto plain = withoutTwinEnd(key);
      replace(plain, entry.at);
      replace(plain + std::string(kTwinEnd), entry.at);
    }
    for (const auto& each : own) entries_.insert(each);
  }

 private:
  void replaceBlock(const std::string& prefix, const Location& by) {
    const auto first = entries_.lower_bound(prefix);
    auto end = first;
    while (end != entries_.end() && end->first.starts_with(prefix)) ++end;
    if (first == end) return;
    replaced_.push_back({prefix.substr(0, prefix.size() - 1), first->second.at, by});
    entries_.erase(first, end);
  }

  void replace(const std::string& key, const Location& by) {
    const auto found = entries_.find(key);
    if (found == entries_.end()) return;
    replaced_.push_back({key, found->second.at, by});
    entries_.erase(found);
  }

  Entries& entries_;
  std::vector<ReplacedText>& replaced_;
};

/// What counts without the files of the console: the files of people, except these, and over them the environment.
void readBelow(WrittenProperties& written, const fs::path& file, const ConfigFiles& files,
               const std::vector<fs::path>& except, const Variables& variables, std::vector<ConfigProblem>& problems) {
  problems.clear();
  written.replaced.clear();
  written.below = readPropertyFiles(file, files, except, problems);
  const Entries environment = readVariables(variables, written.below, problems);
  Layer(written.below, written.replaced).add(environment);
  written.variables.clear();
  for (const auto& [key, entry] : environment) written.variables.push_back(entry.at.variable);
}

/// The data folder says where the files of the console are, so they cannot change it.
void refuseDataDir(Entries& own, const fs::path& file, std::vector<ConfigProblem>& problems) {
  for (const auto& key : {kDataDir, kDataDir + ".file"}) {
    const auto found = own.find(key);
    if (found == own.end()) continue;
    problems.push_back({found->second.at, key, "cannot be set within the data folder: set it in " + file.string()});
    own.erase(found);
  }
}

}  // namespace

bool WrittenProperties::isOfConsole(const Location& at) const {
  return std::find(consoleFiles.begin(), consoleFiles.end(), fs::path(at.file)) != consoleFiles.end();
}

WrittenProperties readWritten(const fs::path& file, const ConfigFiles& files, std::vector<ConfigProblem>& problems,
                              const Variables& variables) {
  WrittenProperties written;
  std::vector<ConfigProblem> found;
  readBelow(written, file, files, {}, variables, found);
  written.dataDir = dataDirOf(written.below, file, files);
  ConsoleFolder folder(written.dataDir, files, problems);
  written.consoleFolder = folder.path();
  written.consoleFiles = folder.all();
  if (normal(file.parent_path() / "conf.d") == normal(folder.path())) {
    const fs::path own = folder.path() / kConsoleFile;
    std::erase_if(written.consoleFiles, [&](const fs::path& path) { return path != own; });
    readBelow(written, file, files, {own}, variables, found);
  }
  Entries own;
  for (const auto& path : written.consoleFiles) addPropertyFile(path, files, own, found);
  refuseDataDir(own, file, found);
  written.entries = written.below;
  Layer(written.entries, written.replaced).add(own);
  // `${…}` in it may mean another text by now.
  if (!own.empty() && dataDirOf(written.entries, file, files) != written.dataDir) {
    const auto changed = written.entries.find(kDataDir);
    found.push_back({changed == written.entries.end() ? Location{file.string(), 0} : changed->second.at, kDataDir,
                     "is another folder with the files of " + written.consoleFolder.string() +
                         ": write it out, without what these files change"});
  }
  problems.insert(problems.end(), found.begin(), found.end());
  return written;
}

std::string blockPrefixOf(const std::string& key) {
  const auto dot = key.find('.');
  if (dot == std::string::npos) return {};
  const std::string kind = key.substr(0, dot);
  if (kind != "source" && kind != "sink" && kind != "transform" && kind != "route") return {};
  const auto end = key.find('.', dot + 1);
  return end == std::string::npos ? std::string() : key.substr(0, end + 1);
}

bool isIdentity(const std::string& key) {
  const auto prefix = blockPrefixOf(key);
  if (prefix.empty()) return false;
  const auto option = withoutTwinEnd(key).substr(prefix.size());
  if (prefix.starts_with("route.")) return option == "to";
  return option == "type" || option == "preset";
}

}  // namespace herald::core
