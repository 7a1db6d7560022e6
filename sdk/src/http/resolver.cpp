// SPDX-License-Identifier: Apache-2.0
#include "http/resolver.h"

#include <Poco/Net/IPAddress.h>
#include <netdb.h>

#include <map>
#include <optional>
#include <thread>
#include <utility>

#include "herald/mutex.h"
#include "herald/thread.h"

namespace herald::inline v1 {
namespace {

using Poco::Net::IPAddress;
using Poco::Net::SocketAddress;

struct Addresses {
  int error = 0;  ///< of getaddrinfo
  std::vector<IPAddress> list{};
};

Addresses addressesOf(const std::string& host) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  Addresses result{.error = ::getaddrinfo(host.c_str(), nullptr, &hints, &list)};
  for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
    if (entry->ai_family != AF_INET && entry->ai_family != AF_INET6) continue;
    result.list.push_back(SocketAddress(entry->ai_addr, entry->ai_addrlen).host());
  }
  if (list != nullptr) ::freeaddrinfo(list);
  return result;
}

/// The result of one call of getaddrinfo, for all callers that wait for it.
class AddressLookup {
 public:
  void finish(Addresses addresses) HERALD_EXCLUDES(mutex_) {
    {
      const MutexLock lock(mutex_);
      result_ = std::move(addresses);
    }
    finished_.notifyAll();
  }

  /// Nothing if the limit comes first.
  std::optional<Addresses> wait(const Limit& limit) HERALD_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    finished_.waitUntil(mutex_, limit.stop, limit.deadline,
                        [this]() HERALD_REQUIRES(mutex_) { return result_.has_value(); });
    return result_;
  }

 private:
  Mutex mutex_{};
  StoppableCondition finished_{};
  std::optional<Addresses> result_ HERALD_GUARDED_BY(mutex_);
};

[[noreturn]] void fail(const std::string& host, int error) {
  const std::string why = error == 0 ? "it has no address" : ::gai_strerror(error);
  throw Failure(Outcome::Verdict::Retry,
                "the host " + host + " was not found (" + why + "): check its name and this machine's network");
}

}  // namespace

struct Resolver::Shared : std::enable_shared_from_this<Resolver::Shared> {
  Mutex mutex{};
  std::map<std::string, std::shared_ptr<AddressLookup>> running HERALD_GUARDED_BY(mutex);

  std::shared_ptr<AddressLookup> lookupOf(const std::string& host) HERALD_EXCLUDES(mutex);
  std::shared_ptr<AddressLookup> start(const std::string& host);
};

std::shared_ptr<AddressLookup> Resolver::Shared::lookupOf(const std::string& host) {
  const MutexLock lock(mutex);
  std::shared_ptr<AddressLookup>& lookup = running[host];
  if (!lookup) lookup = start(host);
  return lookup;
}

// The thread is detached, since nobody can end a getaddrinfo that blocks. It takes its lookup off the list before it
// finishes it: a caller that has the result never finds the old lookup again.
std::shared_ptr<AddressLookup> Resolver::Shared::start(const std::string& host) {
  auto lookup = std::make_shared<AddressLookup>();
  startThread([self = shared_from_this(), host, lookup] {
    Addresses addresses = addressesOf(host);
    {
      const MutexLock lock(self->mutex);
      self->running.erase(host);
    }
    lookup->finish(std::move(addresses));
  }).detach();
  return lookup;
}

Resolver::Resolver() : shared_(std::make_shared<Shared>()) {}
Resolver::~Resolver() = default;

std::vector<SocketAddress> Resolver::resolve(const std::string& host, std::uint16_t port, const Limit& limit) {
  if (IPAddress address; IPAddress::tryParse(host, address)) return {SocketAddress(address, port)};

  const std::optional<Addresses> found = shared_->lookupOf(host)->wait(limit);
  if (!found) {
    throw Failure(Outcome::Verdict::Retry,
                  "the name " + host + " was not resolved in time: check this machine's DNS settings");
  }
  if (found->list.empty()) fail(host, found->error);
  std::vector<SocketAddress> addresses;
  for (const IPAddress& address : found->list) addresses.emplace_back(address, port);
  return addresses;
}

}  // namespace herald::inline v1
