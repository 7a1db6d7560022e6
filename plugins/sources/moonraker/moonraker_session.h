// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "event_context.h"
#include "herald/upgrade.h"
#include "klippy_status.h"
#include "rpc_message.h"
#include "websocket/web_socket_client.h"

namespace herald::moonraker {

/// One websocket connection to Moonraker: its requests, and the notifications between them. For one thread.
class MoonrakerSession {
 public:
  /// What PrinterTranslator::begin takes.
  struct Beginning {
    Klippy klippy{};
    std::string status{"{}"};
    std::string history{};
  };

  /// Upgrades `connection` to WebSocket.
  MoonrakerSession(Upgradable connection, std::stop_token stop);

  /// Says who connects. Call it once, first. Throws Failure.
  void identify();

  /// Asks for the state of Klipper, subscribes to the printer's objects if Klipper is ready, and asks for the history.
  /// Nothing if a stop was requested. Throws Failure.
  std::optional<Beginning> begin();

  /// The next notification. Returns nothing at the time `until`, or when a stop was requested. The body points into
  /// this object and is valid until the next call. Throws Failure.
  std::optional<RpcMessage> next(Clock::time_point until);

  int unreadable() const { return unreadable_; }  ///< how many messages were ignored, because they were not JSON

 private:
  std::optional<std::string> ask(std::string_view method, std::string_view params);
  std::string subscription();

  std::string agent_;  ///< Herald's User-Agent
  websocket::WebSocketClient socket_;
  std::stop_token stop_;
  std::deque<std::string> waiting_{};  ///< notifications that came before an answer
  std::string text_{};
  int lastId_ = 0;
  int unreadable_ = 0;
};

}  // namespace herald::moonraker
