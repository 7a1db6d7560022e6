// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "broker_address.h"
#include "herald/settings.h"
#include "herald/tls.h"

namespace herald::mqtt {

/// One message to publish. A value.
struct Message {
  std::string topic{};
  std::string payload{};
  int qos = 1;
  bool retain = false;

  bool operator==(const Message&) const = default;
};

/// A topic that says whether Herald is there: `online` after each connection, `offline` at its end and as the last
/// will.
struct Presence {
  Message online{};
  Message offline{};
};

/// How to connect to a broker: what the options that the sink and the source share say. An immutable value.
struct ConnectionSetup {
  /// url, user, password, clientId, version, keepAlive and those of TLS.
  static std::vector<Option> options();

  ConnectionSetup() = default;
  explicit ConnectionSetup(const Settings& settings);  ///< throws BadSettings

  std::vector<Problem> advice() const;  ///< as Adviser::advice: a password that everybody on the way can read

  BrokerAddress broker{};
  std::string user{};
  std::string password{};
  std::string clientId{};  ///< empty: the plugin chooses
  bool isVersion5 = true;
  std::chrono::seconds keepAlive{60};
  TlsSettings tls{};
};

/// What one client asks of the broker when it connects. A value.
struct SessionSetup {
  std::string clientId{};                  ///< empty: the broker chooses; then the session ends with the connection
  std::chrono::seconds keptFor{0};         ///< how long the broker keeps the session of a client that is away; 0: not
  std::optional<Message> lastWill{};       ///< what the broker publishes if the client disappears
  std::optional<std::size_t> mostBytes{};  ///< the longest payload that it takes; nothing: any
};

}  // namespace herald::mqtt
