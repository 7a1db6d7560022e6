// SPDX-License-Identifier: Apache-2.0
#include "signer.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace herald::webhook {
namespace {

const std::string kKey = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const std::string kSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
const auto kTime = std::chrono::system_clock::time_point(std::chrono::milliseconds(1614265330999));

HttpHeaders signedBy(const std::string& secrets) {
  HttpRequest request{.body = R"({"test": 2432232314})"};
  Signer(secrets).sign(request, "msg_p5jXN8AQM9LWM0D4loKWxJek", kTime);
  return request.headers;
}

TEST(Signer, MakesTheSignatureOfTheSpecification) {
  EXPECT_EQ(signedBy("whsec_" + kKey), (HttpHeaders{{"webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"},
                                                    {"webhook-timestamp", "1614265330"},
                                                    {"webhook-signature", kSignature}}));
}

TEST(Signer, SignsWithEachSecret) {
  const std::string other = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
  const auto signatureBy = [](const std::string& secrets) {
    const auto headers = signedBy(secrets);
    return std::string(headerValue(headers, "webhook-signature"));
  };
  const auto alone = signatureBy(other);
  EXPECT_NE(alone, kSignature);
  EXPECT_EQ(signatureBy(other + "  whsec_" + kKey), alone + " " + kSignature);
}

TEST(Signer, SendsIdAndTimestampEvenWithoutASecret) {
  EXPECT_EQ(signedBy(" "),
            (HttpHeaders{{"webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"}, {"webhook-timestamp", "1614265330"}}));
}

TEST(Signer, RejectsABadSecretWithoutShowingIt) {
  for (const std::string& bad :
       {kKey, "whsec_" + kKey + " x", std::string("whsec_"), std::string("whsec_c2hvcnQ="),
        std::string("whsec_MfKQ9r8GKYqrTwj!PD8ILPZIo2LaLaSw"), "whsec_" + std::string(92, 'A')}) {
    try {
      const Signer signer(bad);
      ADD_FAILURE() << "accepted " << bad;
    } catch (const std::invalid_argument& error) {
      EXPECT_EQ(std::string(error.what()).find(kKey), std::string::npos);
    }
  }
}

TEST(Signer, ReturnsItsSecretsInEveryForm) {
  EXPECT_EQ(Signer("whsec_" + kKey).secrets(), (std::vector<std::string>{kKey, "whsec_" + kKey}));
}

}  // namespace
}  // namespace herald::webhook
