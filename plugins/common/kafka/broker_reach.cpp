// SPDX-License-Identifier: Apache-2.0
#include "kafka/broker_reach.h"

#include <thread>

#include "herald/thread.h"

namespace herald::kafka {

namespace {

/// What TcpConnector says, without the address and without advice: "Connection refused".
std::string clauseOf(const Failure& failure, const BrokerAddress& address) {
  std::string text = failure.what();
  if (const auto prefix = "cannot connect to " + address.text() + ": "; text.starts_with(prefix))
    text.erase(0, prefix.size());
  return text.substr(0, text.find(": check "));
}

}  // namespace

void BrokerReach::tryAll(const std::vector<BrokerAddress>& addresses, Clock::time_point deadline) {
  std::vector<std::thread> threads;
  for (const auto& address : addresses) {
    {
      const MutexLock lock(mutex_);
      if (!faults_.emplace(address, std::string()).second) continue;
    }
    try {
      threads.push_back(startThread([this, address, deadline] { tryOne(address, deadline); }));
    } catch (const NoThread&) {
      tryOne(address, deadline);
    }
  }
  for (auto& thread : threads) thread.join();
}

void BrokerReach::tryOne(const BrokerAddress& address, Clock::time_point deadline) try {
  connector_.connect(address.host, address.port, {}, deadline);
} catch (const Failure& failure) {
  const MutexLock lock(mutex_);
  faults_.at(address) = clauseOf(failure, address);
}

std::string BrokerReach::faultAt(const BrokerAddress& address) {
  const MutexLock lock(mutex_);
  return faults_.at(address);
}

}  // namespace herald::kafka
