// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace herald::core {

/// The whole content of a regular file. Throws std::system_error: errc::file_too_large if the file has more than
/// `limit` bytes, errc::is_a_directory for a folder, errc::invalid_argument for a device, pipe or socket.
std::string readFile(const std::filesystem::path& path, std::size_t limit);

/// The same for a text: without a byte order mark at its start. Everything that people write is read with this
/// function.
std::string readText(const std::filesystem::path& path, std::size_t limit);

/// True for a text with the byte order mark of UTF-16, as PowerShell's `>` writes it.
bool isUtf16(std::string_view text);

}  // namespace herald::core
