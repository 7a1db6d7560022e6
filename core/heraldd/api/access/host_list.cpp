// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/access/host_list.h"

#include <Poco/Net/IPAddress.h>

namespace herald::core {

// Only this network can answer for .local (RFC 6762), and no network for .localhost (RFC 6761). An attacker of the LAN
// could answer for .local; he needs a session all the same.
bool HostList::has(const std::string& host) const {
  Poco::Net::IPAddress address;
  return host == "localhost" || host.ends_with(".localhost") || host.ends_with(".local") || names_.contains(host) ||
         (!host.empty() && Poco::Net::IPAddress::tryParse(host, address));
}

}  // namespace herald::core
