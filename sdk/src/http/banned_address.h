// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/IPAddress.h>
#include <Poco/Net/SocketAddress.h>

#include <string>
#include <vector>

#include "herald/export.h"
#include "herald/link_local_ban.h"

namespace herald::inline v1 {

/// True for an address that a LinkLocalBan means, also inside an IPv6 address that stands for an IPv4 one (mapped,
/// NAT64, 6to4). Any thread may call these.
HERALD_API bool isBanned(const Poco::Net::IPAddress& address);

/// True for a host that a LinkLocalBan means: such an address in any way that the system reads (`2852039166`), or the
/// name of a metadata service.
HERALD_API bool isBannedHost(const std::string& host);

/// Throws Failure with Hold if a LinkLocalBan holds, and it means the host.
HERALD_API void checkBan(const std::string& host, bool holds = LinkLocalBan::holds());

/// The addresses of `host` that one may connect to. Throws Failure with Hold if a LinkLocalBan holds and leaves none.
std::vector<Poco::Net::SocketAddress> withoutBanned(const std::string& host,
                                                    std::vector<Poco::Net::SocketAddress> addresses, bool holds);

}  // namespace herald::inline v1
