// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Net/HTTPResponse.h>

#include <string>
#include <utility>
#include <vector>

namespace herald::testing {

/// Asks the console at a port of the loopback as a browser does: with a cookie, and with the header of a change. For
/// one thread.
class Browser {
 public:
  struct Answer {
    int status = 0;
    std::string body{};
    Poco::Net::HTTPResponse head{};
  };
  using Fields = std::vector<std::pair<std::string, std::string>>;

  /// `folder` is where the console is: "/" or "/herald/".
  explicit Browser(int port, std::string folder = "/") : port_(port), folder_(std::move(folder)) {}

  /// `target` begins behind the folder: "api/v1/overview".
  Answer ask(const std::string& method, const std::string& target, const std::string& body = {},
             const Fields& fields = {}) const;
  Answer get(const std::string& target) const { return ask("GET", target); }

  /// The status of the login with "link" or "password". If it succeeds, this browser is logged in.
  int logIn(const std::string& what, const std::string& value);

  const std::string& cookie() const { return cookie_; }
  void setCookie(std::string cookie) { cookie_ = std::move(cookie); }

 private:
  int port_;
  std::string folder_;
  std::string cookie_{};
};

/// The token in what `heraldctl console` has printed.
std::string linkIn(const std::string& printed);

/// The port in the line in which the daemon says where /metrics is.
int portIn(const std::string& line);

}  // namespace herald::testing
