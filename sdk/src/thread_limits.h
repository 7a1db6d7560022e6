// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "herald/export.h"

namespace herald::inline v1 {

/// The limits on the threads of a process, and how much of them is used. What is empty is unlimited or unknown. A
/// value.
struct HERALD_API ThreadLimits {
  struct Tasks {
    std::string group{};  ///< the control group, such as "/system.slice/herald.service"
    std::uint64_t most = 0;
    std::uint64_t now = 0;
  };

  std::optional<Tasks> tasks{};                 ///< the fullest control group: TasksMax of a systemd unit
  std::optional<std::uint64_t> addressSpace{};  ///< RLIMIT_AS in bytes
  std::uint64_t used = 0;                       ///< of the address space
  std::uint64_t stack = 0;                      ///< what a new thread takes of it
  std::optional<std::uint64_t> threads{};       ///< RLIMIT_NPROC, for the user; never for root
  std::uint64_t running = 0;                    ///< threads of the user, as far as this process sees them

  static ThreadLimits ofThisProcess();

  /// The fullest of the group `path` and its parents. `root` is where the control groups are mounted.
  static std::optional<Tasks> tasksOf(const std::filesystem::path& root, std::filesystem::path path);
};

/// Which limit a new thread would exceed, and how to raise it.
HERALD_API std::string whyNoThread(const ThreadLimits& limits);

}  // namespace herald::inline v1
