// SPDX-License-Identifier: Apache-2.0
#include "oauth_webhook_sink.h"

#include <gmock/gmock.h>

#include <latch>
#include <thread>

#include "herald/json.h"
#include "herald/testing/contract.h"
#include "herald/testing/mocks.h"

namespace herald::webhook {
namespace {

HERALD_PLUGIN_CONTRACT(OAuthWebhookSink, {{"url", "http://localhost/"}, {"oauth.url", "http://localhost/token"}})

using namespace std::chrono_literals;
using ::testing::_;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using Verdict = Outcome::Verdict;

constexpr int kWorkers = 20;

/// A host whose network has a token server, which gives token-1, token-2, … for an hour each, and a receiver.
class OAuthHost : public test::FakeHost {
 public:
  std::unique_ptr<HttpClient> http(const Settings& settings) override {
    clients.push_back(settings);
    return std::make_unique<Client>(*this);
  }

  std::vector<Settings> clients{};  ///< the receiver's, then the token server's
  std::function<HttpResponse()> tokenServer = [this] {
    return HttpResponse{200, {}, R"({"access_token":"token-)" + std::to_string(tokenCalls) + R"(","expires_in":3600})"};
  };
  std::function<HttpResponse(const HttpRequest&)> receiver = [](const HttpRequest&) {
    return HttpResponse{200, {}, {}};
  };
  std::atomic<int> tokenCalls = 0, deliveries = 0;
  std::atomic<Clock::duration::rep> tokenDeadline = 0;

 private:
  class Client : public HttpClient {
   public:
    explicit Client(OAuthHost& host) : host_(host) {}
    HttpResponse send(const HttpRequest& request, Clock::time_point deadline, std::stop_token stop) override {
      if (stop.stop_requested()) throw Failure(Verdict::Retry, "the daemon stops");
      if (request.purpose != "token") return ++host_.deliveries, host_.receiver(request);
      ++host_.tokenCalls;
      host_.tokenDeadline = deadline.time_since_epoch().count();
      return host_.tokenServer();
    }

   private:
    OAuthHost& host_;
  };
};

std::string bearerOf(const HttpRequest& request) { return std::string(headerValue(request.headers, "Authorization")); }

class OAuthWebhookSinkTest : public ::testing::Test {
 protected:
  void configure(Settings::Values more = {}) {
    Settings::Values values{{"url", "http://localhost/hook"},
                            {"headers.Authorization", "Bearer @access_token"},
                            {"oauth.url", "http://localhost/token"},
                            {"oauth.data", R"({"client_secret":"s3cr3t-of-client"})"}};
    for (auto& [name, value] : more) values[name] = value;
    sink_.configure(test::settingsFor(sink_, values), host_);
  }

  std::string problemWith(Settings::Values more) try {
    configure(std::move(more));
    return "no problem";
  } catch (const BadSettings& bad) {
    return bad.problems().front().option + ": " + bad.problems().front().why;
  }

  Outcome deliver() { return sink_.deliver(test::attempt(event_)); }

  /// From now on the receiver rejects these tokens.
  void revoke(const std::vector<std::string>& tokens) {
    host_.receiver = [tokens](const HttpRequest& request) {
      for (const std::string& token : tokens)
        if (bearerOf(request) == "Bearer " + token) return HttpResponse{401, {}, "revoked: " + token};
      return HttpResponse{200, {}, {}};
    };
  }

