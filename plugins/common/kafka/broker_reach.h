// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "herald/mutex.h"
#include "herald/outcome.h"
#include "herald/tcp_connector.h"

namespace herald::kafka {

/// Where a broker listens. A value.
struct BrokerAddress {
  std::string host{};
  std::uint16_t port = 9092;

  /// From what a user or a broker says: "a.local:9092", "a.local", "[::1]:9092".
  static BrokerAddress from(std::string_view text);

  std::string text() const { return host + ':' + std::to_string(port); }
  bool isLoopback() const { return host == "localhost" || host.starts_with("127.") || host == "::1"; }
  auto operator<=>(const BrokerAddress&) const = default;  // NOLINT(modernize-use-nullptr): it compares with 0
};

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
