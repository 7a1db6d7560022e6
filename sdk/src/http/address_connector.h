// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "http/engine_place.h"
#include "http/limit.h"
#include "http/resolver.h"
#include "http/task.h"

namespace herald::inline v1 {

/// Connects to a host by its name. Any thread may call it.
class AddressConnector {
 public:
  explicit AddressConnector(std::shared_ptr<HttpEngine> engine);

  /// Tries the addresses of `host` in turn. Each gets its share of the remaining time, so an address that never answers
  /// leaves time for the next. Throws Failure, and Poco's network exceptions.
  Task<EngineSocket> connect(const std::string& host, std::uint16_t port, const Limit& limit);

 private:
  Task<EngineSocket> connectOne(const Poco::Net::SocketAddress& address, const Limit& limit);

  const std::shared_ptr<HttpEngine> engine_;
  Resolver resolver_;
};

}  // namespace herald::inline v1
