// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace herald::core {

/// The name of the file with the picture of this event: its id, with `%2F` for each character that could mislead, and
/// `.jpg`. Empty if the id is too long for that.
std::string snapshotFileName(std::string_view event);

/// The event whose picture is in a file with this name. Nothing if it is another file.
std::optional<std::string> eventOfSnapshotFile(std::string_view name);

/// Writes the picture so that the file is there completely or not at all. It does not wait until the disk has it: a
/// power cut may cost the picture. Throws std::system_error.
void writeSnapshot(const std::filesystem::path& file, std::string_view jpeg);

/// Gives the file of a picture one more name. False if the file system cannot do that.
bool linkSnapshot(const std::filesystem::path& from, const std::filesystem::path& to);

/// The picture in this file. Throws std::runtime_error if there is none, or only a part of it.
std::string readSnapshot(const std::filesystem::path& file);

}  // namespace herald::core
