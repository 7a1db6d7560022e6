// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/access/password_hash.h"

#include <gmock/gmock.h>

#include "heraldd/api/access/random_token.h"

namespace herald::core {
namespace {

using ::testing::StartsWith;

TEST(PasswordHashTest, knows_its_password_and_no_other) {
  const auto hash = hashPassword("correct horse");
  EXPECT_THAT(hash, StartsWith("$scrypt$ln=14,r=8,p=5$"));
  EXPECT_TRUE(isPassword("correct horse", hash));
  EXPECT_FALSE(isPassword("correct hors", hash));
  EXPECT_FALSE(isPassword("", hash));
}

TEST(PasswordHashTest, each_hash_has_a_salt_of_its_own) { EXPECT_NE(hashPassword("a"), hashPassword("a")); }

/// The third vector of RFC 7914, with its salt of 14 bytes, would be refused: Herald always makes 16.
TEST(PasswordHashTest, a_text_that_is_no_hash_opens_nothing_and_costs_nothing) {
  const auto salt = std::string(32, 'a');
  const auto key = std::string(64, 'b');
  for (const auto& text :
       {std::string(), std::string("secret"), "$scrypt$ln=14,r=8,p=5$" + salt, "$scrypt$ln=14,r=8,p=5$" + salt + "$zz",
        "$scrypt$ln=20,r=32,p=20$" + salt + "$" + key, "$scrypt$ln=14,r=8,p=0$" + salt + "$" + key,
        "$scrypt$ln=14,r=8,p=5$" + salt + "$" + key + "00"}) {
    EXPECT_FALSE(isPassword("secret", text)) << text;
  }
}

TEST(RandomTokenTest, tokens_differ_and_hexadecimal_leads_back) {
  EXPECT_EQ(randomToken().size(), 64u);
  EXPECT_NE(randomToken(), randomToken());
  EXPECT_EQ(fromHex(toHex(std::string("\0\x7f\xff", 3))), std::string("\0\x7f\xff", 3));
  EXPECT_EQ(fromHex("0"), "");
  EXPECT_EQ(fromHex("0g"), "");
  EXPECT_EQ(fingerprintOf("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace herald::core
