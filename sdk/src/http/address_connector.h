// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/StreamSocket.h>

#include <cstdint>
#include <string>

#include "http/limit.h"
#include "http/resolver.h"

namespace herald::inline v1 {

/// Connects to a host by its name. Any thread may call it.
class AddressConnector {
 public:
  /// Tries the addresses of `host` in turn. Each gets its share of the remaining time, so an address that never answers
  /// leaves time for the next. Throws Failure, and Poco's network exceptions.
  Poco::Net::StreamSocket connect(const std::string& host, std::uint16_t port, const Limit& limit);

 private:
  Resolver resolver_{};
};

}  // namespace herald::inline v1
