#pragma once

#include <filesystem>
#include <iosfwd>

/// The verbs of heraldctl that ask the running daemon, over the Unix socket in its data folder. Each returns the exit
/// code and throws std::exception with one sentence where it cannot do its work.
namespace herald::core::ctl {

/// Shows how the daemon is. 0 if nothing keeps events from arriving, else 1.
int status(const std::filesystem::path& config, bool json, std::ostream& out);

}  // namespace herald::core::ctl
