// SPDX-License-Identifier: Apache-2.0
#include "http/address_lookup.h"

#include <Poco/Net/SocketAddress.h>
#include <netdb.h>

#include <utility>

namespace herald::inline v1 {
namespace {

AddressLookup::Addresses addressesOf(const std::string& host) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  AddressLookup::Addresses result{.error = ::getaddrinfo(host.c_str(), nullptr, &hints, &list)};
  for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
    if (entry->ai_family != AF_INET && entry->ai_family != AF_INET6) continue;
    result.list.push_back(Poco::Net::SocketAddress(entry->ai_addr, entry->ai_addrlen).host());
  }
  if (list != nullptr) ::freeaddrinfo(list);
  return result;
}

}  // namespace

void AddressLookup::run(const std::string& host, const std::function<void()>& ended) {
  Addresses addresses = addressesOf(host);
  ended();
  std::vector<Waiting> waiting;
  {
    const MutexLock lock(mutex_);
    result_ = std::move(addresses);
    waiting.swap(waiting_);
  }
  for (const auto& [engine, place] : waiting) {
    if (const auto living = engine.lock()) living->finish(place);
  }
}

void AddressLookup::endWait(const std::shared_ptr<HttpEngine>& engine, HttpEngine::Id place) {
  {
    const MutexLock lock(mutex_);
    if (!result_) return waiting_.push_back({engine, place});
  }
  engine->finish(place);
}

AddressLookup::Addresses AddressLookup::result() {
  const MutexLock lock(mutex_);
  return result_.value_or(Addresses{});
}

}  // namespace herald::inline v1
