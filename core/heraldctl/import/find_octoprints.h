// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

namespace herald::core::import {

/// Finds OctoPrint's config.yaml on this machine: in `home`, in the homes below `root`, and where images of OctoPrint
/// put it. Returns each file once.
std::vector<std::filesystem::path> findOctoPrints(const std::filesystem::path& root, const std::filesystem::path& home);

}  // namespace herald::core::import
