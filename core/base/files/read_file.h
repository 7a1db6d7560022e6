// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace herald::core {

/// The whole content of a regular file. Throws std::system_error: errc::file_too_large if the file has more than
/// `limit` bytes, errc::is_a_directory for a folder, errc::invalid_argument for a device, pipe or socket.
std::string readFile(const std::filesystem::path& path, std::size_t limit);

}  // namespace herald::core
