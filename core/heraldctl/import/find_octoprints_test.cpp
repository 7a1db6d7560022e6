// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/import/find_octoprints.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "herald/testing/temporary_folder.h"

namespace herald::core::import {
namespace {

using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

TEST(FindOctoPrints, LooksWhereOctoPrintLies) {
  const testing::TemporaryFolder folder;
  const auto root = folder.path();
  EXPECT_THAT(findOctoPrints(root, root / "home/me"), IsEmpty());
  const auto pi = folder.write("home/pi/.octoprint/config.yaml", "");
  EXPECT_THAT(findOctoPrints(root, root / "home/pi"), UnorderedElementsAre(pi)) << "once, though it is at home too";
  const auto mine = folder.write("somewhere/.octoprint/config.yaml", "");
  const auto docker = folder.write("octoprint/octoprint/config.yaml", "");
  const auto service = folder.write("root/.octoprint/config.yaml", "");
  folder.write("home/you/.octoprint/users.yaml", "");
  EXPECT_THAT(findOctoPrints(root, root / "somewhere"), UnorderedElementsAre(pi, mine, docker, service));
}

}  // namespace
}  // namespace herald::core::import
