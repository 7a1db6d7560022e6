// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>

namespace herald::core {

/// A plugin library, read once. The bytes that are checked, hashed and loaded are the same.
struct PluginFile {
  std::string bytes{};
  std::string hash{};  ///< SHA-256 in lower-case hex
};

/// Reads a file that only root or `user` can have written: the file belongs to one of them, others cannot write to it,
/// and it lies in a trusted place (trusted_place.h). Throws std::runtime_error; its text is a clause after the file
/// name ("can be written by others: chmod go-w …").
PluginFile readPluginFile(const std::filesystem::path& file, uid_t user = ::geteuid());

}  // namespace herald::core
