// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "herald/file_descriptor.h"

namespace herald::core::ctl {

using Moment = std::chrono::system_clock::time_point;

/// When the first certificate of a PEM file ends. Nothing if the file has none, or cannot be read: the check of the
/// configuration reports that.
std::optional<Moment> endOfCertificates(const std::filesystem::path& file);

/// What a server has shown of itself. A value.
struct ServerCertificate {
  Moment end{};           ///< when its certificate ends
  std::string refusal{};  ///< why a client refuses it, as OpenSSL says; empty if it does not
};

/// Speaks TLS over a connected socket until the server's certificate is there. It sends no data. `ca` is a file with
/// the authorities to trust; empty: those of the system. Throws std::runtime_error with a clause if the server does not
/// speak TLS, or does not answer before `deadline`. It blocks SIGPIPE in the calling thread, and leaves it blocked.
ServerCertificate certificateOf(const FileDescriptor& socket, const std::string& host, const std::string& ca,
                                std::chrono::steady_clock::time_point deadline);

/// Where OpenSSL looks for the authorities of the system, if nothing is there: the file and the folder. Empty if it
/// finds some.
std::string missingAuthorities();

}  // namespace herald::core::ctl
