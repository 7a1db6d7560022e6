// SPDX-License-Identifier: Apache-2.0
#include "camera/camera_login.h"

#include <Poco/MD5Engine.h>
#include <Poco/Net/HTTPAuthenticationParams.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::camera {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

const CameraLogin kJoe{"joe", "s3cr3t"};

std::string md5(const std::string& text) {
  Poco::MD5Engine engine;
  engine.update(text);
  return Poco::DigestEngine::digestToHex(engine.digest());
}

TEST(CameraLogin, AnswersBasic) {
  EXPECT_EQ(authorizationFor(kJoe, {{"WWW-Authenticate", "Basic realm=\"cam\""}}, "/"), "Basic am9lOnMzY3IzdA==");
  EXPECT_EQ(authorizationFor(kJoe, {{"www-authenticate", "BASIC"}}, "/"), "Basic am9lOnMzY3IzdA==");
}

TEST(CameraLogin, AnswersDigestAsOldCamerasWantIt) {
  const std::string answer =
      authorizationFor(kJoe, {{"WWW-Authenticate", R"(Digest realm="cam", nonce="abc")"}}, "/snap?x=1");
  EXPECT_THAT(answer, StartsWith("Digest "));
  EXPECT_THAT(answer, HasSubstr(R"(username="joe")"));
  EXPECT_THAT(answer, HasSubstr(R"(uri="/snap?x=1")"));
  EXPECT_THAT(answer, HasSubstr(md5(md5("joe:cam:s3cr3t") + ":abc:" + md5("GET:/snap?x=1"))));
}

TEST(CameraLogin, PrefersDigestToBasic) {
  const HttpHeaders offered{{"WWW-Authenticate", "Basic realm=\"cam\""},
                            {"WWW-Authenticate", R"(Digest realm="cam", qop="auth", algorithm=MD5, nonce="abc")"}};
  const std::string answer = authorizationFor(kJoe, offered, "/");
  ASSERT_THAT(answer, StartsWith("Digest "));
  const Poco::Net::HTTPAuthenticationParams params(answer.substr(7));
  EXPECT_EQ(params.get("response"), md5(md5("joe:cam:s3cr3t") + ":abc:" + params.get("nc") + ":" +
                                        params.get("cnonce") + ":auth:" + md5("GET:/")));
}

TEST(CameraLogin, SaysNothingToWhatItDoesNotKnow) {
  const char* const unknown = R"(Digest realm="cam", nonce="abc", algorithm=NOSUCH)";
  for (const HttpHeaders& offered :
       {HttpHeaders{}, HttpHeaders{{"WWW-Authenticate", "Negotiate"}}, HttpHeaders{{"WWW-Authenticate", "Digest"}},
        HttpHeaders{{"WWW-Authenticate", unknown}}, HttpHeaders{{"Authorization", "Basic"}}})
    EXPECT_EQ(authorizationFor(kJoe, offered, "/"), "");
  EXPECT_THAT(authorizationFor(kJoe, {{"WWW-Authenticate", unknown}, {"WWW-Authenticate", "Basic"}}, "/"),
              StartsWith("Basic "));
}

TEST(CameraLogin, ReadsTheLoginOfAnAddress) {
  EXPECT_EQ(cameraLogin("joe:a:b").user, "joe");
  EXPECT_EQ(cameraLogin("joe:a:b").password, "a:b");
  EXPECT_EQ(cameraLogin("joe").password, "");
  EXPECT_FALSE(cameraLogin("").given());
}

}  // namespace
}  // namespace herald::camera
