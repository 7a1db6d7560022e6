// SPDX-License-Identifier: Apache-2.0
#include "kafka/broker_address.h"

#include <charconv>

namespace herald::kafka {

namespace {

std::optional<std::uint16_t> portIn(std::string_view digits) {
  std::uint16_t port = 0;
  const auto* const end = digits.data() + digits.size();
  const auto [rest, error] = std::from_chars(digits.data(), end, port);
  if (error != std::errc() || rest != end || port == 0) return std::nullopt;
  return port;
}

}  // namespace

std::optional<BrokerAddress> BrokerAddress::parse(std::string_view text) {
  BrokerAddress address;
  const bool isBracketed = text.starts_with('[');
  const auto end = isBracketed ? text.find(']') : text.find(':');
  if (isBracketed && end == text.npos) return std::nullopt;
  auto rest = end == text.npos ? std::string_view() : text.substr(isBracketed ? end + 1 : end);
  address.host = isBracketed ? text.substr(1, end - 1) : text.substr(0, end);
  if (address.host.empty()) return std::nullopt;
  if (rest.empty()) return address;
  if (!rest.starts_with(':')) return std::nullopt;
  rest.remove_prefix(1);
  const auto port = portIn(rest);
  if (!port) return std::nullopt;
  address.port = *port;
  return address;
}

}  // namespace herald::kafka
