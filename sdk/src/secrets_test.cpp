// SPDX-License-Identifier: Apache-2.0
#include "herald/secrets.h"

#include <gmock/gmock.h>

namespace herald {
namespace {

using ::testing::UnorderedElementsAre;
using Secrets = std::vector<std::string>;

TEST(SecretsIn, AreFoundByTheirNames) {
  EXPECT_THAT(secretsIn(R"({"client_id":"myClient","client_secret":"mySecret","grant_type":"client_credentials"})"),
              UnorderedElementsAre("mySecret"));
  EXPECT_THAT(secretsIn(R"({"access_token":"abc123","refresh_token":"efg456","expires_in":3600,"token_type":"Bearer",)"
                        R"("scope":"printers"})"),
              UnorderedElementsAre("abc123", "efg456"));
  EXPECT_THAT(secretsIn(R"({"Authorization":"Bearer x","X-Api-Key":"k","Cookie":"c","password":"p","Accept":"a/b"})"),
              UnorderedElementsAre("Bearer x", "k", "c", "p"));
}

TEST(SecretsIn, AreAllTextsUnderASecretName) {
  EXPECT_THAT(secretsIn(R"({"token":{"value":"nested","list":["a",{"b":"c"}],"scope":"s"}})"),
              UnorderedElementsAre("nested", "a", "c"));
}

TEST(SecretsIn, AreFoundByTheirLooks) {
  EXPECT_THAT(secretsIn(R"({"data":["eyJhbGciOi.J9.abc-_~+/=",{"access":"0123456789abcdef"}],"name":"Herald",)"
                        R"("text":"sixteen letters and more: 1","where":"https://a1.example.com/instance"})"),
              UnorderedElementsAre("eyJhbGciOi.J9.abc-_~+/=", "0123456789abcdef"));
}

TEST(SecretsIn, AreFoundByTheirUse) {
  const auto isSent = [](std::string_view name) { return name == "result" || name == "token_type"; };
  EXPECT_THAT(secretsIn(R"({"result":{"v":"short"},"token_type":"Bearer","other":"plain"})", isSent),
              UnorderedElementsAre("short"));
}

Secrets requestSecrets(Settings::Values values, TextKind kind = TextKind::Template) {
  const Settings settings({{"url", Type::Text}, {"headers", Type::Map}, {"data", Type::Text}, {"other", Type::Text}},
                          std::move(values));
  return likelySecrets(settings, {"url", "headers", "data"}, kind);
}

TEST(LikelySecrets, AreFoundInHeadersDataAndUrl) {
  EXPECT_THAT(requestSecrets({{"headers.Authorization", "Bearer abc"}, {"headers.X-Api-Key", "k1@@home"}}),
              UnorderedElementsAre("Bearer abc", "abc", "k1@home"));
  EXPECT_THAT(
      requestSecrets({{"data", R"({"token":"azGDORePK8gMa","list":[{"accessCode":"amzn1.ask","key":"0123456789"}]})"}}),
      UnorderedElementsAre("azGDORePK8gMa", "0123456789"));
  EXPECT_THAT(requestSecrets({{"url", "https://me:pa%20ss@h/x?a=1&api_key=k%2F2&m=@message#token=t3"}}),
              UnorderedElementsAre("pa ss", "k/2", "t3"));
}

TEST(LikelySecrets, ArePartsOfAnAddressThatLookRandom) {
  const std::string slack = "aB3dE5gH7jK9mN1pQ3sT5vWx", discord = "kJ8-x_Qz2mLw0pRt5vYb7nCd9fGh1jKl3mNo5pQr7sTu9vWx";
  const std::string telegram = "bot110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";
  const std::string uuid = "3f2b8c1e-7a4d-4e3b-9f10-2c1d3e4f5a6b";
  EXPECT_THAT(requestSecrets({{"url", "https://hooks.slack.com/services/T024BE7LD/B024BE7LE/" + slack}}),
              UnorderedElementsAre(slack));
  EXPECT_THAT(
      requestSecrets({{"url", "https://discord.com/api/v10/webhooks/1234567890123456789/" + discord + "?wait=1"}}),
      UnorderedElementsAre(discord));
  EXPECT_THAT(requestSecrets({{"url", "https://api.telegram.org/" + telegram + "/sendMessage"}}),
              UnorderedElementsAre(telegram));
  EXPECT_THAT(requestSecrets({{"url", "https://h/@device/" + uuid + "/@{topic}?sig=" + slack + "#" + discord}}),
              UnorderedElementsAre(uuid, slack, discord));
  EXPECT_THAT(requestSecrets({{"url", "https://h/" + slack}}, TextKind::Literal), UnorderedElementsAre(slack));
}

TEST(LikelySecrets, AreNoNamesInAnAddress) {
  for (const auto* url :
       {"https://hooks.slack.com/services/T024BE7LD/B024BE7LE",
        "http://homeassistant.local:8123/api/webhook/printer-done", "https://h/api/v10/webhooks/1234567890123456789",
        "https://h/prusa-mk3-basement-2/OctoPrint2024Webhooks/ender3-v2-garage-1b",
        "https://h/2026-11-29T18-00-00Z/my-3d-printer-room-2b?day=20261129&name=PrintServerOfTheMakerspace3",
        "https://aB3dE5gH7jK9mN1pQ3sT5vWx.example.com/", "https://h/@aB3dE5gH7jK9mN1pQ3sT5vWx", "@base"})
    EXPECT_THAT(requestSecrets({{"url", url}}), UnorderedElementsAre()) << url;
}

TEST(LikelySecrets, AreNeitherVariablesNorTextForPeople) {
  EXPECT_THAT(requestSecrets({{"headers.Authorization", "Bearer @access_token"}, {"headers.X-Key", "a@{topic}"}}),
              UnorderedElementsAre());
  EXPECT_THAT(requestSecrets({{"data", R"({"apiSecret":"@apiSecret","keyboard":[["Pause"]],"passage":"of a long text",)"
                                       R"("device":"prusa-mk3-basement-2","oops":)"}}),
              UnorderedElementsAre());
  EXPECT_THAT(requestSecrets({{"url", "https://h/bot@{apiSecret}/x?token=@token&chat=-100123456789012345"}}),
              UnorderedElementsAre());
  EXPECT_THAT(requestSecrets({{"url", "@base/hook?"}, {"headers.X-Token", "@{broken"}}), UnorderedElementsAre());
}

TEST(LikelySecrets, IncludeAtSignsInLiteralText) {
  EXPECT_THAT(requestSecrets({{"data", R"({"password":"@home","device":"0123456789abcdef"})"}}, TextKind::Literal),
              UnorderedElementsAre("@home", "0123456789abcdef"));
}

TEST(LikelySecrets, AreOnlyInTheOptionsThatWereNamed) {
  EXPECT_THAT(requestSecrets({{"other", "https://me:password@h/"}}), UnorderedElementsAre());
}

TEST(LikelySecrets, AreFoundInAddressesOfEveryKind) {
  EXPECT_THAT(requestSecrets({{"url", "mqtts://me:s3cret@broker:8883"}}), UnorderedElementsAre("s3cret"));
}

TEST(SecretsIn, AreNotFoundInOtherValues) {
  EXPECT_EQ(secretsIn("{oops"), Secrets{});
  EXPECT_EQ(secretsIn("12"), Secrets{});
}

}  // namespace
}  // namespace herald
