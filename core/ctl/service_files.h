#pragma once

#include <filesystem>
#include <string>

namespace herald::core::ctl {

/// Writes a configuration file that only the service may read (mode 0600), whole or not at all, with the folders that
/// it needs. As root it belongs to the service's user, so that the service can read what root wrote for it. Throws
/// std::exception with one sentence.
void writeForService(const std::filesystem::path& file, const std::string& text);

}  // namespace herald::core::ctl
