// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/SocketAddress.h>

#include <memory>
#include <string>
#include <vector>

#include "http/limit.h"

namespace herald::inline v1 {

/// Looks up host names with getaddrinfo, so mDNS, /etc/hosts and all that the system knows work. getaddrinfo may block
/// without end: it runs in a thread of its own, and the caller waits for it within a limit. Callers that need the same
/// host at the same time share one lookup, so a blocked one is not multiplied. The resolver keeps no result. Any thread
/// may call it.
class Resolver {
 public:
  Resolver();
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  /// The addresses of `host` in the system's order; never empty. Throws Failure with Retry.
  std::vector<Poco::Net::SocketAddress> resolve(const std::string& host, std::uint16_t port, const Limit& limit);

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;  // shared with the lookups, which may outlive the resolver
};

}  // namespace herald::inline v1
