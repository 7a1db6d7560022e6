// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>

#include <fstream>
#include <latch>

#include "herald/testing/enough_time.h"
#include "herald/testing/temporary_folder.h"
#include "http/testing/test_authority.h"
#include "http/testing/test_client.h"
#include "http/testing/test_names.h"
#include "http/testing/test_server.h"

namespace herald {
namespace {

using Poco::Net::Context;
using ::testing::HasSubstr;
using testing::kOk;
using testing::Peer;
using ::testing::StartsWith;
using testing::TestAuthority;
using testing::TestClient;
using testing::TestNames;
using testing::TestServer;

/// A TLS server that counts the requests that it got.
struct TlsServer {
  explicit TlsServer(Context::Ptr serverContext) : context(std::move(serverContext)) {}

  Context::Ptr context;
  std::atomic<int> requests = 0;
  TestServer server{[this](Peer& peer) {
    peer.startTls(context);
    while (peer.request()) {
      ++requests;
      peer.send(kOk);
    }
  }};
};

/// True if the client has begun with a plain request, or has hung up before it began.
bool isPlain(Peer& peer) {
  char byte = 0;
  peer.socket().receiveBytes(&byte, 1, MSG_PEEK);
  return byte != 0x16;
}

/// Each refusal says what to do.
constexpr const char* kOther = "is for another host: use the host name of the certificate";
constexpr const char* kExpired = "has expired: renew it, and check this machine's clock";
constexpr const char* kEarly = "is not valid yet: check this machine's clock";
constexpr const char* kUnknown = "has an unknown issuer: if you trust it, set tls.ca to its certificate";
constexpr const char* kUnsuited = "is not acceptable (";

struct Case {
  const char* name;
  TestAuthority::Leaf leaf;
  const char* host;
  const char* expected;  ///< the failure; empty if the request has to arrive
};

class Certificate : public ::testing::TestWithParam<Case> {};

TEST_P(Certificate, IsVerifiedBeforeTheRequestIsSent) {
  const TestNames names([](const std::string&) { return true; });
  TestAuthority authority;
  TlsServer tls(authority.serverContext(GetParam().leaf));
  TestClient client(Settings::Values{{"tls.ca", authority.file()}, {"auth.bearer", "secret"}});
  const std::string failure = client.failure(tls.server.url("/", "https", GetParam().host));
  const std::string expected = GetParam().expected;
  if (expected.empty()) {
    EXPECT_EQ(failure, "no failure");
  } else {
    EXPECT_THAT(failure, StartsWith("hold: the certificate of "));
    EXPECT_THAT(failure, HasSubstr(expected));
  }
  EXPECT_EQ(tls.requests, expected.empty() ? 1 : 0);
}

INSTANTIATE_TEST_SUITE_P(
    Tls, Certificate,
    ::testing::Values(Case{"GoodForAName", {}, "localhost", ""}, Case{"GoodForAnAddress", {}, "127.0.0.1", ""},
                      Case{"WithAWildcard", {.names = "DNS:*.printers.test"}, "mk3.printers.test", ""},
                      Case{"OfAnotherHost", {.names = "DNS:other.example"}, "localhost", kOther},
                      Case{"OfAnotherAddress", {.names = "IP:127.0.0.2"}, "127.0.0.1", kOther},
                      Case{"OfANameButAskedByAddress", {.names = "DNS:localhost"}, "127.0.0.1", kOther},
                      Case{"WithAPartialWildcard", {.names = "DNS:local*"}, "localhost", kOther},
                      Case{"WithACommonNameOnly", {.names = "", .commonName = "localhost"}, "localhost", kOther},
                      Case{"Expired", {.validFromDays = -3, .validToDays = -1}, "localhost", kExpired},
                      Case{"NotYetValid", {.validFromDays = 1, .validToDays = 2}, "localhost", kEarly},
                      Case{"SelfSigned", {.selfSigned = true}, "localhost", kUnknown},
                      Case{"ForClientsOnly", {.purpose = "clientAuth"}, "localhost", kUnsuited}),
    [](const auto& row) { return row.param.name; });

TEST(Tls, TrustsNoUnknownAuthority) {
  TestAuthority authority;
  TlsServer tls(authority.serverContext({}));
  EXPECT_THAT(TestClient().failure(tls.server.url("/", "https", "localhost")), HasSubstr(kUnknown));
  EXPECT_EQ(tls.requests, 0);
}

std::string optionOf(Millis limit) { return std::to_string(limit.count()) + "ms"; }

TEST(Tls, SendsNothingToAServerThatIsSlowWithAnothersCertificate) {
  TestAuthority authority;
  Context::Ptr context = authority.serverContext({.names = "DNS:other.example"});
  std::atomic<int> requests = 0;
  EXPECT_TRUE(test::hasEnoughTime(Millis(100), [&](Millis limit) {
    std::latch gaveUp(1);
    std::latch served(1);
    std::atomic<bool> isGreeted = false;
    TestServer server([&](Peer& peer) {
      peer.waitForBytes();
      if (isPlain(peer)) return peer.waitForClose();
      isGreeted = true;
      gaveUp.wait();
      try {
        peer.startTls(context);
        if (peer.request()) ++requests;
      } catch (const Poco::Exception&) {
      }
      served.count_down();
    });
    TestClient client(Settings::Values{{"tls.ca", authority.file()}, {"timeout", optionOf(limit)}});
    EXPECT_THAT(client.failure(server.url("/", "https", "localhost")), HasSubstr("in time"));
    gaveUp.count_down();
    if (!isGreeted) return false;
    served.wait();
    return true;
  }));
  EXPECT_EQ(requests, 0);
}

TEST(Tls, RefusesAServerThatTakesItsTimeWithAnothersCertificate) {
  TestAuthority authority;
  Context::Ptr context = authority.serverContext({.names = "DNS:other.example"});
  std::latch otherIsDone(1);
  std::atomic<int> requests = 0;
  TestServer slow([&](Peer& peer) {
    peer.waitForBytes();
    otherIsDone.wait();
    peer.startTls(context);
    if (peer.request()) ++requests;
  });
  TestServer silent([](Peer& peer) { peer.waitForClose(); });
  TestClient client(Settings::Values{{"tls.ca", authority.file()}});
  std::thread other([&] {
    client.failure({.url = silent.url()}, Clock::now() + Millis(100));
    otherIsDone.count_down();
  });
  EXPECT_THAT(client.failure(slow.url("/", "https", "localhost")), HasSubstr(kOther));
  other.join();
  EXPECT_EQ(requests, 0);
}

TEST(Tls, TakesAnyCertificateWhereVerificationIsOff) {
  TestAuthority authority;
  TlsServer tls(authority.serverContext({.names = "DNS:other.example", .selfSigned = true}));
  TestClient client(Settings::Values{{"tls.verify", "false"}});
  EXPECT_EQ(client.post(tls.server.url("/", "https", "localhost")).status, 200);
}

TEST(Tls, KeepsItsConnectionAlive) {
  TestAuthority authority;
  TlsServer tls(authority.serverContext({}));
  TestClient client(Settings::Values{{"tls.ca", authority.file()}});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.post(tls.server.url("/", "https", "localhost")).body, "ok");
  EXPECT_EQ(tls.server.connections(), 1);
}

TEST(Tls, ResumesTheSessionOfAnEarlierConnection) {
  TestAuthority authority;
  Context::Ptr context = authority.serverContext({});
  context->enableSessionCache(true, "test");
  context->disableProtocols(Context::PROTO_TLSV1_3);  // as a server, Poco 1.13 sends no ticket with it
  std::atomic<int> resumed = 0;
  TestServer server([&](Peer& peer) {
    peer.startTls(context);
    peer.request();
    if (Poco::Net::SecureStreamSocket(peer.socket()).sessionWasReused()) ++resumed;
    peer.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  });
  TestClient client(Settings::Values{{"tls.ca", authority.file()}});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.post(server.url("/", "https", "localhost")).status, 200);
  EXPECT_EQ(resumed, 2);
}

