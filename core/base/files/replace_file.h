// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "base/files/owner.h"

namespace herald::core {

/// Replaces the content of a file atomically: after a power cut, the disk has the old content or the new one. Returns
/// when the new content is on disk. The file gets mode 0600, so only `owner` (or else this user) can read it, at any
/// time. Two calls for one path must not overlap. Throws std::system_error; then the old content stays.
void replaceFile(const std::filesystem::path& path, std::string_view content, const std::optional<Owner>& owner = {});

}  // namespace herald::core
