// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "heraldctl/import/converted_hook.h"

namespace herald::core::import {

struct NewFile {
  std::filesystem::path path{};  ///< absolute
  std::string text{};
};

/// Options as lines of a .properties file, with the files that these lines name.
struct OptionsText {
  std::string text{};
  std::vector<NewFile> files{};
};

/// Makes the lines of these options for a file in `folder`, each with `prefix` ("sink.slack.") at its begin. A secret
/// goes to a file in the folder `secrets` beside `folder`. JSON, and a text that the grammar would change, goes to a
/// file in `folder`. The names of these files begin with `name`; the lines name them from the folder above `folder`.
OptionsText writeOptions(const std::vector<SinkOption>& options, const std::string& prefix, const std::string& name,
                         const std::filesystem::path& folder);

/// Throws std::runtime_error that names the first of these files that exists.
void refuseExisting(const std::vector<NewFile>& files);

}  // namespace herald::core::import
