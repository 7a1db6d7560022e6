// SPDX-License-Identifier: Apache-2.0
#include <mutex>

#include "http/testing/test_authority.h"
#include "http/testing/test_client.h"
#include "http/testing/test_names.h"
#include "http/testing/test_server.h"

namespace herald {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using testing::kOk;
using testing::Peer;
using ::testing::StartsWith;
using testing::TestAuthority;
using testing::TestClient;
using testing::TestNames;
using testing::TestServer;

std::string redirectTo(const std::string& location, int status = 302) {
  return "HTTP/1.1 " + std::to_string(status) + " Moved\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n";
}

/// Redirects the first request to `location`, and answers the next ones.
class Redirecting {
 public:
  explicit Redirecting(std::string location, int status = 302) : location_(std::move(location)), status_(status) {}

  std::string second() {
    const std::lock_guard lock(mutex_);
    return second_;
  }

  const std::string location_;
  const int status_;
  std::mutex mutex_;
  int requests_ = 0;
  std::string second_;
  TestServer server{[this](Peer& peer) {
    while (const auto request = peer.request()) {
      const std::lock_guard lock(mutex_);
      if (++requests_ == 1) {
        peer.send(redirectTo(location_, status_));
      } else {
        second_ = *request;
        peer.send(kOk);
      }
    }
  }};
};

TEST(Redirect, KeepsMethodBodyAndCredentialsOnTheSameHost) {
  for (const int status : {301, 302, 307, 308}) {
    Redirecting redirecting("/new?x=1", status);
    TestClient client(Settings::Values{{"auth.bearer", "t0k"}});
    EXPECT_EQ(client.send({.method = "PUT", .url = redirecting.server.url("/old/a"), .body = "{}"}).status, 200);
    EXPECT_THAT(redirecting.second(), StartsWith("PUT /new?x=1 HTTP/1.1\r\n"));
    EXPECT_THAT(redirecting.second(), HasSubstr("Authorization: Bearer t0k\r\n"));
    EXPECT_THAT(redirecting.second(), EndsWith("\r\n\r\n{}"));
  }
}

TEST(Redirect, FollowsA303OnlyWithAMethodThatAsks) {
  for (const auto& [method, status] : {std::pair("GET", 200), std::pair("HEAD", 200), std::pair("POST", 303),
                                       std::pair("PUT", 303), std::pair("DELETE", 303)}) {
    Redirecting redirecting("/thanks", 303);
    EXPECT_EQ(TestClient().send({.method = method, .url = redirecting.server.url()}).status, status) << method;
    EXPECT_EQ(redirecting.second().substr(0, redirecting.second().find(' ')), status == 200 ? method : "");
  }
}

TEST(Redirect, IsNotFollowedIfItsVeryCodeIsASuccess) {
  for (const int status : {301, 302, 303, 307, 308}) {
    Redirecting redirecting("/new", status);
    TestClient client(Settings::Values{{"success", "200-299, " + std::to_string(status)}});
    EXPECT_EQ(client.post(redirecting.server.url()).status, status);
    EXPECT_EQ(redirecting.second(), "");
  }
  Redirecting redirecting("/new", 307);
  TestClient client(Settings::Values{{"success", "200-299, 302"}});
  EXPECT_EQ(client.post(redirecting.server.url()).status, 200);
}

TEST(Redirect, ResolvesALocationAgainstTheUrl) {
  const std::pair<const char*, const char*> table[] = {
      {"/root", "/root"}, {"sibling", "/a/sibling"}, {"?q=2", "/a/b?q=2"}, {"sub/c#part", "/a/sub/c"}};
  for (const auto& [location, target] : table) {
    Redirecting redirecting(location);
    EXPECT_EQ(TestClient().post(redirecting.server.url("/a/b?q=1/2")).status, 200);
    EXPECT_THAT(redirecting.second(), StartsWith(std::string("POST ") + target + " HTTP/1.1\r\n"));
  }
}

TEST(Redirect, LeavesAnythingElseToTheCaller) {
  TestServer elsewhere([](Peer& peer) { peer.answerAll(kOk); });
  const std::string table[] = {"http://other.test/",
                               "https://other.test/",
                               elsewhere.url("/", "http", "localhost"),
                               elsewhere.url("/"),
                               "//other.test/x",
                               "ftp://127.0.0.1/",
                               "mailto:a@b.test",
                               "http://"};
  for (const std::string& location : table) {
    Redirecting redirecting(location);
    const HttpResponse response = TestClient().post(redirecting.server.url());
    EXPECT_EQ(response.status, 302) << location;
    EXPECT_EQ(headerValue(response.headers, "location"), location);
    EXPECT_EQ(redirecting.second(), "");
  }
  EXPECT_EQ(elsewhere.connections(), 0);
}

TEST(Redirect, GoesFromHttpToHttpsOnTheSameHostButNotBack) {
  TestAuthority authority;
  Poco::Net::Context::Ptr context = authority.serverContext({});
  std::atomic<int> requests = 0;
  std::string back;
  TestServer secure([&](Peer& peer) {
    peer.startTls(context);
    while (peer.request()) peer.send(++requests == 1 ? kOk : redirectTo(back));
  });
  Redirecting plain(secure.url("/", "https"));
  back = plain.server.url("/");
  TestClient client(Settings::Values{{"tls.ca", authority.file()}});
  EXPECT_EQ(client.post(plain.server.url()).status, 200);
  EXPECT_EQ(requests, 1);
  EXPECT_EQ(client.post(secure.url("/", "https")).status, 302);
  EXPECT_EQ(plain.second(), "");
}

TEST(Redirect, GoesToNoOtherPortWithTheCredentials) {
  TestAuthority authority;
  Poco::Net::Context::Ptr context = authority.serverContext({});
  TestServer other([&](Peer& peer) {
    peer.startTls(context);
    peer.answerAll(kOk);
  });
  TestServer server([&](Peer& peer) {
    peer.startTls(context);
    while (peer.request()) peer.send(redirectTo(other.url("/", "https")));
  });
  TestClient client(Settings::Values{{"tls.ca", authority.file()}, {"auth.bearer", "t0k"}});
  EXPECT_EQ(client.post(server.url("/", "https")).status, 302);
  EXPECT_EQ(other.connections(), 0);
}

TEST(Redirect, HoldsAfterFive) {
  std::atomic<int> requests = 0;
  TestServer server([&](Peer& peer) {
    while (peer.request()) {
      ++requests;
      peer.send(redirectTo("/again"));
    }
  });
  EXPECT_THAT(TestClient().failure(server.url()),
              ::testing::AllOf(StartsWith("hold: " + server.url("") + " redirects more than 5 times (302)"),
                               HasSubstr("`success = 200-299, 302`")));
  EXPECT_EQ(requests, 6);
}

}  // namespace
}  // namespace herald
