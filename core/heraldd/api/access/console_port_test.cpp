// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/access/console_port.h"

#include <gmock/gmock.h>

namespace herald::core {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

TEST(ConsolePortTest, says_what_to_type_into_a_browser) {
  EXPECT_THAT(addressesOf({}), IsEmpty());
  EXPECT_THAT(addressesOf({.address = "127.0.0.1:8484"}), ElementsAre("http://127.0.0.1:8484/"));
  EXPECT_THAT(addressesOf({.address = "[::1]:8484", .isTls = true}), ElementsAre("https://[::1]:8484/"));
}

TEST(ConsolePortTest, names_addresses_that_another_machine_can_use) {
  const auto all = addressesOf({.address = "0.0.0.0:8484"});
  EXPECT_THAT(all, Not(IsEmpty()));
  EXPECT_THAT(all, Each(AllOf(StartsWith("http://"), EndsWith(":8484/"), Not(HasSubstr("0.0.0.0")),
                              Not(HasSubstr("127.0.0.1")), Not(HasSubstr("169.254.")))));
}

}  // namespace
}  // namespace herald::core
