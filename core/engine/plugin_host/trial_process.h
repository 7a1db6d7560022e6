// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/files/sealed_file.h"
#include "herald/file_descriptor.h"
#include "herald/outcome.h"

namespace herald::core {

/// The process in which tryLibraries() loads libraries. It is started with posix_spawn, since fork() copies the locks
/// of all threads. What it prints is kept for the reason. It is killed with this object. For one thread.
class TrialProcess {
 public:
  /// Starts `program LIMIT REPORT FD…`: milliseconds, the descriptor for its report, and those of the files. Throws
  /// std::runtime_error.
  TrialProcess(const std::filesystem::path& program, std::span<const std::shared_ptr<SealedFile>> files, Millis limit);
  ~TrialProcess();
  TrialProcess(const TrialProcess&) = delete;
  TrialProcess& operator=(const TrialProcess&) = delete;

  /// What the process reports next: a line, without its end. Nothing if it has ended, or if it takes far longer than
  /// its own limits allow.
  std::optional<std::string> next();

  /// How the process has ended, after next() returned nothing: "ends the process that loads it (Aborted): …".
  std::string ending();

 private:
  void start(const std::filesystem::path& program, std::span<const std::shared_ptr<SealedFile>> files, int report,
             int output);
  void keepOutput();
  bool readReport();
  int await();

  const Millis limit_;
  FileDescriptor report_{};
  FileDescriptor output_{};
  pid_t pid_ = -1;
  bool late_ = false;
  std::string printed_{};
  std::string reported_{};  // lines that next() has not returned
};

}  // namespace herald::core
