// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace herald::mqtt {

/// Where a broker is: what `mqtt://host:port` says. A value.
struct BrokerAddress {
  std::string host{};  ///< a name, or an address without brackets
  std::uint16_t port = 0;
  bool isEncrypted = false;

  /// For people, and as a key: "mqtts://broker.local:8883".
  std::string text() const;

  bool operator==(const BrokerAddress&) const = default;
};

/// Reads `mqtt://host`, `mqtts://host:port`, `mqtt://[::1]:1883`; a `/` at the end counts for nothing. The port is 1883
/// by default, and 8883 with TLS. Throws std::invalid_argument; its text continues a sentence that begins with the
/// option: "has to be mqtt://HOST or mqtts://HOST".
BrokerAddress parseBrokerAddress(std::string_view url);

}  // namespace herald::mqtt
