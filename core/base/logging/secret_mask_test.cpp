// SPDX-License-Identifier: Apache-2.0
#include "base/logging/secret_mask.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <thread>

namespace herald::core {
namespace {

std::string masked(const std::vector<std::string>& secrets, const std::string& text) {
  SecretMask mask;
  mask.set(secrets);
  return mask.masked(text);
}

TEST(SecretMask, LeavesTextWithoutSecretsAlone) {
  EXPECT_EQ(SecretMask().masked("plain"), "plain");
  EXPECT_EQ(masked({"s3cret"}, "s3cre"), "s3cre");
  EXPECT_EQ(masked({"s3cret"}, ""), "");
}

TEST(SecretMask, MasksEverySecretWhereverItStands) {
  EXPECT_EQ(masked({"s3cret", "token"}, "s3cret and token, s3crets"), "*** and ***, ***s");
}

TEST(SecretMask, MasksTheLongestSecretAndOverlappingOnesAsAWhole) {
  EXPECT_EQ(masked({"abcd", "abcdefgh"}, "<abcdefgh>"), "<***>");
  EXPECT_EQ(masked({"abcdef", "efghij"}, "<abcdefghij>"), "<***>");
}

TEST(SecretMask, StopsWhereItsCallerHasEnough) {
  SecretMask mask;
  const std::string text = "abc s3cr3t-token " + std::string(1000, 'x');
  EXPECT_EQ(mask.masked(text, 5).substr(0, 5), "abc s");
  mask.set({"s3cr3t-token"});
  EXPECT_EQ(mask.masked(text, 5), "abc ***");
  EXPECT_LE(mask.masked(text, 100).size(), 101U);
  EXPECT_EQ(mask.masked("short", 100), "short");
}

TEST(SecretMask, KeepsTheSecretsOfAMomentForWhoAsks) {
  SecretMask mask;
  EXPECT_EQ(mask.now()("old-s3cret"), "old-s3cret");
  mask.set({"old-s3cret"});
  const auto before = mask.now();
  mask.set({"new-s3cret"});
  EXPECT_EQ(before("old-s3cret"), "***");
  EXPECT_EQ(mask.masked("old-s3cret"), "old-s3cret");
}

TEST(SecretMask, LeavesShortSecretsOutForTheyAreCommonWords) { EXPECT_EQ(masked({"abc", ""}, "abc"), "abc"); }

TEST(SecretMask, MasksTheFormsInWhichASecretTravels) {
  const std::string secret = "pa ss/w\"ö";
  for (const char* form : {"pa ss/w\"ö", "pa%20ss%2Fw%22%C3%B6", "pa+ss%2Fw%22%C3%B6", "pa ss/w\\\"ö",
                           R"(pa ss/w\\\"ö)", "pa%20ss%2Fw%5C%22%C3%B6"}) {
    EXPECT_EQ(masked({secret}, std::string("<") + form + ">"), "<***>") << form;
  }
}

TEST(SecretMask, MasksWhatIsSecretInAnAddress) {
  const std::vector<std::string> address{"https://me:pass@word@hooks.example.com/services/T00/B00-abc1?key=q1w2e3r4"};
  for (const auto* secret : {"pass@word", "/services/T00/B00-abc1?key=q1w2e3r4", "/services/T00/B00-abc1", "B00-abc1",
                             "q1w2e3r4", "%2Fservices%2FT00%2FB00-abc1"})
    EXPECT_EQ(masked(address, std::string("<") + secret + ">"), "<***>") << secret;
  EXPECT_EQ(masked(address, "me hooks.example.com services T00"), "me hooks.example.com services T00");
  EXPECT_EQ(masked({"http://me@host", "http://host/x", "http://host:8080", "s3cret://x/y"}, "me host /x 8080 /y"),
            "me host /x 8080 /y");
}

TEST(SecretMask, ShowsTheOriginOfAnAddressInEachForm) {
  const std::vector<std::string> address{"https://me:pass@word@hooks.example.com/services/T00/B00-abc1"};
  EXPECT_EQ(masked(address, "to " + address[0] + "?wait=1"), "to https://***@hooks.example.com/***?wait=1");
  EXPECT_EQ(masked(address, "u=https%3A%2F%2Fme%3Apass%40word%40hooks.example.com%2Fservices%2FT00%2FB00-abc1&v=1"),
            "u=https%3A%2F%2F***%40hooks.example.com%2F***&v=1");
  EXPECT_EQ(masked({"https://h.example/a/b"}, "aHR0cHM6Ly9oLmV4YW1wbGUvYS9i"), "***") << "in Base64";
}

TEST(SecretMask, AShortPathIsHiddenBehindItsHost) {
  EXPECT_EQ(masked({"http://host/abc"}, "http://host/abc /abc"), "http://host/*** /abc");
}

TEST(SecretMask, HidesAnotherSecretInTheOriginOfAnAddress) {
  EXPECT_EQ(masked({"https://hunter.example.com/abc", "hunter"}, "https://hunter.example.com/abc"),
            "https://***.example.com/***");
  EXPECT_EQ(masked({"https://a1b2c3d4.m.example.net/abc"}, "cannot resolve a1b2c3d4.m.example.net"),
            "cannot resolve ***.m.example.net");
}

TEST(SecretMask, AUserNameAloneIsHiddenOnlyIfItLooksRandom) {
  EXPECT_EQ(masked({"https://admin@host/"}, "admin https://admin@host/"), "admin https://***@host/");
  EXPECT_EQ(masked({"https://a1b2c3d4e5@host/"}, "a1b2c3d4e5"), "***");
}

TEST(SecretMask, MasksABasicAuthorizationHeader) {
  // "me:…", "you:…" and "user:…": the secret begins at each of the three places in a group of Base64. At its ends a
  // character may be left that stands for bits of its neighbour too.
  EXPECT_EQ(masked({"hunter22secret"}, "Basic bWU6aHVudGVyMjJzZWNyZXQ="), "Basic bWU6***Q=");
  EXPECT_EQ(masked({"hunter22secret"}, "Basic eW91Omh1bnRlcjIyc2VjcmV0"), "Basic eW91Om***");
  EXPECT_EQ(masked({"hunter22secret"}, "Basic dXNlcjpodW50ZXIyMnNlY3JldA=="), "Basic dXNlcjp***A==");
}

TEST(SecretMask, ForgetsTheSecretsThatWereReplaced) {
  SecretMask mask;
  mask.set({"first-secret"});
  mask.set({"second-secret"});
  EXPECT_EQ(mask.masked("first-secret second-secret"), "first-secret ***");
}

TEST(SecretMask, KeepsTheSecretsOfEachOwner) {
  SecretMask mask;
  const int one = 1, other = 2;
  mask.set({"configured"});
  mask.set(&one, {"shared-token", "token-of-one"});
  mask.set(&other, {"shared-token"});
  EXPECT_EQ(mask.masked("configured shared-token token-of-one"), "*** *** ***");
  mask.set(&one, {});
  EXPECT_EQ(mask.masked("configured shared-token token-of-one"), "*** *** token-of-one");
  mask.set({});
  EXPECT_EQ(mask.masked("configured shared-token"), "configured ***");
}

RC_GTEST_PROP(SecretMask, NoSecretIsLeftInAnyText, (const std::string& before, const std::string& after)) {
  const auto secret = *rc::gen::suchThat(rc::gen::container<std::string>(rc::gen::inRange('a', 'd')),
                                         [](const std::string& text) { return text.size() >= 4; });
  RC_ASSERT(masked({secret}, before + secret + after).find(secret) == std::string::npos);
}

RC_GTEST_PROP(SecretMask, OnlyTheOriginOfAnAddressIsLeft, (const std::string& before, const std::string& after)) {
  const auto word = rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange('p', 'z')));
  const auto password = *word, path = *word;
  const auto secret = "https://me:" + password + "@host/" + path;
  const auto text = masked({secret}, before + secret + after);
  RC_ASSERT(text.find(secret) == std::string::npos);
  RC_ASSERT(text.find("@host/" + path) == std::string::npos);
  RC_ASSERT(text.find(":" + password + "@") == std::string::npos);
  RC_ASSERT(text.find("https://***@host/***") != std::string::npos);
}

TEST(SecretMask, IsReplacedWhileOthersUseIt) {
  SecretMask mask;
  mask.set({"secret-0"});
  std::thread other([&] {
    for (int i = 0; i < 100; ++i) mask.set({"secret-" + std::to_string(i), "always-secret"});
  });
  for (int i = 0; i < 100; ++i) mask.masked("always-secret");
  other.join();
  EXPECT_EQ(mask.masked("always-secret"), "***");
}

}  // namespace
}  // namespace herald::core
