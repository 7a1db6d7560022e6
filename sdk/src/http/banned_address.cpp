// SPDX-License-Identifier: Apache-2.0
#include "http/banned_address.h"

#include <Poco/String.h>
#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <set>
#include <string_view>

#include "herald/outcome.h"

namespace herald::inline v1 {
namespace {

using Poco::Net::IPAddress;

struct Network {
  const char* address;
  unsigned bits;
};

constexpr std::array kBanned{
    Network{"169.254.0.0", 16},      // link-local, with most metadata services
    Network{"fe80::", 10},           // link-local
    Network{"fd00:ec2::254", 128},   // metadata of AWS
    Network{"100.100.100.200", 32},  // of Alibaba Cloud
    Network{"168.63.129.16", 32},    // of Azure
    Network{"192.0.0.192", 32},      // of Oracle Cloud
};

/// The IPv4 addresses that an IPv6 address may stand for, by the place of their bytes.
struct Embedding {
  Network prefix;
  std::size_t at;
};

constexpr std::array kEmbeddings{
    Embedding{{"::ffff:0:0", 96}, 12},
    Embedding{{"::", 96}, 12},
    Embedding{{"64:ff9b::", 96}, 12},
    Embedding{{"2002::", 16}, 2},
};

bool isIn(const IPAddress& address, const Network& network) {
  const IPAddress base(network.address);
  if (base.family() != address.family()) return false;
  const auto* one = static_cast<const unsigned char*>(address.addr());
  const auto* other = static_cast<const unsigned char*>(base.addr());
  for (unsigned bit = 0; bit < network.bits; ++bit) {
    const unsigned mask = 0x80U >> bit % 8;
    if ((one[bit / 8] & mask) != (other[bit / 8] & mask)) return false;
  }
  return true;
}

bool isBannedItself(const IPAddress& address) {
  return std::ranges::any_of(kBanned, [&](const Network& network) { return isIn(address, network); });
}

/// The address that the system reads from a text without asking anybody.
bool readsBanned(const std::string& host) {
  in_addr four{};
  if (::inet_aton(host.c_str(), &four) != 0) return isBanned(IPAddress(&four, sizeof four));
  in6_addr six{};
  const auto bare = host.substr(0, host.find('%'));
  return ::inet_pton(AF_INET6, bare.c_str(), &six) == 1 && isBanned(IPAddress(&six, sizeof six));
}

Failure banRefusal(const std::string& host) {
  return {Outcome::Verdict::Hold,
          host + " is a link-local address or a metadata service: a test does not connect there"};
}

}  // namespace

bool isBanned(const IPAddress& address) {
  if (isBannedItself(address)) return true;
  const auto* bytes = static_cast<const unsigned char*>(address.addr());
  return std::ranges::any_of(kEmbeddings, [&](const Embedding& one) {
    return isIn(address, one.prefix) && isBannedItself(IPAddress(bytes + one.at, sizeof(in_addr)));
  });
}

bool isBannedHost(const std::string& host) {
  static const std::set<std::string_view> kNames{"metadata", "metadata.google.internal", "metadata.goog",
                                                 "instance-data", "instance-data.ec2.internal"};
  auto name = Poco::toLower(host);
  if (name.ends_with('.')) name.pop_back();
  return kNames.contains(name) || readsBanned(name);
}

void checkBan(const std::string& host, bool holds) {
  if (holds && isBannedHost(host)) throw banRefusal(host);
}

std::vector<Poco::Net::SocketAddress> withoutBanned(const std::string& host,
                                                    std::vector<Poco::Net::SocketAddress> addresses, bool holds) {
  if (!holds) return addresses;
  std::erase_if(addresses, [](const auto& address) { return isBanned(address.host()); });
  if (addresses.empty()) throw banRefusal(host);
  return addresses;
}

}  // namespace herald::inline v1
