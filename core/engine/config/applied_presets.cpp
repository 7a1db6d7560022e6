// SPDX-License-Identifier: Apache-2.0
#include "engine/config/applied_presets.h"

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <utility>

namespace herald::core {

namespace {

const std::string kOwn = "${own.";  // in a preset: an option of the block that uses it
const std::string kData = "data", kPicture = "snapshot.", kPictureData = kPicture + kData, kMost = kPicture + "most";

/// The kinds of blocks that may have a preset.
constexpr std::array kPresetKinds{"sink", "source"};

/// What the keys of the block begin with whose option this is: "sink.phone."; `option` is "preset" or "type".
std::optional<std::string> prefixOf(const std::string& key, const std::string& option) {
  const auto dot = key.find('.');
  if (dot == std::string::npos || std::ranges::find(kPresetKinds, key.substr(0, dot)) == kPresetKinds.end())
    return std::nullopt;
  const auto end = key.find('.', dot + 1);
  if (end == std::string::npos || end == dot + 1 || key.substr(end + 1) != option) return std::nullopt;
  return key.substr(0, end + 1);
}

std::string kindOf(const std::string& prefix) { return prefix.substr(0, prefix.find('.')); }

/// The entry that names the preset, by prefix.
std::map<std::string, Entry> requests(const Entries& entries) {
  std::map<std::string, Entry> asked;
  for (const auto& [key, entry] : entries) {
    if (const auto prefix = prefixOf(key, "preset")) asked[*prefix] = entry;
    const auto prefix = prefixOf(key, "type");
    const auto byDefault = entries.find("defaults." + entry.text + ".preset");
    if (prefix && byDefault != entries.end()) asked.try_emplace(*prefix, byDefault->second);
  }
  return asked;
}

/// Replaces `${own.OPTION}` by the key of that option: the block's, also if it has it from the preset, or else that of
/// the defaults. If the option is missing, the entry counts as reported: checkNeeds names the missing option.
void resolveOwn(Entry& entry, const Entries& entries, const std::string& prefix, const Preset& preset,
                const std::string& type) {
  for (auto at = entry.text.find(kOwn); at != std::string::npos; at = entry.text.find(kOwn, at + 1)) {
    const auto name = at + kOwn.size();
    const std::string option = entry.text.substr(name, entry.text.find('}', name) - name);
    const std::string defaults = "defaults." + type + ".";
    const bool own = isSet(entries, prefix, option) || preset.options.contains(option);
    entry.reported = entry.reported || (!own && !isSet(entries, defaults, option));
    entry.text.replace(at, kOwn.size(), "${" + (own ? prefix : defaults));
  }
  if (entry.reported) entry.text.clear();
}

/// The rest of the key if it is this option of a sink for some of its events only: "on.PrintDone.", "for.mk3.",
/// "on.PrintDone.for.mk3.". Empty otherwise.
std::string selectorOf(const std::string& rest, const std::string& option) {
  std::size_t at = 0;
  for (const std::string word : {"on.", "for."}) {
    if (rest.compare(at, word.size(), word) != 0) continue;
    const auto dot = rest.find('.', at + word.size());
    if (dot == std::string::npos) return {};
    at = dot + 1;
  }
  const auto last = rest.substr(at);
  return last == option || last == option + ".file" ? rest.substr(0, at) : std::string();
}

/// Data of the user's own has no picture, unless he asks for one by `snapshot.data`: the preset's requests with a
/// picture would not send it.
void keepOwnData(const Entries& entries, const std::string& prefix, Entries& added) {
  const auto isPicture = [&](const auto& each) {
    return each.first.starts_with(prefix + kPicture) && each.first != prefix + kMost;
  };
  if (std::ranges::none_of(added, isPicture)) return;
  if (isSet(entries, prefix, kData) && !isSet(entries, prefix, kPictureData)) std::erase_if(added, isPicture);
  for (auto it = entries.lower_bound(prefix); it != entries.end() && it->first.starts_with(prefix); ++it) {
    const auto selector = prefix + selectorOf(it->first.substr(prefix.size()), kData);
    const auto key = selector + "snapshot";
    if (selector != prefix && !isSet(entries, selector, kPictureData) && !isSet(entries, selector, "snapshot"))
      added.emplace(key, Entry{.text = "false", .at = it->second.at, .key = key, .fromPreset = true});
  }
}

/// The options that the preset adds to those of the block.
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
    resolveOwn(copy, entries, prefix, preset, ownType.empty() ? find(preset.options, "type") : ownType);
  }
  keepOwnData(entries, prefix, added);
  return added;
}

}  // namespace

UsedPresets applyPresets(Entries& entries, const Presets& presets, std::vector<ConfigProblem>& problems) {
  UsedPresets used;
  for (const auto& [prefix, asked] : requests(entries)) {
    const auto kind = kindOf(prefix);
    try {
      Preset preset = presets.read(asked.text, problems);
      if (preset.kind == kind) {
        entries.merge(addedTo(entries, prefix, preset));
        used.emplace(prefix, std::move(preset));
        continue;
      }
      if (rankOf(asked) == Rank::Default) continue;
      throw std::out_of_range("the preset `" + asked.text + "` is for a " + preset.kind + ", not for a " + kind);
    } catch (const std::out_of_range& unknown) {
      problems.push_back({asked.at, asked.key, unknown.what()});
      const std::string type = prefix + "type";  // the preset may have had it, so its absence is no error
      entries.try_emplace(type, Entry{"", asked.at, type, false, false, true});
    }
  }
  return used;
}

void checkNeeds(Blocks& blocks, const UsedPresets& used, std::vector<ConfigProblem>& problems) {
  for (auto& [name, block] : blocks) {
    const std::string prefix = block.kind + "." + name + ".";
    const auto found = used.find(prefix);
    const Entry* at = block.find("preset");
    if (found == used.end() || !at) continue;
    const Location where = at->at;
    for (const auto& [option, why] : found->second.needs) {
      const Entry* given = block.find(option);
      const bool empty = given ? !given->reported && given->text.empty() : !isSet(block.entries, "", option);
      if (!empty) continue;
      const std::string key = prefix + option;
      problems.push_back({where, key, "is missing, and the preset `" + found->second.name + "` needs it: " + why});
      block.entries[option] = Entry{"", where, key, false, false, true};
    }
  }
}

}  // namespace herald::core
