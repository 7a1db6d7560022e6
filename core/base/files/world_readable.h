// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace herald::core {

/// True if every user of this machine can read the file: it lets others read, and each folder on the way lets them
/// pass. False for a file that does not exist.
bool everyoneCanRead(const std::filesystem::path& file);

}  // namespace herald::core