TEST(Tls, ShowsItsCertificateToAServerThatAsksForIt) {
  TestAuthority authority;
  TlsServer tls(authority.serverContext({}, true));
  const std::string url = tls.server.url("/", "https", "localhost");
  const std::string identity = authority.issue({.names = "", .commonName = "client"});
  EXPECT_EQ(TestClient(Settings::Values{{"tls.ca", authority.file()}, {"tls.certificate", identity}}).post(url).status,
            200);
  EXPECT_EQ(
      TestClient(Settings::Values{{"tls.ca", authority.file()}, {"tls.certificate", identity}, {"tls.key", identity}})
          .post(url)
          .status,
      200);
  EXPECT_THAT(TestClient(Settings::Values{{"tls.ca", authority.file()}}).failure(url),
              StartsWith("hold: " + tls.server.url("", "https", "localhost") + " refused the TLS handshake"));
  EXPECT_EQ(tls.requests, 2);
}

TEST(Tls, HoldsWhereTheServerSpeaksNone) {
  TestServer server([](Peer& peer) {
    peer.waitForBytes();
    peer.send("HTTP/1.1 400 Bad Request\r\n\r\n");
  });
  EXPECT_THAT(TestClient().failure(server.url("/", "https")), HasSubstr("does not speak TLS"));
}

