// SPDX-License-Identifier: Apache-2.0
#include "herald/link_local_ban.h"

#include <thread>

#include "herald/tcp_connector.h"
#include "http/banned_address.h"
#include "http/testing/test_client.h"
#include "http/testing/test_names.h"
#include "http/testing/test_server.h"

namespace herald {
namespace {

using ::testing::HasSubstr;
using testing::kOk;
using testing::Peer;
using ::testing::StartsWith;
using testing::TestClient;
using testing::TestNames;
using testing::TestServer;

constexpr const char* kRefusal = "is a link-local address or a metadata service: a test does not connect there";

TEST(LinkLocalBan, KnowsEveryWayToWriteTheAddresses) {
  for (const char* host :
       {"169.254.169.254", "169.254.0.1", "2852039166", "0xA9FEA9FE", "169.254.43518", "0251.0376.0.1", "fe80::1",
        "fe80::1%eth0", "febf::1", "::ffff:169.254.1.2", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1", "fd00:ec2::254",
        "100.100.100.200", "metadata.google.internal", "METADATA.google.internal.", "metadata"}) {
    EXPECT_TRUE(isBannedHost(host)) << host;
  }
  for (const char* host :
       {"127.0.0.1", "localhost", "::1", "192.168.1.20", "10.0.0.1", "172.16.0.9", "169.253.1.1", "169.255.0.1",
        "fd00::1", "fec0::1", "octopi.local", "169.254.169.254.example.com", "metadata.example.com", "100.64.0.1"}) {
    EXPECT_FALSE(isBannedHost(host)) << host;
  }
}

TEST(LinkLocalBan, RefusesAnAddressAndLeavesLoopbackReachable) {
  TestServer server([](Peer& peer) { peer.answerAll(kOk); });
  const LinkLocalBan ban;
  EXPECT_EQ(TestClient().failure("http://169.254.169.254/latest"), std::string("hold: 169.254.169.254 ") + kRefusal);
  EXPECT_THAT(TestClient().failure("https://[fe80::1]/"), StartsWith("hold: "));
  EXPECT_EQ(TestClient().post(server.url("/")).status, 200);
}

TEST(LinkLocalBan, MeetsTheAddressThatANameReallyHas) {
  const TestNames names([](const std::string&) { return true; });
  TestServer server([](Peer& peer) { peer.answerAll(kOk); });
  const LinkLocalBan ban;
  EXPECT_THAT(TestClient().failure("http://link-local.test/"), HasSubstr(kRefusal));
  EXPECT_EQ(TestClient().post(server.url("/", "http", "printer.test")).status, 200);
}

TEST(LinkLocalBan, ARedirectToSuchAnAddressIsNotFollowed) {
  TestServer server([](Peer& peer) {
    if (peer.request())
      peer.send("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest\r\nContent-Length: 0\r\n\r\n");
  });
  const LinkLocalBan ban;
  EXPECT_EQ(TestClient().post(server.url("/")).status, 302);
}

TEST(LinkLocalBan, AsksNoProxyForSuchAnAddress) {
  TestServer proxy([](Peer& peer) { peer.answerAll(kOk); });
  TestClient client(Settings::Values{{"proxy", proxy.url("")}});
  const LinkLocalBan ban;
  EXPECT_THAT(client.failure("http://metadata.google.internal/token"), HasSubstr(kRefusal));
  EXPECT_EQ(proxy.connections(), 0);
}

TEST(LinkLocalBan, HoldsForOtherConnectionsToo) {
  const TestNames names([](const std::string&) { return true; });
  const LinkLocalBan ban;
  TcpConnector connector;
  EXPECT_THROW(connector.connect("link-local.test", 25, {}, Clock::now() + Millis(100)), Failure);
}

TEST(LinkLocalBan, IsThatOfItsThreadAndEndsWithTheLastOne) {
  {
    const LinkLocalBan outer;
    { const LinkLocalBan inner; }
    EXPECT_TRUE(LinkLocalBan::holds());
    std::jthread([] { EXPECT_FALSE(LinkLocalBan::holds()); }).join();
  }
  EXPECT_FALSE(LinkLocalBan::holds());
  EXPECT_NO_THROW(checkBan("169.254.169.254"));
}

}  // namespace
}  // namespace herald
