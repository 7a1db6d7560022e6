#pragma once

#include <Poco/Net/WebSocket.h>

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "herald/socket_guard.h"
#include "herald/upgrade.h"

namespace herald::octoprint {

/// A WebSocket client (RFC 6455) for text messages. Poco reads and writes frames; what makes messages of them, and
/// tells a dead peer from a quiet one, is here. For one thread.
class PushSocket {
 public:
  struct Limits {
    Millis ping = std::chrono::seconds(20);     ///< how often to ping: proxies cut what is idle for a minute
    Millis silence = std::chrono::seconds(60);  ///< a peer that sent nothing for so long, not even a pong, is dead
    Millis frame = std::chrono::seconds(30);    ///< how long one frame may take
    std::size_t message = 32 << 20;             ///< bytes
  };

  /// Switches a fresh connection over. `stop` ends every wait. Throws Failure, as every call here.
  PushSocket(Upgradable connection, std::stop_token stop, Limits limits);

  void send(std::string_view text);

  /// The next whole message; nothing if none came until `until`, or once a stop was asked for.
  std::optional<std::string> receive(Clock::time_point until);

 private:
  static Poco::Net::WebSocket upgrade(Upgradable& connection);
  bool waitForData(Clock::time_point until);
  std::optional<std::string> readFrame();
  std::optional<std::string> take(int flags, std::string_view data);
  std::optional<std::string> takeControl(int opcode, bool last, std::string_view data);
  void sendFrame(std::string_view data, int opcode);

  Poco::Net::StreamSocket raw_;  ///< the same connection as ws_; open for as long as it is watched
  std::stop_token stop_;
  Limits limits_;
  SocketGuard onStop_;
  Poco::Net::WebSocket ws_;
  std::string message_{};  ///< its fragments so far
  bool open_ = false;      ///< is there such a message?
  Clock::time_point heard_, pinged_;
};

}  // namespace herald::octoprint