TEST(Tls, HoldsWhereAPlainServerWaitsForMore) {
  EXPECT_TRUE(test::hasEnoughTime(Millis(1000), [](Millis limit) {
    std::atomic<int> requests = 0;
    TestServer server([&](Peer& peer) {
      while (const auto request = peer.request()) {
        EXPECT_THAT(*request, StartsWith("HEAD / HTTP/1.1\r\n"));
        EXPECT_THAT(*request, ::testing::Not(HasSubstr("secret")));
        ++requests;
        peer.send("HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\n");
      }
    });
    TestClient client(Settings::Values{{"timeout", optionOf(limit)}, {"auth.bearer", "secret"}});
    const auto failure = client.failure(server.url("/secret", "https"));
    if (failure.starts_with("retry: ")) return false;  // the question had a tenth of the limit
    EXPECT_EQ(failure,
              "hold: " + server.url("", "https") + " does not speak TLS: check the port, or use http in the URL");
    EXPECT_EQ(requests, 1);
    return true;
  }));
}

TEST(Tls, IsGivenTimeWhereAServerAnswersAPlainRequestAsATlsServerDoes) {
  TestAuthority authority;
  Context::Ptr context = authority.serverContext({});
  std::latch asked(1);
  std::atomic<int> connections = 0;
  TestServer server([&](Peer& peer) {
    if (connections++ > 0) {
      peer.request();
      asked.count_down();
      return peer.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    }
    asked.wait();
    peer.startTls(context);
    peer.answerAll(kOk);
  });
  TestClient client(Settings::Values{{"timeout", "20s"}, {"tls.ca", authority.file()}});
  EXPECT_EQ(client.failure(server.url("/", "https", "localhost")), "no failure");
  EXPECT_EQ(connections, 2);
  if (connections == 1) asked.count_down();
}

TEST(Tls, IsNamedWhereTheUrlLacksIt) {
  TestAuthority authority;
  Context::Ptr context = authority.serverContext({.selfSigned = true});
  for (const std::string& answer :
       {std::string(), std::string("\x15\x03\x01\x00\x02\x02\x46", 7),
        std::string("HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"),
        std::string("HTTP/1.1 400 Bad Request\r\nContent-Length: 59\r\n\r\n"
                    "You're speaking plain HTTP to an SSL-enabled server port.\r\n")}) {
    TestServer server([&](Peer& peer) {
      if (!isPlain(peer)) return peer.startTls(context);
      peer.request();
      peer.send(answer);
    });
    TestClient client(Settings::Values{{"timeout", "10m"}});  // also for the handshake, with a sanitizer
    EXPECT_EQ(client.failure(server.url("/secret")),
              "hold: " + server.url("") + " speaks TLS only: check the port, or use https in the URL");
  }
}

