// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>

#include <filesystem>

namespace herald::core {

/// Listens at a socket in the file system that only this user may use (mode 0600). Replaces an existing file, which a
/// killed daemon may have left. Throws Poco::Exception or std::system_error.
Poco::Net::ServerSocket listenAtUnixSocket(const std::filesystem::path& path);

/// Connects to such a socket. Throws std::system_error: no_such_file_or_directory, connection_refused or
/// permission_denied.
Poco::Net::StreamSocket connectToUnixSocket(const std::filesystem::path& path);

}  // namespace herald::core
