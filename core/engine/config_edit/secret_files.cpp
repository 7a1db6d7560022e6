// SPDX-License-Identifier: Apache-2.0
#include "engine/config_edit/secret_files.h"

#include <Poco/Ascii.h>

#include <algorithm>
#include <system_error>

namespace herald::core {

namespace fs = std::filesystem;

namespace {

bool isOurs(const std::string& name) { return !blockPrefixOf(name).empty(); }

/// True if the text may name this file, in whichever way it writes the folder; not one whose name only begins alike.
bool names(const std::string& text, const std::string& file) {
  for (auto at = text.find(file); at != std::string::npos; at = text.find(file, at + 1)) {
    const auto end = at + file.size();
    const bool goesOn = end < text.size() && (Poco::Ascii::isAlphaNumeric(text[end]) || text[end] == '.' ||
                                              text[end] == '_' || text[end] == '-');
    if (!goesOn) return true;
  }
  return false;
}

/// True for the name of a file that a variable holds: it may be any.
bool namesAny(const std::string& key, const std::string& text) {
  return key.ends_with(".file") && text.find('}', text.rfind('/') + 1) != std::string::npos;
}

bool isNamedBy(const std::vector<PropertiesDocument::Written>& properties, const std::string& file) {
  return std::any_of(properties.begin(), properties.end(), [&](const auto& property) {
    return names(property.text, file) || namesAny(property.key, property.text);
  });
}

bool isUsed(const std::string& file, const WrittenProperties& written, const std::vector<Save>& saves) {
  for (const auto* entries : {&written.entries, &written.below}) {
    for (const auto& [key, entry] : *entries) {
      if (names(entry.text, file) || namesAny(key, entry.text)) return true;
    }
  }
  return std::any_of(saves.begin(), saves.end(), [&](const Save& save) {
    return !save.isUndone && std::any_of(save.blocks.begin(), save.blocks.end(),
                                         [&](const BlockChange& block) { return isNamedBy(block.before, file); });
  });
}

}  // namespace

void removeUnusedSecrets(const WrittenProperties& written, const std::vector<Save>& saves) {
  std::vector<fs::path> unused;
  std::error_code error;
  for (fs::directory_iterator it(secretFolderIn(written.dataDir), error), end; !error && it != end;
       it.increment(error)) {
    const auto file = it->path().filename().string();
    if (isOurs(file) && !isUsed(file, written, saves)) unused.push_back(it->path());
  }
  for (const auto& path : unused) fs::remove(path, error);
}

}  // namespace herald::core
