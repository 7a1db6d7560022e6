// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "engine/pipeline/http_factory.h"
#include "engine/pipeline/plugin_report.h"
#include "herald/mutex.h"

namespace herald::core {

/// What the instances of one sink have in common: what they report, their HTTP clients, and what their plugin shares
/// (Host::shared). The hosts of the instances own it. It keeps an object only as long as one of them does. Every thread
/// may call it.
class SharedParts {
 public:
  using Make = std::function<std::shared_ptr<void>()>;

  PluginReport report{};
  std::atomic<bool> hasHung = false;  ///< a call into one of them did not return in time

  /// The object that somebody keeps under this key, or else what `make` returns. `make` runs without the lock; if two
  /// threads call it for one key, both get the object of one of them.
  std::shared_ptr<void> object(std::string_view key, const Make& make) HERALD_EXCLUDES(mutex_);

  /// A client with these values of httpOptions(). It shares its connections with each other client of equal values.
  std::unique_ptr<HttpClient> http(const Settings& settings, const HttpFactory& factory);

 private:
  Mutex mutex_{};
  std::map<std::string, std::weak_ptr<void>, std::less<>> objects_ HERALD_GUARDED_BY(mutex_){};
};

}  // namespace herald::core
