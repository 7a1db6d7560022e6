// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace herald::core {

/// Says at a crash what this process was doing: the signal, and the call into a plugin that the thread was in
/// (PluginCall). It is one line on standard error, and the same line in a file for the log of the next start. Then the
/// process ends as it would have without it: with the signal, and with a core dump if these are on. An exception that
/// nobody catches is a crash too. The line has names and ids, no payload and no text of an exception.
///
/// One object at a time, since signals belong to the process. For one thread.
class CrashReport {
 public:
  /// Reads what an earlier process has left in `file`, and reports the crashes of this one from now on. The file takes
  /// its room now, so that a full disk does not matter. If it cannot be used, the line is only on standard error.
  explicit CrashReport(const std::filesystem::path& file);
  ~CrashReport();  ///< crashes are no longer reported
  CrashReport(const CrashReport&) = delete;
  CrashReport& operator=(const CrashReport&) = delete;

  /// What the earlier process has left: "Herald crashed (SIGSEGV) in sink phone (plugin webhook) with …". Empty if it
  /// has not crashed.
  const std::string& earlier() const { return earlier_; }

  /// True if the earlier process has neither crashed nor stopped: somebody killed it, or the power went.
  bool wasKilled() const { return wasKilled_; }

  /// The process ends in order, although its threads may hang.
  static void ends();

 private:
  std::string earlier_{};
  bool wasKilled_ = false;
};

}  // namespace herald::core
