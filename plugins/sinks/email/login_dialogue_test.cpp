// SPDX-License-Identifier: Apache-2.0
#include "login_dialogue.h"

#include <gmock/gmock.h>

#include "herald/base64.h"

namespace herald::email {
namespace {

using enum LoginMethod;

TEST(LoginDialogue, AnswersAsTheStandardsSay) {
  const Credentials tim{"tim", "tanstaaftanstaaf"};
  EXPECT_EQ(LoginDialogue(tim, Plain).command(), "AUTH PLAIN AHRpbQB0YW5zdGFhZnRhbnN0YWFm");
  LoginDialogue login(tim, Login);
  EXPECT_EQ(login.command(), "AUTH LOGIN");
  EXPECT_EQ(login.answer("VXNlcm5hbWU6"), "dGlt");
  EXPECT_EQ(login.answer("UGFzc3dvcmQ6"), "dGFuc3RhYWZ0YW5zdGFhZg==");
  // RFC 2195 §2
  EXPECT_EQ(LoginDialogue(tim, CramMd5).answer("PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+"),
            "dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw");
  const Credentials bearer{"tim", "ya29"};
  EXPECT_EQ(LoginDialogue(bearer, XOAuth2).command(), "AUTH XOAUTH2 " + toBase64("user=tim\x01"
                                                                                 "auth=Bearer ya29\x01\x01"));
  EXPECT_EQ(LoginDialogue(bearer, XOAuth2).answer("eyJzdGF0dXMiOiI0MDEifQ=="), "");
}

TEST(LoginDialogue, TakesTheBestOfferAndHidesThePasswordWithoutEncryption) {
  const std::vector<std::string> all{"LOGIN", "CRAM-MD5", "XOAUTH2", "PLAIN"};
  EXPECT_EQ(loginMethodFor(Auto, all, true), Plain);
  EXPECT_EQ(loginMethodFor(Auto, all, false), CramMd5);
  EXPECT_EQ(loginMethodFor(Auto, {"LOGIN"}, true), Login);
  EXPECT_EQ(loginMethodFor(XOAuth2, all, true), XOAuth2);
}

TEST(LoginDialogue, IsOnHoldWithoutAMethodThatBothKnow) {
  for (const auto& [wanted, offered] :
       {std::pair<LoginMethod, std::vector<std::string>>{Auto, {}}, {Auto, {"NTLM"}}, {CramMd5, {"PLAIN"}}}) {
    try {
      loginMethodFor(wanted, offered, true);
      ADD_FAILURE() << "found one";
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.verdict(), Outcome::Verdict::Hold);
    }
  }
}

TEST(LoginDialogue, KnowsEveryFormInWhichItSendsTheSecret) {
  const Credentials tim{"tim", "secret"};
  EXPECT_THAT(secretForms(tim),
              ::testing::IsSupersetOf({toBase64("secret"), toBase64(std::string("\0tim\0secret", 11))}));
  EXPECT_TRUE(secretForms({"tim", ""}).empty());
}

}  // namespace
}  // namespace herald::email
