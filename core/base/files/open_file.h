// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string_view>

#include "herald/file_descriptor.h"

namespace herald::core {

/// Opens a file as ::open does, with O_CLOEXEC, and with mode 0600 if it makes the file. Throws std::system_error.
FileDescriptor openFile(const std::filesystem::path& path, int flags);

/// Writes all of it. Throws std::system_error, with the path in its text.
void writeAll(int fd, std::string_view content, const std::filesystem::path& path);

/// Returns when the entries of the folder are on disk, so that a new or renamed file in it survives a power cut. Throws
/// std::system_error.
void syncFolder(const std::filesystem::path& folder);

/// The folder of a path; `.` for a name alone.
std::filesystem::path folderOf(const std::filesystem::path& path);

/// Throws std::system_error for this errno, with the path in its text.
[[noreturn]] void failOn(const std::filesystem::path& path, int error);

}  // namespace herald::core
