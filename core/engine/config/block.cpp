// SPDX-License-Identifier: Apache-2.0
#include "engine/config/block.h"

namespace herald::core {

namespace {

const std::string kTwin = ".file";

/// True if the entry has a whole map, as `headers = {…}` does. `snapshot = true` is no map: it does not hide
/// `snapshot.url`.
bool isWholeMap(const Entry& entry) {
  const auto begin = entry.text.find_first_not_of(" \t");
  return begin != std::string::npos && (entry.text[begin] == '{' || entry.text[begin] == '$');
}

}  // namespace

Rank rankOf(const Entry& entry) {
  if (entry.key.starts_with("defaults.")) return Rank::Default;
  return entry.fromPreset ? Rank::Preset : Rank::Own;
}

bool isSet(const Entries& entries, const std::string& prefix, const std::string& option) {
  const std::string plain = option.ends_with(kTwin) ? option.substr(0, option.size() - kTwin.size()) : option;
  for (auto end = plain.size(); end != std::string::npos;
       end = end == 0 ? std::string::npos : plain.rfind('.', end - 1)) {
    const std::string key = prefix + plain.substr(0, end);
    if (entries.contains(key + kTwin)) return true;
    const auto found = entries.find(key);
    if (found != entries.end() && (end == plain.size() || isWholeMap(found->second))) return true;
  }
  return false;
}

const Entry* Block::find(const std::string& option) const {
  const auto found = entries.find(option);
  return found == entries.end() ? nullptr : &found->second;
}

std::string Block::text(const std::string& option) const {
  const Entry* entry = find(option);
  return entry ? entry->text : std::string();
}

std::string Block::key(const std::string& option) const {
  if (const Entry* entry = find(option)) return entry->key;
  return kind + (name.empty() ? "" : "." + name) + "." + option;
}

}  // namespace herald::core
