// SPDX-License-Identifier: Apache-2.0
#include "engine/config/applied_presets.h"

#include <optional>
#include <stdexcept>
#include <utility>

namespace herald::core {

namespace {

const std::string kOwn = "${own.";  // in a preset: an option of the sink that uses it

/// The name of the sink whose option this is; `end` is ".preset" or ".type".
std::optional<std::string> sinkOf(const std::string& key, const std::string& end) {
  const std::string begin = "sink.";
  if (!key.starts_with(begin) || !key.ends_with(end) || key.size() <= begin.size() + end.size()) return std::nullopt;
  const std::string name = key.substr(begin.size(), key.size() - begin.size() - end.size());
  return name.find('.') == std::string::npos ? std::optional(name) : std::nullopt;
}

/// The entry that names the preset, by sink.
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

/// Replaces `${own.OPTION}` by the key of that option. If the option is missing, the entry counts as reported:
/// checkNeeds names the missing option.
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

/// The options that the preset adds to those of the sink.
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
    copy.fromPreset = true;
    resolveOwn(copy, entries, prefix, ownType.empty() ? find(preset.options, "type") : ownType);
  }
  return added;
}

}  // namespace

UsedPresets applyPresets(Entries& entries, const Presets& presets, std::vector<ConfigProblem>& problems) {
  UsedPresets used;
  for (const auto& [sink, asked] : requests(entries)) {
    const std::string prefix = "sink." + sink + ".";
    try {
      const Preset& preset = used.emplace(sink, presets.read(asked.text, problems)).first->second;
      entries.merge(addedTo(entries, prefix, preset));
    } catch (const std::out_of_range& unknown) {
      problems.push_back({asked.at, asked.key, unknown.what()});
      const std::string type = prefix + "type";  // the preset may have had it, so its absence is no error
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

}  // namespace herald::core
