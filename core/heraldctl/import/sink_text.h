#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "heraldctl/import/hook_conversion.h"

namespace herald::core::import {

struct NewFile {
  std::filesystem::path path{};  ///< absolute
  std::string text{};
};

/// Options as lines of a .properties file, and the files that they name.
struct OptionsText {
  std::string text{};
  std::vector<NewFile> files{};
};

/// Writes options down with `prefix` ("sink.slack.") in front of each, for a file of `folder`. JSON and what the
/// grammar of .properties cannot hold goes to files of that folder, secrets to `secrets` beside it; they are called
/// after `name`.
OptionsText writeOptions(const std::vector<SinkOption>& options, const std::string& prefix, const std::string& name,
                         const std::filesystem::path& folder);

/// A value for a .properties file, on one line.
std::string propertyValue(const std::string& text);

}  // namespace herald::core::import
