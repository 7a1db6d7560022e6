// SPDX-License-Identifier: Apache-2.0
#include <latch>
#include <thread>

#include "herald/testing/enough_time.h"
#include "http/testing/test_authority.h"
#include "http/testing/test_client.h"
#include "http/testing/test_server.h"

namespace herald {
namespace {

using ::testing::HasSubstr;
using testing::kOk;
using testing::Peer;
using ::testing::StartsWith;
using testing::TestAuthority;
using testing::TestClient;
using testing::TestServer;

/// A server that never gives a complete answer, although it may send something all the time.
struct Stall {
  const char* name;
  TestServer::Script script;
  const char* scheme = "http";
};

/// Sends a byte every millisecond until the client hangs up. Faster, it would reach the limit of the head first.
void drip(Peer& peer, std::string_view answer) {
  peer.request();
  peer.send(answer);
  while (!peer.socket().poll(Poco::Timespan(0, 1000), Poco::Net::Socket::SELECT_READ)) peer.send("x");
}

class NeverEnding : public ::testing::TestWithParam<Stall> {};

TEST_P(NeverEnding, EndsWithTheDeadline) {
  TestServer server(GetParam().script);
  TestClient client;
  EXPECT_THAT(client.failure({.url = server.url("/", GetParam().scheme), .body = std::string(8 * 1024 * 1024, 'x')},
                             Clock::now() + Millis(60)),
              ::testing::AllOf(StartsWith("retry: "), HasSubstr("no complete answer in time")));
}

TEST_P(NeverEnding, EndsWithTheOptionTimeout) {
  TestServer server(GetParam().script);
  TestClient client(Settings::Values{{"timeout", "60ms"}});
  EXPECT_THAT(client.failure(server.url("/", GetParam().scheme)), HasSubstr("no complete answer in time"));
}

TEST_P(NeverEnding, EndsWhenAskedToStop) {
  std::latch connected(1);
  TestServer server([&](Peer& peer) {
    connected.count_down();
    GetParam().script(peer);
  });
  std::stop_source stop;
  std::jthread stopper([&] {
    connected.wait();
    stop.request_stop();
  });
  TestClient client;
  EXPECT_THAT(client.failure({.url = server.url("/", GetParam().scheme)}, Clock::time_point::max(), stop.get_token()),
              HasSubstr("canceled"));
}

INSTANTIATE_TEST_SUITE_P(HttpClient, NeverEnding,
                         ::testing::Values(Stall{"Silence", [](Peer& peer) { peer.waitForClose(); }},
                                           Stall{"ARequestThatNobodyReads",
                                                 [](Peer& peer) {
                                                   peer.waitForBytes();
                                                   peer.socket().poll(Poco::Timespan(3600, 0),
                                                                      Poco::Net::Socket::SELECT_ERROR);
                                                 }},
                                           Stall{"ADripFedHead", [](Peer& peer) { drip(peer, "HTTP/1.1 1"); }},
                                           Stall{"Hints",
                                                 [](Peer& peer) {
                                                   peer.request();
                                                   for (;;) peer.send("HTTP/1.1 103 Early Hints\r\n\r\n");
                                                 }},
                                           Stall{"ASilentHandshake", [](Peer& peer) { peer.waitForClose(); }, "https"}),
                         [](const auto& row) { return row.param.name; });

TEST(HttpClient, CountsAStatusWhoseAnswerDoesNotEndInTime) {
  TestServer server([](Peer& peer) {
    peer.request();
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    peer.waitForClose();
  });
  HttpResponse response;
  EXPECT_TRUE(test::hasEnoughTime(Millis(60), [&](Millis limit) {
    try {
      response = TestClient().send({.url = server.url()}, Clock::now() + limit);
    } catch (const Failure&) {  // not even the head has come
      return false;
    }
    return response.body == "half";
  }));
  EXPECT_EQ(response.status, 200);
  EXPECT_THAT(response.incomplete, HasSubstr("no complete answer in time"));
}

TEST(HttpClient, CountsAnAnswerToARequestThatCannotBeSentWholeInTime) {
  TestServer server([](Peer& peer) {
    peer.waitForBytes();
    peer.send("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
    peer.socket().poll(Poco::Timespan(3600, 0), Poco::Net::Socket::SELECT_ERROR);  // it reads nothing
  });
  const HttpRequest request{.url = server.url(), .body = std::string(8 * 1024 * 1024, 'x')};
  EXPECT_TRUE(test::hasEnoughTime(Millis(300), [&](Millis limit) {
    try {
      return TestClient().send(request, Clock::now() + limit).status == 413;
    } catch (const Failure&) {
      return false;
    }
  }));
}

TEST(HttpClient, SendsNothingWhenThereIsNoTimeLeft) {
  TestServer server([](Peer& peer) { peer.answerAll(kOk); });
  EXPECT_THAT(TestClient().failure({.url = server.url()}, Clock::now()), HasSubstr("in time"));
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THAT(TestClient().failure({.url = server.url()}, Clock::time_point::max(), stop.get_token()),
              HasSubstr("canceled"));
  EXPECT_EQ(server.connections(), 0);
}

TEST(HttpClient, CountsRedirectsTowardsTheDeadline) {
  TestServer server([](Peer& peer) {
    peer.request();
    peer.send("HTTP/1.1 307 Moved\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n");
    peer.waitForClose();
  });
  EXPECT_THAT(TestClient().failure({.url = server.url()}, Clock::now() + Millis(60)),
              HasSubstr("no complete answer in time"));
}

TEST(HttpClient, GoesOnAfterAnExchangeThatTookTooLong) {
  std::atomic<bool> isSilent = true;
  TestServer server([&](Peer& peer) { isSilent ? peer.waitForClose() : peer.answerAll(kOk); });
  TestClient client;
  EXPECT_THAT(client.failure({.url = server.url()}, Clock::now() + Millis(30)), HasSubstr("in time"));
  isSilent = false;
  EXPECT_EQ(client.post(server.url()).status, 200);
}

TEST(HttpClient, SaysThatAConnectionWasRefused) {
  std::string url;
  {
    TestServer gone([](Peer&) {});
    url = gone.url();
  }
  EXPECT_THAT(TestClient().failure(url), ::testing::AllOf(StartsWith("retry: "), HasSubstr("refused the connection")));
}

}  // namespace
}  // namespace herald
