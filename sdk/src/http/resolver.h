// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/SocketAddress.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "http/http_engine.h"
#include "http/limit.h"
#include "http/task.h"

namespace herald::inline v1 {

/// Looks up host names with getaddrinfo, so mDNS, /etc/hosts and all that the system knows work. getaddrinfo may block
/// without end: it runs in a thread of its own, and a coroutine waits for it within a limit. Those that need the same
/// host at the same time share one lookup, so a blocked one is not multiplied. The resolver keeps no result. Any thread
/// may call it.
class Resolver {
 public:
  explicit Resolver(std::shared_ptr<HttpEngine> engine);
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  /// The addresses of `host` in the system's order; never empty. Throws Failure with Retry, and NoThread.
  Task<std::vector<Poco::Net::SocketAddress>> resolve(const std::string& host, std::uint16_t port, const Limit& limit);

 private:
  struct Shared;
  const std::shared_ptr<HttpEngine> engine_;
  const std::shared_ptr<Shared> shared_;  // shared with the lookups, which may outlive the resolver
};

}  // namespace herald::inline v1
