// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <functional>
#include <system_error>

namespace herald::core {

// For tests: what became of a file, and of a call that works on one.

/// What the system knows of a file, or of a link itself.
inline struct stat factsOf(const std::filesystem::path& path) {
  struct stat facts {};
  EXPECT_EQ(::lstat(path.c_str(), &facts), 0) << path;
  return facts;
}

/// The rights of its owner, its group and others.
inline unsigned modeOf(const std::filesystem::path& path) { return factsOf(path).st_mode & 0777U; }

/// The error that the call throws; zero if it throws none.
inline std::errc errorOf(const std::function<void()>& call) {
  try {
    call();
  } catch (const std::system_error& error) {
    return static_cast<std::errc>(error.code().value());
  }
  return {};
}

}  // namespace herald::core
