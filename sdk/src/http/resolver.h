#pragma once

#include <Poco/Net/SocketAddress.h>

#include <memory>
#include <string>
#include <vector>

#include "http/limit.h"

namespace herald::inline v1 {

/// Looks host names up with getaddrinfo (so mDNS, /etc/hosts and what else the system knows work), which blocks for as
/// long as it likes: it runs in a thread of its own, and only the wait for it is bounded. Callers who ask for the same
/// host at the same time share one lookup, so that a hanging one is not multiplied. Nothing is kept of a finished one.
/// Any thread may call it.
class Resolver {
 public:
  Resolver();
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  /// The addresses of `host`, the system's choice first; never empty. Throws Failure.
  std::vector<Poco::Net::SocketAddress> resolve(const std::string& host, std::uint16_t port, const Limit& limit);

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;  // a lookup that still runs keeps it
};

}  // namespace herald::inline v1
