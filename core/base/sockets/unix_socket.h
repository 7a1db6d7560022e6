#pragma once

#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>

#include <filesystem>

namespace herald::core {

/// Listens at a socket in the file system that only this user may use (mode 0600); a file that is there from a daemon
/// that was killed is replaced. Throws Poco::Exception or std::system_error.
Poco::Net::ServerSocket listenAtUnixSocket(const std::filesystem::path& path);

/// Throws std::system_error with the reason: no_such_file_or_directory, connection_refused, permission_denied.
Poco::Net::StreamSocket connectToUnixSocket(const std::filesystem::path& path);

}  // namespace herald::core
