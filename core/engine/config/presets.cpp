#include "engine/config/presets.h"

#include <algorithm>
#include <optional>
#include <set>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/files/files.h"
#include "engine/config/properties.h"
#include "herald/settings.h"

namespace herald::core {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kLargestFile = std::size_t{1} << 20;
const std::string kAbout = "preset.about";
const std::string kNeeds = "preset.needs.";
const std::string kTwin = ".file";
const std::string kOwn = "${own.";  // within a preset: an option of the sink that uses it

/// The name of the sink whose option this is; `end` is ".preset" or ".type".
std::optional<std::string> sinkOf(const std::string& key, const std::string& end) {
  const std::string begin = "sink.";
  if (!key.starts_with(begin) || !key.ends_with(end) || key.size() <= begin.size() + end.size()) return std::nullopt;
  const std::string name = key.substr(begin.size(), key.size() - begin.size() - end.size());
  return name.find('.') == std::string::npos ? std::optional(name) : std::nullopt;
}

void take(const Property& property, Preset& preset, std::vector<ConfigProblem>& problems) {
  const std::string& key = property.key;
  if (key == kAbout) {
    preset.about = property.value;
  } else if (key.starts_with(kNeeds)) {
    preset.needs[key.substr(kNeeds.size())] = property.value;
  } else if (key == "preset" || key.starts_with("preset.")) {
    problems.push_back({property.at, key, "a preset says of itself only preset.about and preset.needs.OPTION"});
  } else if (!preset.options.try_emplace(key, Entry{property.value, property.at, key, false, property.lostBackslash})
                  .second) {
    problems.push_back({property.at, key, "is set twice in this preset; keep one of them"});
  }
}

/// The sinks that ask for a preset, and where they do.
std::map<std::string, Entry> requests(const Entries& entries) {
  std::map<std::string, Entry> asked;
  for (const auto& [key, entry] : entries) {
    if (const auto sink = sinkOf(key, ".preset")) asked[*sink] = entry;
    const auto sink = sinkOf(key, ".type");
    const auto byDefault = entries.find("defaults." + entry.text + ".preset");
    if (sink && byDefault != entries.end()) asked.try_emplace(*sink, byDefault->second);
  }
  return asked;
}

/// Puts the keys of the sink's own options into an entry of the preset. One that is not there is the matter of
/// checkNeeds.
void resolveOwn(Entry& entry, const Entries& entries, const std::string& prefix, const std::string& type) {
  for (auto at = entry.text.find(kOwn); at != std::string::npos; at = entry.text.find(kOwn, at + 1)) {
    const auto name = at + kOwn.size();
    const std::string option = entry.text.substr(name, entry.text.find('}', name) - name);
    const std::string defaults = "defaults." + type + ".";
    const bool own = isSet(entries, prefix, option);
    entry.reported = entry.reported || (!own && !isSet(entries, defaults, option));
    entry.text.replace(at, kOwn.size(), "${" + (own ? prefix : defaults));
  }
  if (entry.reported) entry.text.clear();
}

/// What the preset adds to the sink's own options.
Entries addedTo(const Entries& entries, const std::string& prefix, const Preset& preset) {
  const auto find = [](const Entries& in, const std::string& key) {
    const auto found = in.find(key);
    return found == in.end() ? std::string() : found->second.text;
  };
  const std::string ownType = find(entries, prefix + "type");
  Entries added;
  for (const auto& [option, entry] : preset.options) {
    if (isSet(entries, prefix, option)) continue;
    const std::string key = prefix + option;
    Entry& copy = added.emplace(key, entry).first->second;
    copy.key = key;
    resolveOwn(copy, entries, prefix, ownType.empty() ? find(preset.options, "type") : ownType);
  }
  return added;
}

}  // namespace

fs::path builtInPresets() {
  return fs::read_symlink("/proc/self/exe").parent_path().parent_path() / "share" / "herald" / "presets";
}

std::vector<fs::path> presetFolders(const fs::path& configFile) {
  return {fs::absolute(configFile).parent_path() / "presets", builtInPresets()};
}

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
                            (hint.empty() ? "; `heraldctl presets` lists those that there are" : hint));
  }
  for (const auto& folder : folders_) {
    std::error_code error;
    if (fs::path file = folder / (name + ".properties"); fs::exists(file, error)) return file;
  }
  throw std::out_of_range("the preset `" + name + "` is gone");
}

Preset Presets::read(const std::string& name, std::vector<ConfigProblem>& problems) const {
  Preset preset;
  preset.name = name;
  preset.file = fileOf(name);
  try {
    const auto text = parseProperties(readFile(preset.file, kLargestFile), preset.file.string());
    problems.insert(problems.end(), text.problems.begin(), text.problems.end());
    for (const auto& property : text.properties) take(property, preset, problems);
  } catch (const std::system_error& error) {
    problems.push_back({{preset.file.string(), 0}, "", "cannot read this preset: " + error.code().message()});
  }
  return preset;
}

UsedPresets applyPresets(Entries& entries, const Presets& presets, std::vector<ConfigProblem>& problems) {
  UsedPresets used;
  for (const auto& [sink, asked] : requests(entries)) {
    const std::string prefix = "sink." + sink + ".";
    try {
      const Preset& preset = used.emplace(sink, presets.read(asked.text, problems)).first->second;
      entries.merge(addedTo(entries, prefix, preset));
    } catch (const std::out_of_range& unknown) {
      problems.push_back({asked.at, asked.key, unknown.what()});
      const std::string type = prefix + "type";  // which the preset may have had: nothing more is said about it
      entries.try_emplace(type, Entry{"", asked.at, type, false, false, true});
    }
  }
  return used;
}

void checkNeeds(Blocks& sinks, const UsedPresets& used, std::vector<ConfigProblem>& problems) {
  for (const auto& [name, preset] : used) {
    const auto found = sinks.find(name);
    if (found == sinks.end()) continue;
    Block& sink = found->second;
    const Entry* at = sink.find("preset");
    for (const auto& [option, why] : preset.needs) {
      const Entry* given = sink.find(option);
      const bool empty = given ? !given->reported && given->text.empty() : !isSet(sink.entries, "", option);
      if (!at || !empty) continue;
      const std::string key = "sink." + name + "." + option;
      problems.push_back({at->at, key, "is missing, and the preset `" + preset.name + "` needs it: " + why});
      sink.entries[option] = Entry{"", at->at, key, false, false, true};
    }
  }
}

bool isSet(const Entries& entries, const std::string& prefix, const std::string& option) {
  const std::string plain = option.ends_with(kTwin) ? option.substr(0, option.size() - kTwin.size()) : option;
  for (auto end = plain.size(); end != std::string::npos;
       end = end == 0 ? std::string::npos : plain.rfind('.', end - 1)) {
    const std::string key = prefix + plain.substr(0, end);
    if (entries.contains(key) || entries.contains(key + kTwin)) return true;
  }
  return false;
}

}  // namespace herald::core
