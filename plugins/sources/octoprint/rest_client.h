#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "herald/feed.h"

namespace herald::octoprint {

/// What the API key's login says (https://docs.octoprint.org/en/master/api/general.html#login).
struct Login {
  std::string name{}, session{};
  std::set<std::string> roles{};  ///< the permissions, as `STATUS`; empty from an OctoPrint that has none

  bool may(const std::string& permission) const;
};

/// What this plugin asks of OctoPrint's REST API. It asks seldom, so it keeps no connection. For one thread.
class RestClient {
 public:
  /// `url` is OctoPrint's, with the path prefix of a reverse proxy and without a slash at its end. `settings` hold the
  /// values of httpOptions().
  RestClient(Feed& feed, Settings settings, std::string url, std::string apiKey);

  /// Opens a session for the push socket. Throws Failure: with Hold if the key is wrong.
  Login login();

  /// What OctoPrint knows of a file, a JSON object: {} if it does not say, and empty if it does not answer at all by
  /// `deadline`.
  std::string file(const std::string& origin, const std::string& path, Clock::time_point deadline);

  /// The settings, likewise.
  std::string settings(Clock::time_point deadline);

 private:
  HttpResponse send(const std::string& method, const std::string& path, std::string body, Clock::time_point deadline);
  std::string get(const std::string& path, Clock::time_point deadline);

  Feed& feed_;
  Settings settings_;
  std::string url_;
  std::string apiKey_;
};

}  // namespace herald::octoprint
