// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include "base/clock/time_source.h"
#include "herald/mutex.h"
#include "heraldd/api/access/console_port.h"
#include "heraldd/api/access/login_brake.h"
#include "heraldd/api/access/sessions.h"
#include "heraldd/api/operations/operation.h"

namespace herald::core {

/// Who is logged in:
///
///   GET    /api/v1/session        {"user": "local", "version", "via": "link", "password", "token" or "socket"}
///   POST   /api/v1/session        {"link": …} or {"password": …}: begins a session, whose token goes into a cookie
///   DELETE /api/v1/session        ends it
///   POST   /api/v1/session/links  at the Unix socket alone: {"link", "addresses": […]}, for `heraldctl console`
///
/// One password is checked at a time: the check takes memory and time on purpose.
class SessionResource final : public Resource {
 public:
  /// All of it outlives the resource.
  SessionResource(Sessions& sessions, const ConsolePort& port, const TimeSource& time, std::string version)
      : sessions_(sessions), port_(port), time_(time), version_(std::move(version)) {}

  /// From now on, this is the hash of the password; empty: there is none.
  void setPassword(std::string hash) HERALD_EXCLUDES(mutex_);

  /// Changes when the password does, and says nothing about it.
  std::string passwordMark() HERALD_EXCLUDES(mutex_);

  std::vector<Operation> operations() override;
  Schemas schemas() const override;

 private:
  ApiAnswer show(const ApiRequest& request);
  ApiAnswer begin(const ApiRequest& request);
  ApiAnswer end(const ApiRequest& request);
  ApiAnswer makeLink();
  std::string beginWithPassword(const std::string& password, const std::string& client) HERALD_EXCLUDES(mutex_);
  bool isRight(const std::string& password) HERALD_EXCLUDES(mutex_);

  Sessions& sessions_;
  const ConsolePort& port_;
  const TimeSource& time_;
  const std::string version_;
  LoginBrake brake_{};
  Mutex mutex_{};
  std::string hash_ HERALD_GUARDED_BY(mutex_){};
  bool isChecking_ HERALD_GUARDED_BY(mutex_) = false;
};

}  // namespace herald::core
