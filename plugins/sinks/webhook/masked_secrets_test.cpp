// SPDX-License-Identifier: Apache-2.0
#include "masked_secrets.h"

#include <gmock/gmock.h>

#include "herald/testing/fake_host.h"

namespace herald::webhook {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

TEST(MaskedSecrets, MasksTheConfiguredOnesAndEachToken) {
  test::FakeHost host;
  MaskedSecrets secrets({"own"}, host);
  EXPECT_THAT(host.hidden(), ElementsAre("own"));
  secrets.addToken({"a", "b"});
  secrets.addToken({"c"});
  EXPECT_THAT(host.hidden(), ElementsAre("own", "a", "b", "c"));
}

TEST(MaskedSecrets, ForgetsTheOldestTokens) {
  test::FakeHost host;
  MaskedSecrets secrets({"own"}, host);
  for (int i = 1; i <= 33; ++i) secrets.addToken({"token-" + std::to_string(i)});
  EXPECT_EQ(host.hidden().size(), 33u);
  EXPECT_THAT(host.hidden(), Contains("own"));
  EXPECT_THAT(host.hidden(), Not(Contains("token-1")));
  EXPECT_THAT(host.hidden(), Contains("token-33"));
}

}  // namespace
}  // namespace herald::webhook
