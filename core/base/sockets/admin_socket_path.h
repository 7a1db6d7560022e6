// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace herald::core {

/// Where a daemon with this data folder listens, and heraldctl asks. Every thread may call it.
inline std::filesystem::path adminSocketIn(const std::filesystem::path& dataDir) { return dataDir / "herald.sock"; }

}  // namespace herald::core
