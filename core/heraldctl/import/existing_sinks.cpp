// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/import/existing_sinks.h"

#include <Poco/String.h>

#include <algorithm>
#include <sstream>
#include <system_error>

#include "base/files/read_file.h"
#include "engine/config/properties.h"
#include "engine/config/relative_paths.h"

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

void take(const Property& property, const std::string& option, RelativePaths& paths, ExistingSink& sink) {
  if (option == "from") sink.from = property.at;
  if (option == "deviceIdentifier") sink.device = property.at;
  if (option.ends_with(".file")) {
    sink.options[option.substr(0, option.size() - 5)] =
        contentOf(paths.resolve(property.at, property.key, property.value));
  } else {
    sink.options[option] = property.value;
  }
}

}  // namespace

std::vector<ExistingSink> existingSinks(const fs::path& folder) {
  std::vector<ConfigProblem> ignored;
  RelativePaths paths(folder, ignored);
  std::map<std::string, ExistingSink> sinks;
  for (const auto& file : filesOf(folder)) {
    for (const auto& property : parseProperties(contentOf(file), file.string()).properties) {
      const std::string kind = "sink.";
      const auto dot = property.key.find('.', kind.size());
      if (!property.key.starts_with(kind) || dot == std::string::npos) continue;
      const auto name = property.key.substr(kind.size(), dot - kind.size());
      sinks[name].name = name;
      take(property, property.key.substr(dot + 1), paths, sinks[name]);
    }
  }
  std::vector<ExistingSink> list;
  for (auto& [name, sink] : sinks) list.push_back(std::move(sink));
  return list;
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
