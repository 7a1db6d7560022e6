// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

#include "base/files/owner.h"

namespace herald::core {

/// The user that the service runs as. Nothing if this process is not root, or if there is no user `herald`; then a new
/// file belongs to this user.
std::optional<Owner> serviceOwner();

/// Writes a configuration file that only the service may read (mode 0600), atomically, and makes the folders that are
/// missing. The new file and folders belong to `owner`; existing folders keep their owner. Throws std::system_error.
void writeForService(const std::filesystem::path& file, const std::string& text, const std::optional<Owner>& owner);

/// Why this process cannot put a file into the folder, or cannot make the folder if it is missing. No error if it can.
std::error_code whyNotWritable(const std::filesystem::path& folder);

}  // namespace herald::core
