#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

#include "base/files/files.h"

namespace herald::core {

/// The user that the service runs as. Nothing where this is not root, or there is no such user: then what is written
/// belongs to whoever writes it.
std::optional<Owner> serviceOwner();

/// Writes a configuration file that only the service may read (mode 0600), whole or not at all, with the folders that
/// it needs; all of them belong to `owner`, and what was there before stays whose it is. Throws std::system_error.
void writeForService(const std::filesystem::path& file, const std::string& text, const std::optional<Owner>& owner);

/// Why this process can put no file into the folder, or make it where it is missing; no error if it can.
std::error_code whyNotWritable(const std::filesystem::path& folder);

}  // namespace herald::core