TEST(Tls, IsNotAssumedWhereAPlainServerFails) {
  TestServer silent([](Peer& peer) { peer.waitForBytes(); });
  EXPECT_THAT(TestClient().failure(silent.url()), StartsWith("retry: "));
  TestServer picky([](Peer& peer) {
    peer.waitForBytes();
    peer.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 15\r\n\r\nuse https links");
  });
  EXPECT_EQ(TestClient().post(picky.url()).status, 400);
}

TEST(Tls, HoldsWhereTheServerIsTooOld) {
  TestAuthority authority;
  Context::Ptr context = authority.serverContext({});
  SSL_CTX_set_security_level(context->sslContext(), 0);
  SSL_CTX_set_max_proto_version(context->sslContext(), TLS1_1_VERSION);
  TlsServer tls(context);
  EXPECT_EQ(
      TestClient(Settings::Values{{"tls.ca", authority.file()}}).failure(tls.server.url("/", "https", "localhost")),
      "hold: " + tls.server.url("", "https", "localhost") + " does not support TLS 1.2 or newer: update the receiver");
  EXPECT_EQ(tls.requests, 0);
}

TEST(Tls, NoticesATruncatedAnswer) {
  TestAuthority authority;
  Context::Ptr context = authority.serverContext({});
  TestServer server([&](Peer& peer) {
    peer.startTls(context);
    peer.request();
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
  });
  TestClient client(Settings::Values{{"tls.ca", authority.file()}});
  EXPECT_THAT(client.post(server.url("/", "https", "localhost")).incomplete, HasSubstr("ended too early"));
}

TEST(Tls, RefusesAPipeRatherThanWaitingForIt) {
  const testing::TemporaryFolder folder;
  TestAuthority authority;
  const std::string pipe = folder.path() / "pipe", good = authority.issue({});
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const std::pair<Settings::Values, std::string> table[] = {
      {{{"tls.ca", pipe}}, "tls.ca"},
      {{{"tls.certificate", pipe}}, "tls.certificate"},
      {{{"tls.certificate", good}, {"tls.key", pipe}}, "tls.key"},
  };
  for (const auto& [values, option] : table) {
    try {
      TestClient client(values);
      ADD_FAILURE() << option << " was not refused";
    } catch (const BadSettings& e) {
      EXPECT_EQ(e.problems().at(0).option, option);
      EXPECT_EQ(e.problems().at(0).why, "names `" + pipe + "`, which is a named pipe: name a PEM file");
    }
  }
}

TEST(Tls, ReportsFilesThatCannotBeUsed) {
  TestAuthority authority;
  const std::string good = authority.issue({});
  const std::string other = authority.issue({});
  const std::string locked = authority.issue({.passphrase = "open sesame"});
  const std::pair<Settings::Values, const char*> table[] = {
      {{{"tls.ca", "/no/such/file"}}, "tls.ca"},
      {{{"tls.ca", "/dev/null"}}, "tls.ca"},
      {{{"tls.certificate", "/no/such/file"}}, "tls.certificate"},
      {{{"tls.certificate", good}, {"tls.key", other}}, "tls.key"},
      {{{"tls.certificate", locked}}, "tls.key"},
      {{{"tls.key", good}}, "tls.certificate"},
  };
  for (const auto& [values, option] : table) {
    try {
      TestClient client(values);
      ADD_FAILURE() << option << " was not refused";
    } catch (const BadSettings& e) {
      EXPECT_EQ(e.problems().at(0).option, option);
    }
  }
}

}  // namespace
}  // namespace herald
