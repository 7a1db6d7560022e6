// SPDX-License-Identifier: Apache-2.0
#include "engine/config/block.h"

namespace herald::core {

namespace {

const std::string kTwin = ".file";

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
    if (entries.contains(key) || entries.contains(key + kTwin)) return true;
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
