// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/URI.h>

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "heraldctl/client/admin_client.h"

namespace herald::core::ctl {

/// A list of deliveries that the daemon has.
struct DeliveryList {
  std::vector<std::string> path{};  ///< below /api/v1: {"queue", SINK} or {"dead"}
  const char* member = "";          ///< of the answer: "deliveries" or "deadLetters"
};

/// Prints the list as a table, all pages of it. `query` selects deliveries. Throws as AdminClient::ask does.
void printDeliveries(const AdminClient& daemon, const DeliveryList& list, const Poco::URI::QueryParameters& query,
                     std::ostream& out);

/// Prints the deliveries with these sequences as JSON, with payload and context. Throws std::runtime_error if there are
/// none, and as AdminClient::ask does.
void printWholeDeliveries(const AdminClient& daemon, const DeliveryList& list,
                          const std::vector<std::uint64_t>& sequences, std::ostream& out);

}  // namespace herald::core::ctl
