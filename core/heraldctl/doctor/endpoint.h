// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/config/configuration.h"

namespace herald::core::ctl {

/// A server that a source or a sink of the configuration connects to. A value.
struct Endpoint {
  std::string owner{};  ///< "sink slack"
  std::string host{};
  std::string shownHost{};  ///< for people: a label that may be a token is masked
  std::uint16_t port = 0;
  bool tls = false;  ///< it speaks TLS from the first byte on, and its certificate counts
  std::string ca{};  ///< tls.ca of its owner, absolute; empty: the authorities of the system
  bool operator==(const Endpoint&) const = default;
};

/// All of them, each host and port once. Left out: what is switched off, what a proxy reaches, and addresses with a
/// variable in the host.
std::vector<Endpoint> endpointsOf(const Configuration& configuration);

}  // namespace herald::core::ctl
