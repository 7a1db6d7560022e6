// SPDX-License-Identifier: Apache-2.0
#include "base/files/service_rights.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/files/read_file.h"
#include "herald/testing/temporary_folder.h"

namespace herald::core {
namespace {

bool canRead(const std::filesystem::path& file) {
  try {
    return !readFile(file, 10).empty();
  } catch (const std::system_error&) {
    return false;
  }
}

TEST(ServiceRights, GiveRootTheRightsOfTheServiceAndTakeThemBack) {
  const auto user = ::geteuid();
  const auto group = ::getegid();
  const bool root = user == 0;  // every other user keeps its rights
  const testing::TemporaryFolder folder;
  const auto secret = folder.write("secret", "s");
  std::filesystem::permissions(secret, std::filesystem::perms::owner_read);
  {
    const ServiceRights rights(Owner{4711, 4712});
    EXPECT_EQ(::geteuid(), root ? 4711u : user);
    EXPECT_EQ(::getegid(), root ? 4712u : group);
    EXPECT_EQ(canRead(secret), !root);
  }
  EXPECT_EQ(::geteuid(), user);
  EXPECT_EQ(::getegid(), group);
  EXPECT_TRUE(canRead(secret));
}

TEST(ServiceRights, ChangeNothingWithoutAService) {
  const auto user = ::geteuid();
  const ServiceRights rights(std::nullopt);
  EXPECT_EQ(::geteuid(), user);
}

}  // namespace
}  // namespace herald::core
