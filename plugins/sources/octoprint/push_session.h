#pragma once

#include <functional>
#include <optional>
#include <string>

#include "push_message.h"
#include "push_socket.h"
#include "rest_client.h"

namespace herald::octoprint {

/// A push connection that is logged in, and stays so: OctoPrint asks for a new login when a session ends or the rights
/// of its user change. For one thread.
class PushSession {
 public:
  using LogIn = std::function<Login()>;

  /// Switches `connection` over, and takes `login` for the first session and `logIn` for every one that OctoPrint wants
  /// later. Between two of those it counts the time by `now`.
  PushSession(Upgradable connection, std::stop_token stop, Login login, LogIn logIn,
              std::function<Clock::time_point()> now = Clock::now);

  /// The next message that has something to tell; nothing if none is there by `until` at the latest, or a stop was
  /// asked for. Throws Failure. The body points into this object and is valid until the next call.
  std::optional<PushMessage> next(Clock::time_point until);

  /// OctoPrint's version, "1.11.8"; known with the first message that next() gives.
  const std::string& version() const { return version_; }

  const Login& login() const { return login_; }  ///< the one that holds

  int unreadable() const { return unreadable_; }  ///< messages that were no JSON objects, and were left out

 private:
  void greet(std::string_view connected);
  void authenticate();
  void loginWanted();
  void logInAgain();
  Clock::time_point wakeAt(Clock::time_point until) const;
  bool handle(const PushMessage& message);

  PushSocket socket_;
  Login login_;
  LogIn logIn_;
  std::string text_{};
  std::string version_{};
  std::function<Clock::time_point()> now_;
  int wanted_ = 0;                                ///< so many new logins, each soon after the one before
  Clock::time_point wantedAt_{};                  ///< the last of them
  std::optional<Clock::time_point> nextLogIn_{};  ///< when, if the last try failed
  int unreadable_ = 0;
  std::optional<Clock::time_point> answerBy_{};  ///< from the first time that somebody listens
  bool authenticated_ = false;
};

/// Does this version know `subscribe` (1.8.0)? What is not a version is taken for a later one.
bool knowsSubscribe(std::string_view version);

}  // namespace herald::octoprint
