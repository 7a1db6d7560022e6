#pragma once

#include <Poco/URI.h>

#include <string>
#include <vector>

namespace herald::core::ctl {

/// The path of a request to the daemon: its parts and its query, encoded.
std::string daemonPath(const std::vector<std::string>& parts, const Poco::URI::QueryParameters& query = {});

}  // namespace herald::core::ctl
