// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/import/existing_sinks.h"

#include <Poco/String.h>

#include <algorithm>
#include <functional>
#include <sstream>
#include <system_error>

#include "base/files/read_file.h"
#include "engine/config/properties.h"
#include "engine/config/property_files.h"
#include "engine/config/relative_paths.h"
#include "engine/config/written_properties.h"

namespace herald::core::import {

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> filesOf(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& place : {folder, folder / "conf.d"}) {
    std::error_code error;
    for (fs::directory_iterator it(place, error), end; !error && it != end; it.increment(error)) {
      if (it->path().extension() == ".properties") files.push_back(it->path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string contentOf(const fs::path& path) {
  try {
    std::string text = readText(path, kLargestConfiguration);
    if (text.ends_with('\n')) text.pop_back();
    return text;
  } catch (const std::system_error&) {
    return {};
  }
}

void take(const Entry& entry, const std::string& option, RelativePaths& paths, ExistingSink& sink) {
  if (option == "from") sink.from = entry.at;
  if (option == "deviceIdentifier") sink.device = entry.at;
  if (option.ends_with(".file")) {
    sink.options[option.substr(0, option.size() - 5)] = contentOf(paths.resolve(entry.at, entry.key, entry.text));
  } else {
    sink.options[option] = entry.text;
  }
}

/// What counts in the configuration of the folder, and the properties of other files there, which may be another one.
Entries entriesIn(const fs::path& folder) {
  Entries entries;
  try {
    std::vector<ConfigProblem> ignored;
    entries = readWritten(folder / "herald.properties", ConfigFiles(), ignored).entries;
  } catch (const BadConfiguration&) {
    entries.clear();  // it has another name
  }
  const Entries counting = entries;
  for (const auto& file : filesOf(folder)) {
    for (const auto& property : parseProperties(contentOf(file), file.string()).properties) {
      const auto prefix = blockPrefixOf(property.key);
      const auto known = prefix.empty() ? counting.end() : counting.lower_bound(prefix);
      if (known == counting.end() || !known->first.starts_with(prefix))
        entries.try_emplace(property.key, entryOf(property));
    }
  }
  return entries;
}

/// Visits each property of the blocks of this kind, "sink." or "source.", with the name of its block and its option.
void forEach(const fs::path& folder, const std::string& kind,
             const std::function<void(const std::string& name, const std::string& option, const Entry&)>& visit) {
  for (const auto& [key, entry] : entriesIn(folder)) {
    const auto prefix = key.starts_with(kind) ? blockPrefixOf(key) : std::string();
    if (prefix.empty()) continue;
    visit(prefix.substr(kind.size(), prefix.size() - kind.size() - 1), key.substr(prefix.size()), entry);
  }
}

}  // namespace

std::vector<ExistingSink> existingSinks(const fs::path& folder) {
  std::vector<ConfigProblem> ignored;
  RelativePaths paths(folder, ignored);
  std::map<std::string, ExistingSink> sinks;
  forEach(folder, "sink.", [&](const std::string& name, const std::string& option, const Entry& entry) {
    sinks[name].name = name;
    take(entry, option, paths, sinks[name]);
  });
  std::vector<ExistingSink> list;
  for (auto& [name, sink] : sinks) list.push_back(std::move(sink));
  return list;
}

std::map<std::string, std::string> existingSources(const fs::path& folder) {
  std::map<std::string, std::string> names;
  forEach(folder, "source.", [&](const std::string& name, const std::string& option, const Entry& entry) {
    auto& own = names[name];
    if (option == "name") own = entry.text;
  });
  return names;
}

std::string withEdits(const std::string& text, const LineEdits& edits) {
  std::istringstream lines(text);
  std::string changed, line;
  for (int number = 1; std::getline(lines, line); ++number) {
    const auto edit = edits.find(number);
    if (edit != edits.end() && edit->second.empty()) continue;
    changed += (edit == edits.end() ? line : edit->second) + "\n";
  }
  return changed;
}

}  // namespace herald::core::import
