// SPDX-License-Identifier: Apache-2.0
#include "base/files/service_rights.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/files/read_file.h"
#include "herald/testing/temporary_folder.h"

namespace herald::core {
namespace {

TEST(ServiceRights, GiveRootTheRightsOfTheServiceAndTakeThemBack) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become somebody else";
  const testing::TemporaryFolder folder;
  const auto secret = folder.write("secret", "s");
  std::filesystem::permissions(secret, std::filesystem::perms::owner_read);
  {
    const ServiceRights rights(Owner{4711, 4712});
    EXPECT_EQ(::geteuid(), 4711u);
    EXPECT_EQ(::getegid(), 4712u);
    EXPECT_THROW(readFile(secret, 10), std::system_error);
  }
  EXPECT_EQ(::geteuid(), 0u);
  EXPECT_EQ(readFile(secret, 10), "s");
}

TEST(ServiceRights, ChangeNothingWithoutAService) {
  const auto user = ::geteuid();
  const ServiceRights rights(std::nullopt);
  EXPECT_EQ(::geteuid(), user);
}

}  // namespace
}  // namespace herald::core
