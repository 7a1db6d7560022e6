// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "push_message.h"
#include "rest_client.h"
#include "subscription.h"
#include "websocket/web_socket_client.h"

namespace herald::octoprint {

/// A push connection that is logged in and stays logged in. OctoPrint asks for a new login when a session ends or the
/// rights of its user change. For one thread.
class PushSession {
 public:
  using LogIn = std::function<Login()>;

  /// Upgrades `connection` to WebSocket. `login` is the first session. `logIn` makes each later one that OctoPrint asks
  /// for. `now` is the clock that measures the time between two logins.
  PushSession(Upgradable connection, std::stop_token stop, Login login, LogIn logIn,
              std::function<Clock::time_point()> now = Clock::now);

  /// The next message that holds a state, an event or a plugin's message. Returns nothing at the time `until`, or when
  /// a stop was requested. The body points into this object and is valid until the next call. Throws Failure.
  std::optional<PushMessage> next(Clock::time_point until);

  /// Asks OctoPrint for states as fast as it makes them, two per second, or for one per second.
  void setEager(bool eager);

  /// What to subscribe to. OctoPrint answers a change with a new history.
  void setInterest(const Interest& interest);

  /// The version of OctoPrint, such as "1.11.8". It is known when next() has returned the first message.
  const std::string& version() const { return version_; }

  const Login& login() const { return login_; }  ///< the current one

  int unreadable() const {
    return unreadable_;
  }  ///< how many messages were ignored, because they were not JSON objects

 private:
  void answerGreeting(std::string_view connected);
  void authenticate();
  void sendThrottle();
  void subscribe();
  void handleReauth();
  void logInAgain();
  Clock::time_point wakeAt(Clock::time_point until) const;
  bool handle(const PushMessage& message);

  websocket::WebSocketClient socket_;
  Login login_;
  LogIn logIn_;
  std::string text_{};
  std::string version_{};
  std::function<Clock::time_point()> now_;
  int reauths_ = 0;                               ///< how many requests for a login, each soon after the last
  Clock::time_point reauthAt_{};                  ///< the last of them
  std::optional<Clock::time_point> nextLogIn_{};  ///< set if the last login failed
  int unreadable_ = 0;
  std::optional<Clock::time_point> answerBy_{};  ///< set by the first call of next()
  bool authenticated_ = false;
  bool eager_ = false;
  Interest interest_{};
};

/// True if this version knows the message `subscribe`, which came with 1.8.0. Any other text counts as a later version.
bool knowsSubscribe(std::string_view version);

}  // namespace herald::octoprint
