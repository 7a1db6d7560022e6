#include "secrets.h"

#include <gmock/gmock.h>

namespace herald::webhook {
namespace {

using ::testing::UnorderedElementsAre;
using Secrets = std::vector<std::string>;

TEST(SecretsIn, AreToldByTheirNames) {
  EXPECT_THAT(secretsIn(R"({"client_id":"myClient","client_secret":"mySecret","grant_type":"client_credentials"})"),
              UnorderedElementsAre("mySecret"));
  EXPECT_THAT(secretsIn(R"({"access_token":"abc123","refresh_token":"efg456","expires_in":3600,"token_type":"Bearer",)"
                        R"("scope":"printers"})"),
              UnorderedElementsAre("abc123", "efg456"));
  EXPECT_THAT(secretsIn(R"({"Authorization":"Bearer x","X-Api-Key":"k","Cookie":"c","password":"p","Accept":"a/b"})"),
              UnorderedElementsAre("Bearer x", "k", "c", "p"));
}

TEST(SecretsIn, AreAllBelowSuchAName) {
  EXPECT_THAT(secretsIn(R"({"token":{"value":"nested","list":["a",{"b":"c"}],"scope":"s"}})"),
              UnorderedElementsAre("nested", "a", "c"));
}

TEST(SecretsIn, AreToldByTheirLooks) {
  EXPECT_THAT(secretsIn(R"({"data":["eyJhbGciOi.J9.abc-_~+/=",{"access":"0123456789abcdef"}],"name":"Herald",)"
                        R"("text":"sixteen letters and more: 1","where":"https://a1.example.com/instance"})"),
              UnorderedElementsAre("eyJhbGciOi.J9.abc-_~+/=", "0123456789abcdef"));
}

TEST(SecretsIn, AreToldByTheirUse) {
  const auto isUsed = [](std::string_view name) { return name == "result" || name == "token_type"; };
  EXPECT_THAT(secretsIn(R"({"result":{"v":"short"},"token_type":"Bearer","other":"plain"})", isUsed),
              UnorderedElementsAre("short"));
}

TEST(SecretsIn, AreNoneInWhatIsNoObject) {
  EXPECT_EQ(secretsIn("{oops"), Secrets{});
  EXPECT_EQ(secretsIn("12"), Secrets{});
}

}  // namespace
}  // namespace herald::webhook
