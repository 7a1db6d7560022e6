// SPDX-License-Identifier: Apache-2.0
#include "masked_secrets.h"

#include <gmock/gmock.h>

#include "herald/testing/fake_host.h"

namespace herald::webhook {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

std::shared_ptr<const Token> token() { return std::make_shared<const Token>(); }

/// Masks these texts for a new token.
void add(MaskedSecrets& secrets, const std::vector<std::string>& texts) {
  secrets.addToken(token(), [&](const Token&) { return texts; });
}

TEST(MaskedSecrets, MasksTheConfiguredOnesAndEachToken) {
  test::FakeHost host;
  MaskedSecrets secrets({"own"}, host);
  EXPECT_THAT(host.hidden(), ElementsAre("own"));
  add(secrets, {"a", "b"});
  add(secrets, {"c"});
  EXPECT_THAT(host.hidden(), ElementsAre("own", "a", "b", "c"));
}

TEST(MaskedSecrets, LooksIntoEachTokenOnce) {
  test::FakeHost host;
  MaskedSecrets secrets({}, host);
  const auto one = token();
  int looks = 0;
  for (int i = 0; i < 3; ++i) secrets.addToken(one, [&](const Token&) { return std::vector{std::to_string(++looks)}; });
  EXPECT_THAT(host.hidden(), ElementsAre("1"));
}

TEST(MaskedSecrets, ForgetsTheOldestTokens) {
  test::FakeHost host;
  MaskedSecrets secrets({"own"}, host);
  for (int i = 1; i <= 33; ++i) add(secrets, {"token-" + std::to_string(i)});
  EXPECT_EQ(host.hidden().size(), 33u);
  EXPECT_THAT(host.hidden(), Contains("own"));
  EXPECT_THAT(host.hidden(), Not(Contains("token-1")));
  EXPECT_THAT(host.hidden(), Contains("token-33"));
}

}  // namespace
}  // namespace herald::webhook
