// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/WebSocket.h>

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "herald/socket_guard.h"
#include "herald/upgrade.h"

namespace herald::websocket {

/// A WebSocket client (RFC 6455) for text messages. Poco reads and writes frames. This class joins frames to messages
/// and notices a dead peer by its pings. For one thread.
class WebSocketClient {
 public:
  struct Limits {
    Millis ping =
        std::chrono::seconds(20);  ///< how often to ping; proxies close a connection that is idle for a minute
    Millis silence = std::chrono::seconds(60);  ///< a peer that sends nothing for so long, not even a pong, is dead
    Millis upgrade = std::chrono::seconds(30);  ///< the longest time until the server answers the request to upgrade
    Millis frame = std::chrono::seconds(30);    ///< the longest time for one frame
    std::size_t message = 32 << 20;             ///< the longest message, in bytes
  };

  /// Upgrades a fresh connection to WebSocket. A request to stop ends every wait. Every call here may throw Failure.
  /// `server` is its name for messages, such as "OctoPrint".
  WebSocketClient(std::string server, Upgradable connection, std::stop_token stop, Limits limits);

  void send(std::string_view text);

  /// The next complete message. Returns nothing at the time `until`, or when `stop` was requested.
  std::optional<std::string> receive(Clock::time_point until);

 private:
  static Poco::Net::WebSocket upgrade(const std::string& server, Upgradable& connection);
  [[noreturn]] void fail(const std::string& how) const;
  bool waitForData(Clock::time_point until);
  std::optional<std::string> readFrame();
  std::optional<std::string> receiveFragment(int flags, std::string_view data);
  std::optional<std::string> receiveControl(int opcode, bool last, std::string_view data);
  void sendFrame(std::string_view data, int opcode);

  std::string server_;
  Poco::Net::StreamSocket raw_;  ///< the same connection as ws_; open for as long as onStop_ watches it
  std::stop_token stop_;
  Limits limits_;
  SocketGuard onStop_;
  Poco::Net::WebSocket ws_;
  std::string message_{};    ///< the fragments of a message that is not complete yet
  bool incomplete_ = false;  ///< whether there is such a message
  Clock::time_point heard_, pinged_;
};

}  // namespace herald::websocket
