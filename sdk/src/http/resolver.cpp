// SPDX-License-Identifier: Apache-2.0
#include "http/resolver.h"

#include <Poco/Net/IPAddress.h>
#include <netdb.h>

#include <map>
#include <utility>

#include "herald/mutex.h"
#include "herald/thread.h"
#include "http/address_lookup.h"
#include "http/engine_place.h"

namespace herald::inline v1 {
namespace {

using Poco::Net::IPAddress;
using Poco::Net::SocketAddress;

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

// The thread is detached, since nobody can end a getaddrinfo that blocks. It takes its lookup off the list before
// anybody has the result: so nobody who has it finds the old lookup again.
std::shared_ptr<AddressLookup> Resolver::Shared::start(const std::string& host) {
  auto lookup = std::make_shared<AddressLookup>();
  startThread([self = shared_from_this(), host, lookup] {
    lookup->run(host, [&] {
      const MutexLock lock(self->mutex);
      self->running.erase(host);
    });
  }).detach();
  return lookup;
}

Resolver::Resolver(std::shared_ptr<HttpEngine> engine)
    : engine_(std::move(engine)), shared_(std::make_shared<Shared>()) {}
Resolver::~Resolver() = default;

Task<std::vector<SocketAddress>> Resolver::resolve(const std::string& host, std::uint16_t port, const Limit& limit) {
  std::vector<SocketAddress> addresses;
  if (IPAddress address; IPAddress::tryParse(host, address)) {
    addresses.emplace_back(address, port);
    co_return addresses;
  }
  const auto lookup = shared_->lookupOf(host);
  const EnginePlace place(engine_);
  lookup->endWait(engine_, place.id());
  const bool isFound = co_await place.until(0, limit);
  if (!isFound) {
    throw Failure(Outcome::Verdict::Retry,
                  "the name " + host + " was not resolved in time: check this machine's DNS settings");
  }
  const AddressLookup::Addresses found = lookup->result();
  if (found.list.empty()) fail(host, found.error);
  for (const IPAddress& address : found.list) addresses.emplace_back(address, port);
  co_return addresses;
}

}  // namespace herald::inline v1
