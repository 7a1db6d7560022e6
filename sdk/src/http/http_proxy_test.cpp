// SPDX-License-Identifier: Apache-2.0
#include <Poco/Net/StreamSocket.h>

#include <mutex>

#include "http/testing/test_authority.h"
#include "http/testing/test_client.h"
#include "http/testing/test_server.h"

namespace herald {
namespace {

using Poco::Net::Socket;
using ::testing::HasSubstr;
using testing::kOk;
using ::testing::Not;
using testing::Peer;
using ::testing::StartsWith;
using testing::TestAuthority;
using testing::TestClient;
using testing::TestServer;

/// Passes bytes on in both directions until one side ends.
void pump(Poco::Net::StreamSocket& a, Poco::Net::StreamSocket& b) {
  for (;;) {
    Socket::SocketList readable{a, b};
    Socket::SocketList none;
    Socket::SocketList failed;
    Socket::select(readable, none, failed, Poco::Timespan(60, 0));
    for (Socket& socket : readable) {
      Poco::Net::StreamSocket from(socket);
      char bytes[4096];
      const int n = from.receiveBytes(bytes, sizeof bytes);
      if (n <= 0) return;
      (from == a ? b : a).sendBytes(bytes, n);
    }
  }
}

/// A proxy that connects every tunnel to one server, for any host, and answers plain requests itself.
struct TestProxy {
  explicit TestProxy(const TestServer& to, std::string refusal = "") : target(to), answer(std::move(refusal)) {}

  const TestServer& target;
  const std::string answer;  ///< to a CONNECT; empty to open the tunnel
  std::mutex mutex;
  std::string first{};
  TestServer server{[this](Peer& peer) {
    const auto request = peer.request();
    {
      const std::lock_guard lock(mutex);
      if (first.empty()) first = request.value_or("");
    }
    if (!request->starts_with("CONNECT ")) {
      peer.send(kOk);
      return peer.answerAll(kOk);
    }
    if (!answer.empty()) return peer.send(answer);
    Poco::Net::StreamSocket onward(Poco::Net::SocketAddress("127.0.0.1", static_cast<Poco::UInt16>(target.port())));
    peer.send("HTTP/1.1 200 Connection established\r\n\r\n");
    pump(peer.socket(), onward);
  }};

  std::string request() {
    const std::lock_guard lock(mutex);
    return first;
  }
};

TEST(Proxy, GetsTheWholeUrlOfAPlainRequest) {
  TestServer unused([](Peer&) {});
  TestProxy proxy(unused);
  TestClient client(Settings::Values{{"proxy", proxy.server.url("", "http", "me:pw@127.0.0.1")}});
  for (int i = 0; i < 2; ++i) EXPECT_EQ(client.post("http://far.invalid/path?q").status, 200);
  EXPECT_THAT(proxy.request(), StartsWith("POST http://far.invalid/path?q HTTP/1.1\r\n"));
  EXPECT_THAT(proxy.request(), HasSubstr("Host: far.invalid\r\n"));
  EXPECT_THAT(proxy.request(), HasSubstr("Proxy-Authorization: Basic bWU6cHc=\r\n"));
  EXPECT_EQ(proxy.server.connections(), 1);
}

TEST(Proxy, OpensATunnelForHttpsAndTheHostIsStillVerified) {
  TestAuthority authority;
  Poco::Net::Context::Ptr context = authority.serverContext({.names = "DNS:far.invalid"});
  std::string got;
  std::mutex mutex;
  TestServer server([&](Peer& peer) {
    peer.startTls(context);
    while (const auto request = peer.request()) {
      const std::lock_guard lock(mutex);
      got = *request;
      peer.send(kOk);
    }
  });
  TestProxy proxy(server);
  TestClient client(
      Settings::Values{{"tls.ca", authority.file()}, {"proxy", proxy.server.url("", "http", "me:pw@127.0.0.1")}});
  for (int i = 0; i < 2; ++i) EXPECT_EQ(client.post("https://far.invalid/path").status, 200);
  EXPECT_THAT(proxy.request(), StartsWith("CONNECT far.invalid:443 HTTP/1.1\r\n"));
  EXPECT_THAT(proxy.request(), HasSubstr("Proxy-Authorization: Basic bWU6cHc=\r\n"));
  EXPECT_EQ(proxy.server.connections(), 1);
  {
    const std::lock_guard lock(mutex);
    EXPECT_THAT(got, StartsWith("POST /path HTTP/1.1\r\n"));
    EXPECT_THAT(got, Not(HasSubstr("Proxy-")));
  }
  EXPECT_THAT(client.failure("https://elsewhere.invalid/"), HasSubstr("is for another host"));
}

TEST(Proxy, FollowsARedirectFromHttpToTheUsualHttpsPort) {
  TestAuthority authority;
  Poco::Net::Context::Ptr context = authority.serverContext({.names = "DNS:far.invalid"});
  TestServer server([&](Peer& peer) {
    peer.startTls(context);
    peer.answerAll(kOk);
  });
  TestServer proxy([&](Peer& peer) {
    const auto request = peer.request();
    if (!request->starts_with("CONNECT ")) {
      return peer.send(
          "HTTP/1.1 301 Moved\r\nLocation: https://far.invalid/\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    }
    Poco::Net::StreamSocket onward(Poco::Net::SocketAddress("127.0.0.1", static_cast<Poco::UInt16>(server.port())));
    peer.send("HTTP/1.1 200 OK\r\n\r\n");
    pump(peer.socket(), onward);
  });
  TestClient client(Settings::Values{{"tls.ca", authority.file()}, {"proxy", proxy.url("")}});
  EXPECT_EQ(client.post("http://far.invalid/").status, 200);
}

TEST(Proxy, SaysWhyItOpenedNoTunnel) {
  TestServer unused([](Peer&) {});
  const std::pair<const char*, const char*> table[] = {
      {"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n", "hold: "},
      {"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", "hold: "},
      {"HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n", "retry: "},
      {"HTTP/1.1 407 No\r\nContent-Length: 100\r\n\r\nthe rest does not arrive", "hold: "},
  };
  for (const auto& [answer, verdict] : table) {
    TestProxy proxy(unused, answer);
    TestClient client(Settings::Values{{"proxy", proxy.server.url("", "http", "me:pw@127.0.0.1")}});
    const std::string failure = client.failure("https://far.invalid/");
    EXPECT_THAT(failure, StartsWith(verdict));
    EXPECT_THAT(failure, HasSubstr("check the option proxy"));
    EXPECT_THAT(failure, Not(HasSubstr("pw")));
  }
  EXPECT_EQ(unused.connections(), 0);
}

TEST(Proxy, OpensNoTunnelWithHalfAnAnswer) {
  TestServer unused([](Peer&) {});
  TestProxy proxy(unused, "HTTP/1.1 200 OK\r\nVia: ");
  EXPECT_THAT(TestClient(Settings::Values{{"proxy", proxy.server.url("")}}).failure("https://far.invalid/"),
              ::testing::AllOf(StartsWith("retry: "), HasSubstr("ended too early")));
}

TEST(Proxy, HasToBeAnHttpAddress) {
  for (const char* proxy : {"squid:3128", "https://squid:3128", "http://squid/path", "socks5://squid:1080"}) {
    EXPECT_THROW(TestClient(Settings::Values{{"proxy", proxy}}), BadSettings) << proxy;
  }
}

}  // namespace
}  // namespace herald
