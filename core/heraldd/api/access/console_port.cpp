// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/access/console_port.h"

#include <Poco/Environment.h>
#include <Poco/Exception.h>
#include <Poco/Net/NetworkInterface.h>
#include <Poco/Net/SocketAddress.h>

#include <filesystem>

namespace herald::core {

namespace {

using Poco::Net::IPAddress;
using Poco::Net::NetworkInterface;

constexpr const char* kAvahi = "/run/avahi-daemon/socket";  // answers for this machine's name with .local

/// Those that another machine of the network can use, IPv4 first: somebody types them.
std::vector<IPAddress> addressesInLan(bool withIpv6) {
  std::vector<IPAddress> old, six;
  for (const auto& [index, interface] : NetworkInterface::map(true, true)) {
    for (const auto& tuple : interface.addressList()) {
      const auto& address = tuple.get<NetworkInterface::IP_ADDRESS>();
      if (address.isLoopback() || address.isLinkLocal() || address.isWildcard()) continue;
      (address.family() == IPAddress::IPv4 ? old : six).push_back(address);
    }
  }
  if (withIpv6) old.insert(old.end(), six.begin(), six.end());
  return old;
}

std::string nameInLan() {
  std::error_code none;
  if (!std::filesystem::exists(kAvahi, none)) return {};
  const auto name = Poco::Environment::nodeName();
  return name.empty() ? name : name.substr(0, name.find('.')) + ".local";
}

}  // namespace

std::vector<std::string> addressesOf(const ConsolePort::State& port) {
  std::vector<std::string> hosts;
  if (port.address.empty()) return hosts;
  const Poco::Net::SocketAddress address(port.address);
  const auto text = [](const IPAddress& host) {
    return host.family() == IPAddress::IPv6 ? "[" + host.toString() + "]" : host.toString();
  };
  if (address.host().isWildcard()) {
    for (const auto& host : addressesInLan(address.host().family() == IPAddress::IPv6)) hosts.push_back(text(host));
    if (const auto name = nameInLan(); !name.empty()) hosts.push_back(name);
    if (hosts.empty()) hosts.emplace_back("localhost");
  } else {
    hosts.push_back(text(address.host()));
  }
  for (auto& host : hosts) {
    host = (port.isTls ? "https://" : "http://") + host + ":" + std::to_string(address.port()) + "/";
  }
  return hosts;
}

}  // namespace herald::core
