// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>

#include "base/files/owner.h"

namespace herald::core {

/// Makes the folder, and the missing folders above it, for `owner` (or else this user) alone: mode 0700. An existing
/// folder does not change. Throws std::system_error.
void makePrivateFolder(const std::filesystem::path& path, const std::optional<Owner>& owner = {});

}  // namespace herald::core
