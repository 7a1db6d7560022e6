// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/URI.h>

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "heraldctl/client/admin_client.h"

namespace herald::core::ctl {

/// Asks for the daemon's list at this path, page after page, and visits each delivery as JSON. `path` and `query` are
/// those of printDeliveries. Throws as AdminClient::ask does.
void forEachDelivery(const AdminClient& daemon, const std::vector<std::string>& path,
                     const Poco::URI::QueryParameters& query,
                     const std::function<void(std::string_view delivery)>& visit);

/// Prints the daemon's list at this path as a table, all pages of it. `path` is {"queue", SINK} or {"dead"}; `query`
/// selects deliveries. Throws as AdminClient::ask does.
void printDeliveries(const AdminClient& daemon, const std::vector<std::string>& path,
                     const Poco::URI::QueryParameters& query, std::ostream& out);

/// Prints the deliveries with these sequences as JSON, with payload and context. Throws std::runtime_error if there are
/// none, and as AdminClient::ask does.
void printWholeDeliveries(const AdminClient& daemon, const std::vector<std::string>& path,
                          const std::vector<std::uint64_t>& sequences, std::ostream& out);

/// The sequences as a query has them: "3,17".
std::string joined(const std::vector<std::uint64_t>& sequences);

}  // namespace herald::core::ctl
