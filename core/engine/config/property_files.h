#pragma once

#include <filesystem>
#include <vector>

#include "engine/config/configuration.h"

namespace herald::core {

/// The properties of `file` and of conf.d beside it, as they stand there, each key once. Throws BadConfiguration where
/// `file` cannot be read; all else that is wrong goes to `problems`.
Entries readPropertyFiles(const std::filesystem::path& file, std::vector<ConfigProblem>& problems);

/// The path that `text` means in the file of `at`.
std::filesystem::path pathFrom(const Location& at, const std::string& text);

}  // namespace herald::core
