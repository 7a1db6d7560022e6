// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "herald/mutex.h"
#include "herald/outcome.h"
#include "herald/tcp_connector.h"
#include "kafka/broker_address.h"

namespace herald::kafka {

/// Tries whether somebody answers at the addresses of brokers. For one thread.
class BrokerReach {
 public:
  /// Tries all of them at once, but those that it has tried before.
  void tryAll(const std::vector<BrokerAddress>& addresses, Clock::time_point deadline);

  /// Why nobody answers there, as a clause: "Connection refused"; empty if somebody does. The address was tried.
  std::string faultAt(const BrokerAddress& address);

 private:
  void tryOne(const BrokerAddress& address, Clock::time_point deadline);

  TcpConnector connector_{};
  Mutex mutex_{};
  std::map<BrokerAddress, std::string> faults_ HERALD_GUARDED_BY(mutex_){};
};

}  // namespace herald::kafka
