// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "herald/feed.h"

namespace herald::octoprint {

/// The answer to a login with the API key (https://docs.octoprint.org/en/master/api/general.html#login).
struct Login {
  std::string name{}, session{};
  std::set<std::string> roles{};  ///< the permissions, such as `STATUS`; empty if OctoPrint has no permissions

  bool may(const std::string& permission) const;
};

/// A piece of a file.
struct FilePiece {
  std::string bytes{};
  bool last = false;  ///< it ends at the end of the file
  bool more = true;   ///< OctoPrint can send a later piece
};

/// The requests of this plugin to OctoPrint's REST API. They are rare, so it keeps no connection. For one thread.
class RestClient {
 public:
  /// `url` is the address of OctoPrint, with the path of a reverse proxy and without a slash at its end. `settings` has
  /// the values of httpOptions(). `feed` must outlive this object.
  RestClient(Feed& feed, Settings settings, std::string url, std::string apiKey);

  /// Opens a session for the push socket. Throws Failure, with the verdict Hold if the key is wrong.
  Login login();

  /// What OctoPrint knows about a file, as a JSON object. Returns {} if OctoPrint answers with anything else, and an
  /// empty string if it does not answer before `deadline`.
  std::string file(const std::string& origin, const std::string& path, Clock::time_point deadline);

  /// Up to `most` bytes of a local file from the byte `from`. An OctoPrint that cannot send a piece sends the beginning
  /// of the file: then it is longer, and there is no other one. The bytes are empty if OctoPrint refuses. Returns
  /// nothing if OctoPrint does not answer before `deadline`.
  std::optional<FilePiece> piece(const std::string& path, std::int64_t from, std::int64_t most,
                                 Clock::time_point deadline);

  /// OctoPrint's settings. The result is as that of file().
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
