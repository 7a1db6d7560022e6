// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/clock/time_source.h"
#include "herald/mutex.h"
#include "heraldd/api/access/sessions.h"

namespace herald::core {

/// Keeps the sessions for the next process, so that a restart of Herald logs nobody out. The file has no tokens, only
/// their fingerprints, and only the user of the daemon reads it. If it cannot be written or read, a restart logs
/// everybody out. Every thread may call it.
class SessionFile {
 public:
  /// `time` outlives it.
  SessionFile(std::filesystem::path file, const TimeSource& time) : file_(std::move(file)), time_(time) {}

  /// `mark` changes when the password does.
  void write(Sessions& sessions, const std::string& mark) HERALD_EXCLUDES(mutex_);

  /// The sessions of the process before; none if the password has changed since, or if the clock stands before the time
  /// of the file. They have grown older meanwhile.
  std::vector<Sessions::Kept> read(const std::string& mark) HERALD_EXCLUDES(mutex_);

 private:
  const std::filesystem::path file_;
  const TimeSource& time_;
  Mutex mutex_{};  // of the file
};

}  // namespace herald::core
