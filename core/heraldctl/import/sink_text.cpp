// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/import/sink_text.h"

#include <Poco/Ascii.h>

#include <stdexcept>

#include "engine/config/property_text.h"

namespace herald::core::import {

namespace {

namespace fs = std::filesystem;

using Kind = SinkOption::Kind;

/// Returns whether the grammar would change the text: it trims blanks, and expands `${`.
bool needsFile(const std::string& text) {
  if (text.empty()) return false;
  return Poco::Ascii::isSpace(text.front()) || Poco::Ascii::isSpace(text.back()) ||
         text.find("${") != std::string::npos;
}

}  // namespace

OptionsText writeOptions(const std::vector<SinkOption>& options, const std::string& prefix, const std::string& name,
                         const fs::path& folder) {
  OptionsText result;
  for (const auto& [option, value, kind] : options) {
    const std::string key = prefix + option;
    const bool ownFile = kind != Kind::Plain || needsFile(value);
    if (!ownFile) {
      result.text += key + " = " + propertyValue(value) + "\n";
      continue;
    }
    const bool secret = kind == Kind::Secret;
    const std::string file = name + "." + option + (secret ? "" : kind == Kind::Json ? ".json" : ".txt");
    const fs::path path = fs::path(secret ? "secrets" : folder.filename()) / file;  // from the main file's folder
    result.text += key + ".file = " + path.string() + "\n";
    result.files.push_back({folder.parent_path() / path, value + "\n"});
  }
  return result;
}

void refuseExisting(const std::vector<NewFile>& files) {
  for (const auto& file : files) {
    if (!fs::exists(file.path)) continue;
    throw std::runtime_error(file.path.string() +
                             " exists: delete it to import again, or give another --name for another printer");
  }
}

}  // namespace herald::core::import