  OAuthHost host_;
  OAuthWebhookSink sink_;
  const Event event_ = test::event("PrintDone");
};

TEST_F(OAuthWebhookSinkTest, UsesOneTokenForManyEvents) {
  configure();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(deliver().verdict, Verdict::Delivered);
  EXPECT_EQ(host_.tokenCalls, 1);
  host_.advance(1h - 60s);
  deliver();
  EXPECT_EQ(host_.tokenCalls, 2);
  EXPECT_EQ(host_.deliveries, 6);
}

TEST_F(OAuthWebhookSinkTest, ReportsMissingVariables) {
  configure({{"headers.X", "@refresh_token"}});
  EXPECT_EQ(deliver().missing, std::vector<std::string>{"refresh_token"});
}

TEST_F(OAuthWebhookSinkTest, FetchesATokenForEachEventWithoutReuse) {
  configure({{"oauth.reuse", "false"}});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(deliver().verdict, Verdict::Delivered);
  EXPECT_EQ(host_.tokenCalls, 3);
  revoke({"token-4"});
  EXPECT_EQ(deliver().verdict, Verdict::Hold);
  EXPECT_EQ(host_.tokenCalls, 4) << "the rejected token was new";
}

TEST_F(OAuthWebhookSinkTest, FetchesAnotherTokenIfTheReceiverRejectsOne) {
  configure();
  deliver();
  revoke({"token-1"});
  EXPECT_EQ(deliver().verdict, Verdict::Delivered);
  EXPECT_EQ(host_.tokenCalls, 2);
  EXPECT_EQ(host_.deliveries, 3);
  EXPECT_EQ(deliver().verdict, Verdict::Delivered);
  EXPECT_EQ(host_.tokenCalls, 2);
}

TEST_F(OAuthWebhookSinkTest, HoldsIfTheReceiverRejectsANewTokenToo) {
  configure();
  host_.receiver = [](const HttpRequest&) { return HttpResponse{401, {}, {}}; };
  const Outcome outcome = deliver();
  EXPECT_EQ(outcome.verdict, Verdict::Hold);
  EXPECT_EQ(outcome.status, 401);
  EXPECT_THAT(outcome.reason, HasSubstr("the receiver rejected a new token too (401): check headers"));
  EXPECT_EQ(host_.tokenCalls, 2);
  EXPECT_EQ(host_.deliveries, 2);
}

TEST_F(OAuthWebhookSinkTest, FetchesAnotherTokenOnlyForTheStatusesOfRefreshOn) {
  configure({{"oauth.refreshOn", "403, 419"}});
  int status = 401;
  host_.receiver = [&](const HttpRequest&) { return HttpResponse{status, {}, {}}; };
  deliver();
  EXPECT_EQ(host_.tokenCalls, 1);
  for (const int refused : {403, 419}) {
    const int before = host_.tokenCalls;
    status = refused;
    deliver();
    EXPECT_EQ(host_.tokenCalls, before + 1) << refused;
  }
}

TEST_F(OAuthWebhookSinkTest, FetchesOneTokenForTwentyRejections) {
  configure();
  deliver();
  std::latch all(kWorkers);
  host_.receiver = [&](const HttpRequest& request) {
    if (bearerOf(request) != "Bearer token-1") return HttpResponse{200, {}, {}};
    all.arrive_and_wait();  // every worker sends the old token before the first of them gets an answer
    return HttpResponse{401, {}, {}};
  };
  {
    std::vector<std::jthread> workers;
    for (int i = 0; i < kWorkers; ++i)
      workers.emplace_back([this] { EXPECT_EQ(deliver().verdict, Verdict::Delivered); });
  }
  EXPECT_EQ(host_.tokenCalls, 2);
  EXPECT_EQ(host_.deliveries, 1 + 2 * kWorkers);
}

TEST_F(OAuthWebhookSinkTest, ReportsTheTokenServersFailureAndSendsNothing) {
  configure();
  host_.tokenServer = [] { return HttpResponse{401, {}, R"({"error":"invalid_client"})"}; };
  const Outcome rejected = deliver();
  EXPECT_EQ(rejected.verdict, Verdict::Hold);
  EXPECT_EQ(
      rejected.reason,
      "the token server rejected the client (401, invalid_client): check oauth.data, oauth.auth and oauth.headers");
  host_.tokenServer = []() -> HttpResponse {
    throw Failure(Verdict::Retry, "http://localhost refused the connection");
  };
  EXPECT_EQ(deliver().verdict, Verdict::Retry);
  EXPECT_EQ(host_.deliveries, 0);
}

TEST_F(OAuthWebhookSinkTest, KeepsThePictureWithAFreshToken) {
  configure({{"snapshot.steps.1.url", "http://localhost/upload"},
             {"snapshot.steps.1.headers.Authorization", "Bearer @access_token"},
             {"snapshot.steps.1.contentType", "IMAGE"},
             {"snapshot.data", R"({"id":"@step1.id"})"}});
  std::vector<HttpRequest> sent;
  host_.receiver = [&](const HttpRequest& request) {
    sent.push_back(request);
    if (bearerOf(request) == "Bearer token-1") return HttpResponse{401, {}, {}};
    return HttpResponse{200, {}, R"({"id":"P1"})"};
  };
  Attempt attempt = test::attempt(event_);
  attempt.snapshot = std::make_shared<const std::string>("picture");
  EXPECT_EQ(sink_.deliver(attempt).verdict, Verdict::Delivered);
  ASSERT_EQ(sent.size(), 3u);
  EXPECT_EQ(sent[0].body, "picture");
  EXPECT_EQ(sent[1].body, "picture");
  EXPECT_EQ(bearerOf(sent[1]), "Bearer token-2");
  EXPECT_EQ(sent[2].body, R"({"id":"P1"})");
  EXPECT_EQ(bearerOf(sent[2]), "Bearer token-2");
}

TEST_F(OAuthWebhookSinkTest, SharesItsTokenWithTheVariantsOfTheSink) {
  configure();
  OAuthWebhookSink variant, other;
  Settings::Values values{{"url", "http://localhost/urgent"},
                          {"headers.Authorization", "Bearer @access_token"},
                          {"oauth.url", "http://localhost/token"},
                          {"oauth.data", R"({"client_secret":"s3cr3t-of-client"})"}};
  variant.configure(test::settingsFor(variant, values), host_);
  values["oauth.data"] = R"({"client_secret":"another-client"})";
  other.configure(test::settingsFor(other, values), host_);
  deliver();
  variant.deliver(test::attempt(event_));
  EXPECT_EQ(host_.tokenCalls, 1);
  revoke({"token-1"});
  EXPECT_EQ(variant.deliver(test::attempt(event_)).verdict, Verdict::Delivered);
  EXPECT_EQ(deliver().verdict, Verdict::Delivered);
  EXPECT_EQ(host_.tokenCalls, 2) << "both have the fresh one";
  other.deliver(test::attempt(event_));
  EXPECT_EQ(host_.tokenCalls, 3) << "another client has a token of its own";
}

TEST_F(OAuthWebhookSinkTest, UsesTheDeadlineOfTheAttempt) {
  configure();
  Attempt attempt = test::attempt(event_);
  attempt.deadline = Clock::time_point(42s);
  sink_.deliver(attempt);
  EXPECT_EQ(host_.tokenDeadline, attempt.deadline.time_since_epoch().count());
}

TEST_F(OAuthWebhookSinkTest, ExpandsNothingInTheTokenCall) {
  test::FakeHost host;
  host.network().answer(200, R"({"token":{"value":"@topic"}})");
  OAuthWebhookSink sink;
  sink.configure(test::settingsFor(sink, {{"url", "http://localhost/hook"},
                                          {"data", R"({"t":"@token.value"})"},
                                          {"oauth.url", "http://localhost/@device"},
                                          {"oauth.contentType", "FORM"},
                                          {"oauth.headers.X-A", "@device@@"},
                                          {"oauth.data", R"({"client_secret":"p@{topic@@","@k":"v"})"}}),
                 host);
  sink.deliver(test::attempt(event_));
  const auto requests = host.network().requests();
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_EQ(requests[0].purpose, "token");
  EXPECT_EQ(requests[0].url, "http://localhost/@device");
  EXPECT_EQ(headerValue(requests[0].headers, "X-A"), "@device@@");
  EXPECT_EQ(requests[0].body, "client_secret=p%40%7Btopic%40%40&%40k=v");
  EXPECT_EQ(headerValue(requests[0].headers, "webhook-id"), "");
  EXPECT_EQ(requests[1].body, R"({"t":"@topic"})");
}

TEST_F(OAuthWebhookSinkTest, MasksItsSecretsAndEveryToken) {
  configure({{"oauth.headers.Authorization", "Basic aGVyYWxk"}, {"oauth.url", "http://u:passw0rd@h/?api_key=k3y%2B"}});
  EXPECT_THAT(host_.hidden(),
              ::testing::UnorderedElementsAre("s3cr3t-of-client", "Basic aGVyYWxk", "aGVyYWxk", "passw0rd", "k3y+"));
  deliver();
  revoke({"token-1"});
  deliver();
  EXPECT_THAT(host_.hidden(), Contains("token-1"));
  EXPECT_THAT(host_.hidden(), Contains("token-2"));
  EXPECT_THAT(host_.hidden(), Contains("s3cr3t-of-client"));
}

TEST_F(OAuthWebhookSinkTest, MasksOnlyTheLastTokens) {
  configure({{"oauth.reuse", "false"}});
  for (int i = 0; i < 40; ++i) deliver();
  EXPECT_EQ(host_.hidden().size(), 33u);
  EXPECT_THAT(host_.hidden(), Contains("token-40"));
  EXPECT_THAT(host_.hidden(), Not(Contains("token-8")));
}

TEST_F(OAuthWebhookSinkTest, NeverSendsTheReceiversCredentialsToTheTokenServer) {
  configure({{"auth.bearer", "receivers"}, {"oauth.auth.user", "me"}, {"oauth.auth.password", "p"}});
  EXPECT_EQ(host_.clients.at(1).text("auth.bearer"), "");
  EXPECT_EQ(host_.clients.at(1).text("auth.user"), "me");
}

TEST_F(OAuthWebhookSinkTest, UsesTheWebhooksProxyAndTlsUnlessTheTokenCallHasItsOwn) {
  configure({{"proxy", "http://p"}, {"tls.ca", "/a.pem"}, {"tls.verify", "no"}, {"timeout", "3s"}});
  EXPECT_EQ(host_.clients.at(1).text("proxy"), "http://p");
  EXPECT_EQ(host_.clients.at(1).text("tls.ca"), "/a.pem");
  EXPECT_FALSE(host_.clients.at(1).flag("tls.verify"));
  EXPECT_EQ(host_.clients.at(1).duration("timeout"), 10s);
  configure({{"proxy", "http://p"}, {"oauth.proxy", "http://q"}, {"tls.verify", "no"}, {"oauth.tls.ca", "/b.pem"}});
  EXPECT_EQ(host_.clients.at(3).text("proxy"), "http://q");
  EXPECT_EQ(host_.clients.at(3).text("tls.ca"), "/b.pem");
  EXPECT_TRUE(host_.clients.at(3).flag("tls.verify"));
}

TEST_F(OAuthWebhookSinkTest, RejectsBadOptions) {
  EXPECT_EQ(problemWith({{"oauth.url", "login.example.com"}}), "oauth.url: must begin with http:// or https://");
  EXPECT_THAT(problemWith({{"oauth.data", "{oops"}}), HasSubstr("oauth.data: is not valid JSON"));
  EXPECT_THAT(problemWith({{"oauth.data", "[1]"}, {"oauth.contentType", "FORM"}}),
              HasSubstr("oauth.data: must be a JSON object"));
  EXPECT_THAT(problemWith({{"oauth.headers.A", "1\r\nB: 2"}}), HasSubstr("oauth.headers.A: contains a line break"));
  EXPECT_THAT(problemWith({{"oauth.refreshOn", "401, x"}}), HasSubstr("oauth.refreshOn: must be codes"));
}

TEST(OAuthWebhookSinkOptions, AreNamedWithTheirPrefixIfTheClientRejectsThem) {
  ::testing::NiceMock<test::MockHost> host;
  EXPECT_CALL(host, http(_)).Times(2).WillRepeatedly([](const Settings& settings) -> std::unique_ptr<HttpClient> {
    if (settings.has("tls.ca")) settings.reject("tls.ca", "cannot be read");
    return nullptr;
  });
  OAuthWebhookSink sink;
  try {
    sink.configure(test::settingsFor(sink, {{"url", "http://h"}, {"oauth.url", "http://h"}, {"oauth.tls.ca", "/no"}}),
                   host);
    ADD_FAILURE() << "it accepted the option";
  } catch (const BadSettings& bad) {
    EXPECT_EQ(bad.problems().front().option, "oauth.tls.ca");
  }
}

}  // namespace
}  // namespace herald::webhook
