// SPDX-License-Identifier: Apache-2.0
#include "engine/state/plugin_note.h"

#include <stdexcept>

namespace herald::core {

void checkNote(std::string_view key, std::string_view value) {
  if (key.size() + value.size() <= kMostNote) return;
  throw std::length_error("the value for `" + std::string(key.substr(0, 64)) + "` has " + std::to_string(value.size()) +
                          " bytes: a plugin may save at most " + std::to_string(kMostNote));
}

Note pluginNote(const std::string& owner, std::string_view key, std::string_view value) {
  checkNote(key, value);
  return {owner, std::string(key), std::string(value), Clock::now()};
}

}  // namespace herald::core
