// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>

#include "herald/testing/temporary_folder.h"

namespace herald::testing {

/// The user `herald`, as the package creates it, for programs that run with this environment. nss_wrapper shows them
/// other users than the machine has. Only root can give files to this user; otherwise they stay with the user of the
/// test.
class ServiceUser {
 public:
  std::map<std::string, std::string> environment() const {
    const char* asan = std::getenv("ASAN_OPTIONS");
    return {{"LD_PRELOAD", "libnss_wrapper.so"},
            {"NSS_WRAPPER_PASSWD", passwd_.string()},
            {"NSS_WRAPPER_GROUP", group_.string()},
            {"ASAN_OPTIONS",
             std::string(asan ? asan : "") + ":verify_asan_link_order=0"}};  // ASan is not the first library here
  }

  /// Expects that only the service can read this file or folder.
  static void expectToOwn(const std::filesystem::path& path) {
    struct stat info {};
    ASSERT_EQ(::lstat(path.c_str(), &info), 0) << path;
    EXPECT_EQ(info.st_uid, ::geteuid() == 0 ? kUser : ::geteuid()) << path;
    EXPECT_EQ(info.st_gid, ::geteuid() == 0 ? kGroup : ::getegid()) << path;
    EXPECT_EQ(info.st_mode & 0077, 0u) << path;
  }

 private:
  static constexpr uid_t kUser = 4711;
  static constexpr gid_t kGroup = 4712;

  TemporaryFolder folder_;
  std::filesystem::path passwd_ = folder_.write("passwd", "herald:x:4711:4712::/var/lib/herald:/usr/sbin/nologin\n");
  std::filesystem::path group_ = folder_.write("group", "herald:x:4712:\n");
};

}  // namespace herald::testing
