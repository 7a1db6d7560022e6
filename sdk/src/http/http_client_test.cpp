// SPDX-License-Identifier: Apache-2.0
#include <latch>
#include <sstream>
#include <thread>

#include "http/testing/test_client.h"
#include "http/testing/test_server.h"

namespace herald {
namespace {

using ::testing::HasSubstr;
using testing::kOk;
using ::testing::Not;
using testing::Peer;
using ::testing::StartsWith;
using testing::TestClient;
using testing::TestServer;

/// The requests that a server got, in their order.
class Received {
 public:
  void add(std::string request) {
    const std::lock_guard lock(mutex_);
    requests_.push_back(std::move(request));
  }
  std::vector<std::string> all() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> requests_;
};

TestServer::Script always(const std::string& answer) {
  return [answer](Peer& peer) { peer.answerAll(answer); };
}

TEST(HttpClient, SendsTheRequestWithItsLength) {
  Received received;
  TestServer server([&](Peer& peer) {
    received.add(*peer.request());
    peer.send(kOk);
  });
  const HttpResponse response = TestClient().send(
      {.method = "PUT", .url = server.url("/a%2Fb c?q=1#part"), .body = "{\"a\":1}", .headers = {{"X-One", "1"}}});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "ok");
  EXPECT_EQ(headerValue(response.headers, "content-length"), "2");
  const std::string request = received.all().at(0);
  EXPECT_THAT(request, StartsWith("PUT /a%2Fb%20c?q=1 HTTP/1.1\r\n"));
  EXPECT_THAT(request, HasSubstr("Host: 127.0.0.1:" + std::to_string(server.port()) + "\r\n"));
  EXPECT_THAT(request, HasSubstr("X-One: 1\r\n"));
  EXPECT_THAT(request, HasSubstr("User-Agent: Herald/"));
  EXPECT_THAT(request, HasSubstr("Content-Length: 7\r\n"));
  EXPECT_THAT(request, Not(HasSubstr("Transfer-Encoding")));
  EXPECT_THAT(request, ::testing::EndsWith("\r\n\r\n{\"a\":1}"));
}

TEST(HttpClient, SkipsAByteOrderMarkBeforeTheAnswer) {
  TestServer server(always("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n\xEF\xBB\xBF{}"));
  EXPECT_EQ(TestClient().post(server.url(), "").body, "{}");
}

TEST(HttpClient, SendsAnEmptyBodyWithALengthOfZero) {
  Received received;
  TestServer server([&](Peer& peer) {
    received.add(*peer.request());
    peer.send(kOk);
  });
  TestClient().post(server.url(), "");
  EXPECT_THAT(received.all().at(0), HasSubstr("Content-Length: 0\r\n"));
}

TEST(HttpClient, LeavesFramingToNobodyElse) {
  Received received;
  TestServer server([&](Peer& peer) {
    received.add(*peer.request());
    peer.send(kOk);
  });
  TestClient().send(
      {.url = server.url(), .body = "abc", .headers = {{"content-length", "99"}, {"Transfer-Encoding", "chunked"}}});
  EXPECT_THAT(received.all().at(0), HasSubstr("Content-Length: 3\r\n"));
  EXPECT_THAT(received.all().at(0), Not(HasSubstr(" 99\r\n")));
  EXPECT_THAT(received.all().at(0), Not(HasSubstr("chunked")));
}

TEST(HttpClient, KeepsTheConnectionForTheNextRequest) {
  TestServer server(always(kOk));
  TestClient client;
  for (int i = 0; i < 5; ++i) EXPECT_EQ(client.post(server.url()).status, 200);
  EXPECT_EQ(server.connections(), 1);
}

struct Answer {
  const char* name;
  std::string text;
  int status;
  std::string body;
  bool keeps;  ///< whether the next request may use the same connection
};

class AnswerOnce : public ::testing::TestWithParam<Answer> {};

TEST_P(AnswerOnce, IsReadToItsEndAndTheNextAnswerIsRight) {
  const Answer& answer = GetParam();
  std::atomic<int> requests = 0;
  TestServer server([&](Peer& peer) {
    while (peer.request()) {
      const bool first = requests++ == 0;
      peer.send(first ? answer.text : kOk);
      if (first && !answer.keeps) return;
    }
  });
  TestClient client;
  const HttpResponse first = client.post(server.url());
  EXPECT_EQ(first.status, answer.status);
  EXPECT_EQ(first.body.size(), answer.body.size());
  EXPECT_TRUE(first.body == answer.body);
  const HttpResponse second = client.post(server.url());
  EXPECT_EQ(second.status, 200);
  EXPECT_EQ(second.body, "ok");
  EXPECT_EQ(server.connections(), answer.keeps ? 1 : 2);
}

std::string big(std::size_t size) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" + std::string(size, 'x');
}

