// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace herald::core {

/// Whether SQLite's header at the beginning of this file has only values that a database of an outbox can have. True
/// for an empty or missing file.
bool hasSoundHeader(const std::filesystem::path& path);

/// Writes a new first page over the one of a damaged database. It has SQLite's header and the list of tables, and the
/// tables of every outbox begin at the same pages. Throws SQLite::Exception, or std::system_error.
void rebuildFirstPage(const std::filesystem::path& path);

}  // namespace herald::core
