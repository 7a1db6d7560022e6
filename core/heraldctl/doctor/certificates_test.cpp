// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/doctor/certificates.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "herald/testing/temporary_folder.h"

namespace herald::core::ctl {
namespace {

TEST(Certificates, OfTheSystemMayBeInOneOfSeveralFolders) {
  const testing::TemporaryFolder folder;
  folder.write("4a6481c9.0", "");
  ::setenv("SSL_CERT_FILE", "/nowhere/file", 1);
  ::setenv("SSL_CERT_DIR", ("/nowhere:" + folder.path().string()).c_str(), 1);
  EXPECT_EQ(missingAuthorities(), "");
  ::setenv("SSL_CERT_DIR", "/nowhere:/none", 1);
  EXPECT_EQ(missingAuthorities(), "/nowhere/file and /nowhere:/none");
  ::unsetenv("SSL_CERT_FILE");
  ::unsetenv("SSL_CERT_DIR");
}

}  // namespace
}  // namespace herald::core::ctl
