// SPDX-License-Identifier: Apache-2.0
#include "engine/config/presets.h"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/files/read_file.h"
#include "engine/config/properties.h"
#include "engine/config/property_files.h"
#include "herald/settings.h"

namespace herald::core {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kLargestPreset = std::size_t{1} << 20;
const std::string kTitle = "preset.title";
const std::string kAbout = "preset.about";
const std::string kFor = "preset.for";
const std::string kNeeds = "preset.needs.";

void take(const Property& property, Preset& preset, std::vector<ConfigProblem>& problems) {
  const std::string& key = property.key;
  if (key == kTitle) {
    preset.title = property.value;
  } else if (key == kAbout) {
    preset.about = property.value;
  } else if (key == kFor) {
    preset.kind = property.value;
    if (preset.kind != "sink" && preset.kind != "source")
      problems.push_back({property.at, key, "is `" + property.value + "`: write sink or source"});
  } else if (key.starts_with(kNeeds)) {
    preset.needs[key.substr(kNeeds.size())] = property.value;
  } else if (key == "preset" || key.starts_with("preset.")) {
    problems.push_back({property.at, key,
                        "only preset.title, preset.about, preset.for and preset.needs.OPTION may begin with `preset`; "
                        "remove this line"});
  } else if (!preset.options.try_emplace(key, entryOf(property)).second) {
    problems.push_back({property.at, key, "is set twice in this preset; keep one of them"});
  }
}

}  // namespace

std::vector<std::string> Presets::names() const {
  std::set<std::string> names;
  for (const auto& folder : folders_) {
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
      const fs::path& path = it->path();
      if (path.extension() == ".properties" && path.filename().string().front() != '.') names.insert(path.stem());
    }
  }
  return {names.begin(), names.end()};
}

fs::path Presets::fileOf(const std::string& name) const {
  const auto all = names();
  if (std::find(all.begin(), all.end(), name) == all.end()) {
    const auto hint = didYouMean(name, all);
    throw std::out_of_range("there is no preset `" + name + "`" +
                            (hint.empty() ? "; `heraldctl presets` lists the presets" : hint));
  }
  for (const auto& folder : folders_) {
    std::error_code error;
    if (fs::path file = folder / (name + ".properties"); fs::exists(file, error)) return file;
  }
  throw std::out_of_range("the file of the preset `" + name + "` was removed");
}

Preset Presets::read(const std::string& name, std::vector<ConfigProblem>& problems) const {
  Preset preset;
  preset.name = name;
  preset.file = fileOf(name);
  try {
    const auto text = parseProperties(readText(preset.file, kLargestPreset), preset.file.string());
    problems.insert(problems.end(), text.problems.begin(), text.problems.end());
    for (const auto& property : text.properties) take(property, preset, problems);
  } catch (const std::system_error& error) {
    problems.push_back({{preset.file.string(), 0}, "", "cannot read this preset: " + error.code().message()});
  }
  return preset;
}

}  // namespace herald::core
