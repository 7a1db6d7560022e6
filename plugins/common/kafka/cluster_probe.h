// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "herald/prober.h"
#include "kafka/connection_setup.h"

/// What `heraldctl doctor` sees of a cluster.
namespace herald::kafka {

/// What a plugin needs of a cluster. A value.
struct ClusterNeeds {
  std::vector<std::string> topics{};  ///< names, or patterns that begin with ^
  std::string group{};                ///< the consumer group; empty for a plugin that reads nothing
};

/// Returns what keeps this machine from the cluster, see Prober::probe. It looks in this order: the names and ports of
/// the brokers that the user has named; the connection, with TLS and login; the address that each broker advertises;
/// the topics; the group. It writes nothing, creates no topic, and does not join the group. Throws Failure if
/// librdkafka cannot start, and NoThread. Any thread but librdkafka's own may call it.
std::vector<Trouble> probeCluster(const ConnectionSetup& setup, const ClusterNeeds& needs, Clock::time_point deadline);

}  // namespace herald::kafka