INSTANTIATE_TEST_SUITE_P(
    HttpClient, AnswerOnce,
    ::testing::Values(
        Answer{"NoContent", "HTTP/1.1 204 No Content\r\n\r\n", 204, "", true},
        Answer{"NotModifiedWithALength", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", 304, "", true},
        Answer{"AnErrorWithABody", "HTTP/1.1 500 No\r\nContent-Length: 15\r\n\r\nHTTP/1.1 666 NO", 500,
               "HTTP/1.1 666 NO", true},
        Answer{"AStatusThatNobodyRegistered", "HTTP/1.1 526 Odd\r\nContent-Length: 2\r\n\r\nhi", 526, "hi", true},
        Answer{"NoReasonPhrase", "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nhi", 200, "hi", true},
        Answer{"ContinueFirst", std::string("HTTP/1.1 100 Continue\r\n\r\n") + kOk, 200, "ok", true},
        Answer{"EarlyHintsFirst", std::string("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n") + kOk, 200, "ok", true},
        Answer{"BareLineFeeds", "HTTP/1.1 200 OK\nContent-Length: 2\n\nhi", 200, "hi", true},
        Answer{"Chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n",
               200, "abcde", true},
        Answer{"ChunkedWithATrailer",
               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 1\r\nX-B: 2\r\n\r\n", 200,
               "abc", true},
        Answer{"ABodyBeyondWhatIsKept", big(2 * 1024 * 1024), 200, std::string(1024 * 1024, 'x'), true},
        Answer{"ABodyBeyondWhatIsRead", big(16 * 1024 * 1024), 200, std::string(1024 * 1024, 'x'), false},
        Answer{"ConnectionClose", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi", 200, "hi",
               false},
        Answer{"UntilTheConnectionEnds", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall of it", 200, "all of it",
               false},
        Answer{"OldVersion", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", 200, "hi", false},
        Answer{"OldVersionThatKeepsAlive", "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 2\r\n\r\nhi",
               200, "hi", true},
        Answer{"AFieldInTheNextLine", "HTTP/1.1 200 OK\r\nX-Y: a\r\n \r\nContent-Length:\r\n 2\r\n\r\nhi", 200, "hi",
               true},
        Answer{"AByteOf255InAHeader", "HTTP/1.1 200 OK\r\nX-Y: \xff\r\nContent-Length: 2\r\n\r\nhi", 200, "hi", true}),
    [](const auto& row) { return row.param.name; });

/// How long a body is, how many bytes of it the caller wants, and how many it gets.
struct Kept {
  const char* name;
  std::size_t body, most, kept;
  bool chunked = false;
};

class MostAnswer : public ::testing::TestWithParam<Kept> {};

TEST_P(MostAnswer, SaysHowMuchOfTheBodyIsKept) {
  const auto& [name, body, most, kept, chunked] = GetParam();
  std::ostringstream size;
  size << std::hex << body;
  const std::string text = chunked ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + size.str() + "\r\n" +
                                         std::string(body, 'x') + "\r\n0\r\n\r\n"
                                   : big(body);
  TestServer server([&](Peer& peer) { peer.answerAll(text); });
  HttpRequest request{.method = "GET", .url = server.url()};
  request.mostAnswer = most;
  TestClient client;
  for (int time = 0; time < 2; ++time) EXPECT_EQ(client.send(request).body.size(), kept);
}

constexpr std::size_t kOneMiB = 1024 * 1024;

INSTANTIATE_TEST_SUITE_P(HttpClient, MostAnswer,
                         ::testing::Values(Kept{"Less", 10, 5, 5}, Kept{"None", 10, 0, 0},
                                           Kept{"AllOfALargeOne", 9 * kOneMiB, 16 * kOneMiB, 9 * kOneMiB},
                                           Kept{"AllOfALargeOneInChunks", 9 * kOneMiB, 16 * kOneMiB, 9 * kOneMiB, true},
                                           Kept{"TheFirstBytesOfALargerOne", 9 * kOneMiB, 5 * kOneMiB, 5 * kOneMiB}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(HttpClient, DropsAConnectionWithMoreOnItThanTheAnswer) {
  std::atomic<int> requests = 0;
  TestServer server([&](Peer& peer) {
    while (peer.request())
      peer.send(requests++ == 0 ? std::string(kOk) + "HTTP/1.1 500 EVIL\r\nContent-Length: 0\r\n\r\n" : kOk);
  });
  TestClient client;
  EXPECT_EQ(client.post(server.url()).status, 200);
  EXPECT_EQ(client.post(server.url()).status, 200);
}

TEST(HttpClient, TakesNothingForAnAnswerThatCameBeforeTheRequest) {
  std::latch answered(1);
  std::latch sent(1);
  std::atomic<int> connections = 0;
  TestServer server([&](Peer& peer) {
    if (connections++ > 0) return peer.answerAll(kOk);
    peer.request();
    peer.send(kOk);
    answered.wait();
    peer.send("HTTP/1.1 408 Idle\r\nContent-Length: 0\r\n\r\n");
    sent.count_down();
    peer.waitForClose();
  });
  TestClient client;
  EXPECT_EQ(client.post(server.url()).status, 200);
  answered.count_down();
  sent.wait();
  EXPECT_EQ(client.post(server.url()).status, 200);
  EXPECT_EQ(server.connections(), 2);
}

/// The status of each of these answers arrives, and something behind it does not.
class HalfAnswer : public ::testing::TestWithParam<std::pair<std::string, std::string>> {};

TEST_P(HalfAnswer, CountsByItsStatus) {
  const auto& [rest, why] = GetParam();
  for (const int status : {200, 400, 503}) {
    std::atomic<int> requests = 0;
    TestServer server([&, rest = "HTTP/1.1 " + std::to_string(status) + " X\r\nX-First: 1\r\n" + rest](Peer& peer) {
      while (peer.request()) {
        if (++requests > 1) return peer.answerAll(kOk);
        peer.send(rest);
        return;
      }
    });
    TestClient client;
    const HttpResponse response = client.post(server.url("/secret"));
    EXPECT_EQ(response.status, status);
    EXPECT_EQ(headerValue(response.headers, "x-first"), "1");
    EXPECT_THAT(response.incomplete, StartsWith(server.url("")));
    EXPECT_THAT(response.incomplete, HasSubstr(why));
    EXPECT_THAT(response.incomplete, Not(HasSubstr("secret")));
    EXPECT_EQ(requests, 1) << "the event went out twice";
  }
}

INSTANTIATE_TEST_SUITE_P(
    HttpClient, HalfAnswer,
    ::testing::Values(std::pair("Content-Length: 100\r\n\r\nabcd", "ended too early"), std::pair("", "ended too early"),
                      std::pair("Content-Le", "ended too early"),
                      std::pair("Transfer-Encoding: chunked\r\n\r\n5\r\nab", "ended too early"),
                      std::pair("Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", "ended too early"),
                      std::pair("Transfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n", "chunk size"),
                      std::pair("Transfer-Encoding: chunked\r\n\r\n2\r\nabXX0\r\n\r\n", "not valid HTTP"),
                      std::pair("Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nab", "chunk size"),
                      std::pair("Transfer-Encoding: gzip\r\n\r\nab", "Transfer-Encoding"),
                      std::pair("Content-Length: -5\r\n\r\n", "Content-Length"),
                      std::pair("Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc", "Content-Length"),
                      std::pair("X: " + std::string(70000, 'x') + "\r\n\r\n", "64 KiB")));

/// Field lines of exactly this many bytes in all.
std::string fields(std::size_t bytes, std::size_t each) {
  std::string lines;
  while (lines.size() < bytes) {
    const std::size_t left = bytes - lines.size();
    const std::size_t size = left < each + 6 ? left : each;
    lines += "A: " + std::string(size - 5, 'x') + "\r\n";
  }
  return lines;
}

TEST(HttpClient, TakesHeaderFieldsOf64KiBInAll) {
  constexpr std::size_t kMost = 64 * 1024;
  const std::string end = "Content-Length: 2\r\nX-Last: yes\r\n";
  for (const std::size_t each : {std::size_t{6}, std::size_t{20}, std::size_t{9000}, kMost}) {
    TestServer server(always("HTTP/1.1 200 OK\r\n" + fields(kMost - end.size(), each) + end + "\r\nhi"));
    TestClient client;
    for (int i = 0; i < 2; ++i) {
      const HttpResponse response = client.post(server.url());
      EXPECT_EQ(response.incomplete, "") << each;
      EXPECT_EQ(response.body, "hi");
      EXPECT_EQ(headerValue(response.headers, "x-last"), "yes");
    }
    EXPECT_EQ(server.connections(), 1);
  }
  TestServer longer(always("HTTP/1.1 200 OK\r\n" + fields(kMost + 6, 20) + "\r\n"));
  EXPECT_THAT(TestClient().post(longer.url()).incomplete, HasSubstr("64 KiB"));
}

TEST(HttpClient, ReadsFieldsAsOtherClientsDo) {
  TestServer server(
      always("HTTP/1.1 200 OK\r\nX-A:\t one \r\n two\r\n: none\r\nno field\r\nX-B : 3\r\nContent-Length: 0\r\n\r\n"));
  const HttpResponse response = TestClient().post(server.url());
  EXPECT_EQ(response.incomplete, "");
  const HttpHeaders expected{{"X-A", "one two"}, {"X-B", "3"}, {"Content-Length", "0"}};
  EXPECT_EQ(response.headers, expected);
}

TEST(HttpClient, FollowsARedirectWhoseBodyIsCutShort) {
  std::atomic<int> requests = 0;
  TestServer server([&](Peer& peer) {
    peer.request();
    peer.send(++requests == 1 ? "HTTP/1.1 307 X\r\nLocation: /next\r\nContent-Length: 9\r\n\r\nabc" : kOk);
  });
  EXPECT_EQ(TestClient().post(server.url()).status, 200);
  EXPECT_EQ(requests, 2);
}

TEST(HttpClient, RetriesAfterARedirectWithoutItsLocationUnlessItsCodeIsASuccess) {
  TestServer server([](Peer& peer) {
    peer.request();
    peer.send("HTTP/1.1 302 X\r\nLocation: /ne");
  });
  EXPECT_THAT(TestClient().failure(server.url()), HasSubstr("ended too early"));
  EXPECT_EQ(TestClient(Settings::Values{{"success", "200-299, 302"}}).post(server.url()).status, 302);
}

class BadAnswer : public ::testing::TestWithParam<std::pair<std::string, std::string>> {};

TEST_P(BadAnswer, IsAFailureToRetry) {
  const auto& [answer, why] = GetParam();
  TestServer server([&answer = answer](Peer& peer) {
    peer.request();
    peer.send(answer);
  });
  const std::string failure = TestClient().failure(server.url("/secret"));
  EXPECT_THAT(failure, StartsWith("retry: " + server.url("")));
  EXPECT_THAT(failure, HasSubstr(why));
  EXPECT_THAT(failure, Not(HasSubstr("secret")));
}

INSTANTIATE_TEST_SUITE_P(
    HttpClient, BadAnswer,
    ::testing::Values(std::pair("HTTP/1.1 2", "ended too early"), std::pair("HTTP/1.1 200 OK", "ended too early"),
                      std::pair("HTTP/1.1 103 Early Hints\r\n\r\nHTT", "ended too early"),
                      std::pair("HTTP/1.1 103 Early Hints\r\nX: " + std::string(70000, 'x'), "64 KiB"),
                      std::pair("HTTP/1.1 999 WHAT\r\nContent-Length: 0\r\n\r\n", "status"),
                      std::pair("220 smtp ready\r\n\r\n", "status line"),
                      std::pair("HTTP/1.1 200 " + std::string(70000, 'x'), "line too long"),
                      std::pair("", "without an answer")));

TEST(HttpClient, TriesOnceMoreWhereTheServerClosedAKeptConnection) {
  std::latch closed(1);
  std::atomic<int> requests = 0;
  TestServer server([&](Peer& peer) {
    while (peer.request()) {
      peer.send(kOk);
      if (++requests > 1) continue;
      peer.socket().shutdown();
      closed.count_down();
      return;
    }
  });
  TestClient client;
  EXPECT_EQ(client.post(server.url()).status, 200);
  closed.wait();
  EXPECT_EQ(client.post(server.url()).status, 200);
  EXPECT_EQ(server.connections(), 2);
}

TEST(HttpClient, TriesOnceMoreWhereTheServerHangsUpOnTheSecondRequest) {
  std::atomic<int> connection = 0;
  std::atomic<int> requests = 0;
  TestServer server([&](Peer& peer) {
    const bool first = connection++ == 0;
    while (peer.request()) {
      if (++requests == 2 && first) return;
      peer.send(kOk);
    }
  });
  TestClient client;
  EXPECT_EQ(client.post(server.url()).status, 200);
  EXPECT_EQ(client.post(server.url()).status, 200);
  EXPECT_EQ(requests, 3);
}

TEST(HttpClient, SendsNothingTwiceToAServerThatBeganToAnswer) {
  std::atomic<int> requests = 0;
  TestServer server([&](Peer& peer) {
    while (peer.request()) {
      if (++requests == 2) return peer.send("HTTP/1.1 2");
      peer.send(kOk);
    }
  });
  TestClient client;
  EXPECT_EQ(client.post(server.url()).status, 200);
  EXPECT_THAT(client.failure(server.url()), HasSubstr("ended too early"));
  EXPECT_EQ(requests, 2);
}

TEST(HttpClient, SendsNothingTwiceOverAFreshConnection) {
  std::atomic<int> requests = 0;
  TestServer server([&](Peer& peer) {
    if (peer.request()) ++requests;
  });
  EXPECT_THAT(TestClient().failure(server.url()), StartsWith("retry: "));
  EXPECT_EQ(requests, 1);
}

TEST(HttpClient, TakesAnAnswerThatCameBeforeTheRequestWasSentWhole) {
  TestServer server([](Peer& peer) {
    peer.waitForBytes();
    peer.send("HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    peer.waitForClose();
  });
  EXPECT_EQ(TestClient().post(server.url(), std::string(8 * 1024 * 1024, 'x')).status, 413);
}

TEST(HttpClient, ReadsNoBodyAfterHead) {
  TestServer server([](Peer& peer) {
    while (const auto request = peer.request()) {
      peer.send(request->starts_with("HEAD") ? "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" : kOk);
    }
  });
  TestClient client;
  EXPECT_EQ(client.send({.method = "HEAD", .url = server.url()}).body, "");
  EXPECT_EQ(client.get(server.url()).body, "ok");
  EXPECT_EQ(server.connections(), 1);
}

TEST(HttpClient, RefusesWhatWouldInjectAHeader) {
  TestServer server(always(kOk));
  TestClient client;
  const auto failure = [&](HttpRequest request) {
    request.url = server.url();
    return client.failure(request);
  };
  EXPECT_THAT(failure({.headers = {{"X-A", "1\r\nX-Evil: 2"}}}),
              StartsWith("rejected: the header X-A has a line break"));
  EXPECT_THAT(failure({.headers = {{"X-A\r\nX-Evil", "2"}}}), StartsWith("rejected: a header has a name"));
  EXPECT_THAT(failure({.headers = {{"", "2"}}}), StartsWith("rejected: a header has a name"));
  EXPECT_THAT(failure({.headers = {{"X-A", std::string("a\0b", 3)}}}), StartsWith("rejected: the header X-A"));
  EXPECT_THAT(failure({.method = "GET / HTTP/1.1\r\nX-Evil: 1\r\n\r\n"}), StartsWith("rejected: the HTTP method"));
  EXPECT_EQ(server.connections(), 0);
}

TEST(HttpClient, HoldsWhereTheUrlIsNone) {
  TestClient client;
  for (const char* url :
       {"", "slack.example", "ftp://host/", "http://", "http:///path", "http://host:0/", "http://host:99999/",
        "http://host:8o/", "http://ho st/", "http://[::1/", "http://h\r\nX: y/", "https://user@/"}) {
    EXPECT_THAT(client.failure(url), StartsWith("hold: the URL is not an http or https URL")) << url;
  }
}

struct Auth {
  Settings::Values options;
  HttpHeaders headers;
  std::string user;
  std::string expected;
};

TEST(HttpClient, AuthorizesAsConfiguredWhereTheRequestSaysNothing) {
  const Auth table[] = {
      {{{"auth.user", "u"}, {"auth.password", "p"}}, {}, "", "Authorization: Basic dTpw\r\n"},
      {{{"auth.bearer", "t0k"}}, {}, "", "Authorization: Bearer t0k\r\n"},
      {{{"auth.bearer", "t0k"}}, {{"authorization", "Mine x"}}, "", "authorization: Mine x\r\n"},
      {{}, {}, "u%40x:p@", "Authorization: Basic dUB4OnA=\r\n"},
  };
  for (const Auth& row : table) {
    Received received;
    TestServer server([&](Peer& peer) {
      received.add(*peer.request());
      peer.send(kOk);
    });
    TestClient(row.options).send({.url = server.url("/", "http", row.user + "127.0.0.1"), .headers = row.headers});
    const std::string request = received.all().at(0);
    EXPECT_THAT(request, HasSubstr(row.expected));
    EXPECT_EQ(request.find("uthorization"), request.rfind("uthorization"));
  }
}

TEST(HttpClient, ServesManyThreadsAndServersAtOnce) {
  constexpr int kThreads = 16;
  constexpr int kRounds = 50;
  const TestServer::Script echo = [](Peer& peer) {
    while (const auto request = peer.request()) {
      const std::string body = request->substr(request->find("\r\n\r\n") + 4);
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    }
  };
  TestServer servers[] = {TestServer(echo), TestServer(echo), TestServer(echo), TestServer(echo)};
  TestClient client(Settings::Values{{"timeout", "60s"}});
  std::atomic<int> right = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < kRounds; ++i) {
          const std::string body = std::to_string(t) + "/" + std::to_string(i);
          if (client.post(servers[(t + i) % 4].url(), body).body == body) ++right;
        }
      });
    }
  }
  EXPECT_EQ(right, kThreads * kRounds);
  for (const TestServer& server : servers) EXPECT_LE(server.connections(), kThreads);
}

TEST(HttpClient, ClosesItsConnectionsWhenItGoes) {
  std::latch closed(1);
  TestServer server([&](Peer& peer) {
    peer.answerAll(kOk);
    closed.count_down();
  });
  TestClient().post(server.url());
  closed.wait();
}

}  // namespace
}  // namespace herald
