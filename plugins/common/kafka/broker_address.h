// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace herald::kafka {

/// Where a broker listens. A value.
struct BrokerAddress {
  std::string host{};
  std::uint16_t port = 9092;

  /// From what a user writes: "a.local:9092", "a.local", "[::1]:9092". Nothing if the text is no host, or the port none
  /// from 1 to 65535.
  static std::optional<BrokerAddress> parse(std::string_view text);

  std::string text() const { return host + ':' + std::to_string(port); }
  bool isLoopback() const { return host == "localhost" || host.starts_with("127.") || host == "::1"; }
  auto operator<=>(const BrokerAddress&) const = default;  // NOLINT(modernize-use-nullptr): it compares with 0
};

}  // namespace herald::kafka
