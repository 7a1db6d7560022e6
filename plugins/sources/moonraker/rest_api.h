// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "herald/feed.h"

namespace herald::moonraker {

/// The requests of this plugin to Moonraker's HTTP API. They are rare, so it keeps no connection. For one thread.
class RestApi {
 public:
  /// `url` has no slash at its end. `settings` has the values of httpOptions(). `feed` must outlive this object.
  RestApi(Feed& feed, Settings settings, std::string url);

  /// The raw answer to /server/info. Throws Failure, with the verdict Hold if the key or the address is wrong.
  std::string serverInfo();

  /// What Moonraker knows about a file below `gcodes`, as a JSON object. Returns {} if it knows nothing, and an empty
  /// string if it does not answer before `deadline`.
  std::string metadata(const std::string& path, Clock::time_point deadline);

 private:
  HttpResponse get(const std::string& path, Clock::time_point deadline);

  Feed& feed_;
  Settings settings_;
  std::string url_;
};

}  // namespace herald::moonraker
