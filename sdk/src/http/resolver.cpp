#include "http/resolver.h"

#include <Poco/Net/IPAddress.h>
#include <netdb.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

namespace herald::inline v1 {
namespace {

using Poco::Net::IPAddress;
using Poco::Net::SocketAddress;

struct Lookup {
  bool done = false;
  int error = 0;
  std::vector<IPAddress> addresses{};
};

void lookUp(const std::string& host, Lookup& result) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  result.error = ::getaddrinfo(host.c_str(), nullptr, &hints, &list);
  for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
    if (entry->ai_family != AF_INET && entry->ai_family != AF_INET6) continue;
    result.addresses.push_back(SocketAddress(entry->ai_addr, entry->ai_addrlen).host());
  }
  if (list != nullptr) ::freeaddrinfo(list);
}

[[noreturn]] void fail(const std::string& host, int error) {
  const std::string why = error == 0 ? "it has no address" : ::gai_strerror(error);
  throw Failure(Outcome::Verdict::Retry,
                "the host " + host + " was not found (" + why + "): check its name and this machine's network");
}

}  // namespace

struct Resolver::Shared : std::enable_shared_from_this<Resolver::Shared> {
  std::mutex mutex{};
  std::condition_variable_any done{};
  std::map<std::string, std::shared_ptr<Lookup>> running{};

  std::shared_ptr<Lookup> start(const std::string& host);
};

// Detached, since nobody can end a getaddrinfo that hangs.
std::shared_ptr<Lookup> Resolver::Shared::start(const std::string& host) {
  auto lookup = std::make_shared<Lookup>();
  std::thread([self = shared_from_this(), host, lookup] {
    Lookup result;
    lookUp(host, result);
    result.done = true;
    {
      const std::lock_guard lock(self->mutex);
      *lookup = std::move(result);
      self->running.erase(host);
    }
    self->done.notify_all();
  }).detach();
  return lookup;
}

Resolver::Resolver() : shared_(std::make_shared<Shared>()) {}
Resolver::~Resolver() = default;

std::vector<SocketAddress> Resolver::resolve(const std::string& host, std::uint16_t port, const Limit& limit) {
  if (IPAddress address; IPAddress::tryParse(host, address)) return {SocketAddress(address, port)};

  std::unique_lock lock(shared_->mutex);
  std::shared_ptr<Lookup>& entry = shared_->running[host];
  if (!entry) entry = shared_->start(host);
  const std::shared_ptr<Lookup> lookup = entry;
  shared_->done.wait_until(lock, limit.stop, limit.deadline, [&] { return lookup->done; });
  if (!lookup->done) {
    throw Failure(Outcome::Verdict::Retry,
                  "the name " + host + " was not resolved in time: check this machine's DNS settings");
  }
  if (lookup->addresses.empty()) fail(host, lookup->error);
  std::vector<SocketAddress> addresses;
  for (const IPAddress& address : lookup->addresses) addresses.emplace_back(address, port);
  return addresses;
}

}  // namespace herald::inline v1
