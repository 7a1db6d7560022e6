// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "herald/http.h"
#include "herald/tcp_connector.h"

namespace herald::core {

/// What answers at an address, besides an OctoPrint, for which AppKeys asks.
struct FoundService {
  std::string type{};       ///< of the plugin: "moonraker", "mqtt"
  std::string title{};      ///< "Moonraker v0.9.3", "MQTT broker"
  std::string url{};        ///< as the plugin takes it
  bool needsLogin = false;  ///< it refuses without an API key, or without user and password
};

/// The Moonraker at this address, with or without a path of a proxy; nothing if another server answers. `key` is an API
/// key; it may be empty. Throws Failure if nothing answers.
std::optional<FoundService> moonrakerAt(HttpClient& http, const std::string& url, const std::string& key,
                                        std::stop_token stop);

struct BrokerLogin {
  std::string user{}, password{};
};

/// The MQTT broker at this address, "mqtt://host:1883"; nothing if something else answers. One of mqtts:// is taken on
/// trust. Throws Failure if nothing answers.
std::optional<FoundService> brokerAt(TcpConnector& connector, const std::string& url, const BrokerLogin& login,
                                     std::stop_token stop);

/// The packet CONNECT of MQTT 3.1.1 with a clean session and no client id.
std::string mqttConnectPacket(const BrokerLogin& login);

}  // namespace herald::core
