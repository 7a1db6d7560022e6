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

/// A token server whose tokens are t1, t2, …, each for an hour, and a receiver that refuses those that were revoked.
class OAuthWorld : public test::FakeHost {
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
    explicit Client(OAuthWorld& world) : world_(world) {}
    HttpResponse send(const HttpRequest& request, Clock::time_point deadline, std::stop_token stop) override {
      if (stop.stop_requested()) throw Failure(Verdict::Retry, "the daemon ends");
      if (request.purpose != "token") return ++world_.deliveries, world_.receiver(request);
      ++world_.tokenCalls;
      world_.tokenDeadline = deadline.time_since_epoch().count();
      return world_.tokenServer();
    }

   private:
    OAuthWorld& world_;
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
    sink_.configure(test::settingsFor(sink_, values), world_);
  }

  std::string problemWith(Settings::Values more) try {
    configure(std::move(more));
    return "no problem";
  } catch (const BadSettings& bad) {
    return bad.problems().front().option + ": " + bad.problems().front().why;
  }

  Outcome deliver() { return sink_.deliver(test::attempt(event_)); }

  /// The receiver knows these tokens no more.
  void revoke(const std::vector<std::string>& tokens) {
    world_.receiver = [tokens](const HttpRequest& request) {
      for (const std::string& token : tokens)
        if (bearerOf(request) == "Bearer " + token) return HttpResponse{401, {}, "revoked: " + token};
      return HttpResponse{200, {}, {}};
    };
  }

  OAuthWorld world_;
  OAuthWebhookSink sink_;
  const Event event_ = test::event("PrintDone");
};

TEST_F(OAuthWebhookSinkTest, UsesOneTokenForManyEvents) {
  configure();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(deliver().verdict, Verdict::Delivered);
  EXPECT_EQ(world_.tokenCalls, 1);
  world_.advance(1h - 60s);
  deliver();
  EXPECT_EQ(world_.tokenCalls, 2);
  EXPECT_EQ(world_.deliveries, 6);
}

TEST_F(OAuthWebhookSinkTest, SaysWhichVariablesWereMissing) {
  configure({{"headers.X", "@refresh_token"}});
  EXPECT_EQ(deliver().missing, std::vector<std::string>{"refresh_token"});
}

TEST_F(OAuthWebhookSinkTest, AsksForEachEventIfATokenIsNotToBeReused) {
  configure({{"oauth.reuse", "false"}});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(deliver().verdict, Verdict::Delivered);
  EXPECT_EQ(world_.tokenCalls, 3);
  revoke({"token-4"});
  EXPECT_EQ(deliver().verdict, Verdict::Hold);
  EXPECT_EQ(world_.tokenCalls, 4) << "the token was new";
}

TEST_F(OAuthWebhookSinkTest, FetchesAnotherTokenWhereTheReceiverRefusesOne) {
  configure();
  deliver();
  revoke({"token-1"});
  EXPECT_EQ(deliver().verdict, Verdict::Delivered);
  EXPECT_EQ(world_.tokenCalls, 2);
  EXPECT_EQ(world_.deliveries, 3);
  EXPECT_EQ(deliver().verdict, Verdict::Delivered);
  EXPECT_EQ(world_.tokenCalls, 2);
}

TEST_F(OAuthWebhookSinkTest, HoldsWhereTheReceiverRefusesAFreshTokenToo) {
  configure();
  world_.receiver = [](const HttpRequest&) { return HttpResponse{401, {}, {}}; };
  const Outcome outcome = deliver();
  EXPECT_EQ(outcome.verdict, Verdict::Hold);
  EXPECT_EQ(outcome.status, 401);
  EXPECT_THAT(outcome.reason, HasSubstr("the receiver refused a fresh token too (401): check headers"));
  EXPECT_EQ(world_.tokenCalls, 2);
  EXPECT_EQ(world_.deliveries, 2);
}

TEST_F(OAuthWebhookSinkTest, AsksAnewOnTheStatusesOfRefreshOnAlone) {
  configure({{"oauth.refreshOn", "403, 419"}});
  int status = 401;
  world_.receiver = [&](const HttpRequest&) { return HttpResponse{status, {}, {}}; };
  deliver();
  EXPECT_EQ(world_.tokenCalls, 1);
  for (const int refused : {403, 419}) {
    const int before = world_.tokenCalls;
    status = refused;
    deliver();
    EXPECT_EQ(world_.tokenCalls, before + 1) << refused;
  }
}

TEST_F(OAuthWebhookSinkTest, FetchesOneTokenForTwentyRefusals) {
  configure();
  deliver();
  std::latch all(kWorkers);
  world_.receiver = [&](const HttpRequest& request) {
    if (bearerOf(request) != "Bearer token-1") return HttpResponse{200, {}, {}};
    all.arrive_and_wait();  // every worker has sent the old token before one of them hears of it
    return HttpResponse{401, {}, {}};
  };
  {
    std::vector<std::jthread> workers;
    for (int i = 0; i < kWorkers; ++i)
      workers.emplace_back([this] { EXPECT_EQ(deliver().verdict, Verdict::Delivered); });
  }
  EXPECT_EQ(world_.tokenCalls, 2);
  EXPECT_EQ(world_.deliveries, 1 + 2 * kWorkers);
}

TEST_F(OAuthWebhookSinkTest, TellsOfTheTokenServersTroubleAndSendsNothing) {
  configure();
  world_.tokenServer = [] { return HttpResponse{401, {}, R"({"error":"invalid_client"})"}; };
  const Outcome refused = deliver();
  EXPECT_EQ(refused.verdict, Verdict::Hold);
  EXPECT_EQ(
      refused.reason,
      "the token server refused the client (401, invalid_client): check oauth.data, oauth.auth and oauth.headers");
  world_.tokenServer = []() -> HttpResponse {
    throw Failure(Verdict::Retry, "http://localhost refused the connection");
  };
  EXPECT_EQ(deliver().verdict, Verdict::Retry);
  EXPECT_EQ(world_.deliveries, 0);
}

TEST_F(OAuthWebhookSinkTest, SharesTheTimeOfTheAttempt) {
  configure();
  Attempt attempt = test::attempt(event_);
  attempt.deadline = Clock::time_point(42s);
  sink_.deliver(attempt);
  EXPECT_EQ(world_.tokenDeadline, attempt.deadline.time_since_epoch().count());
}

TEST_F(OAuthWebhookSinkTest, ExpandsNothingInTheTokenCall) {
  world_.tokenServer = [] { return HttpResponse{200, {}, R"({"token":{"value":"@topic"}})"}; };
  test::FakeHost host;
  host.network().answer(200, R"({"token":{"value":"@topic"}})");
  sink_.configure(test::settingsFor(sink_, {{"url", "http://localhost/hook"},
                                            {"data", R"({"t":"@token.value"})"},
                                            {"oauth.url", "http://localhost/@device"},
                                            {"oauth.contentType", "FORM"},
                                            {"oauth.headers.X-A", "@device@@"},
                                            {"oauth.data", R"({"client_secret":"p@{topic@@","@k":"v"})"}}),
                  host);
  deliver();
  const auto requests = host.network().requests();
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_EQ(requests[0].purpose, "token");
  EXPECT_EQ(requests[0].url, "http://localhost/@device");
  EXPECT_EQ(headerValue(requests[0].headers, "X-A"), "@device@@");
  EXPECT_EQ(requests[0].body, "client_secret=p%40%7Btopic%40%40&%40k=v");
  EXPECT_EQ(headerValue(requests[0].headers, "webhook-id"), "");
  EXPECT_EQ(requests[1].body, R"({"t":"@topic"})");
}

TEST_F(OAuthWebhookSinkTest, HidesItsSecretsAndEveryToken) {
  configure({{"oauth.headers.Authorization", "Basic aGVyYWxk"}, {"oauth.url", "http://u:passw0rd@h/?api_key=k3y%2B"}});
  EXPECT_THAT(world_.hidden(),
              ::testing::UnorderedElementsAre("s3cr3t-of-client", "Basic aGVyYWxk", "aGVyYWxk", "passw0rd", "k3y+"));
  deliver();
  revoke({"token-1"});
  deliver();
  EXPECT_THAT(world_.hidden(), Contains("token-1"));
  EXPECT_THAT(world_.hidden(), Contains("token-2"));
  EXPECT_THAT(world_.hidden(), Contains("s3cr3t-of-client"));
}

TEST_F(OAuthWebhookSinkTest, HidesNoMoreThanTheLastTokens) {
  configure({{"oauth.reuse", "false"}});
  for (int i = 0; i < 40; ++i) deliver();
  EXPECT_EQ(world_.hidden().size(), 33u);
  EXPECT_THAT(world_.hidden(), Contains("token-40"));
  EXPECT_THAT(world_.hidden(), Not(Contains("token-8")));
}

TEST_F(OAuthWebhookSinkTest, KeepsTheReceiversCredentialsFromTheTokenServer) {
  configure({{"auth.bearer", "receivers"}, {"oauth.auth.user", "me"}, {"oauth.auth.password", "p"}});
  EXPECT_EQ(world_.clients.at(1).text("auth.bearer"), "");
  EXPECT_EQ(world_.clients.at(1).text("auth.user"), "me");
}

TEST_F(OAuthWebhookSinkTest, ReachesTheTokenServerAsTheReceiverUnlessToldOtherwise) {
  configure({{"proxy", "http://p"}, {"tls.ca", "/a.pem"}, {"tls.verify", "no"}, {"timeout", "3s"}});
  EXPECT_EQ(world_.clients.at(1).text("proxy"), "http://p");
  EXPECT_EQ(world_.clients.at(1).text("tls.ca"), "/a.pem");
  EXPECT_FALSE(world_.clients.at(1).flag("tls.verify"));
  EXPECT_EQ(world_.clients.at(1).duration("timeout"), 10s);
  configure({{"proxy", "http://p"}, {"oauth.proxy", "http://q"}, {"tls.verify", "no"}, {"oauth.tls.ca", "/b.pem"}});
  EXPECT_EQ(world_.clients.at(3).text("proxy"), "http://q");
  EXPECT_EQ(world_.clients.at(3).text("tls.ca"), "/b.pem");
  EXPECT_TRUE(world_.clients.at(3).flag("tls.verify"));
}

TEST_F(OAuthWebhookSinkTest, RefusesWhatCannotWork) {
  EXPECT_EQ(problemWith({{"oauth.url", "login.example.com"}}), "oauth.url: has to begin with http:// or https://");
  EXPECT_THAT(problemWith({{"oauth.data", "{oops"}}), HasSubstr("oauth.data: is not valid JSON"));
  EXPECT_THAT(problemWith({{"oauth.data", "[1]"}, {"oauth.contentType", "FORM"}}),
              HasSubstr("oauth.data: has to be a JSON object"));
  EXPECT_THAT(problemWith({{"oauth.headers.A", "1\r\nB: 2"}}), HasSubstr("oauth.headers.A: contains a line break"));
  EXPECT_THAT(problemWith({{"oauth.refreshOn", "401, x"}}), HasSubstr("oauth.refreshOn: has to be codes"));
}

TEST(OAuthWebhookSink, NamesTheTokensOwnOptionWhereItsClientRefusesIt) {
  ::testing::NiceMock<test::MockHost> host;
  EXPECT_CALL(host, http(_)).Times(2).WillRepeatedly([](const Settings& settings) -> std::unique_ptr<HttpClient> {
    if (settings.has("tls.ca")) settings.reject("tls.ca", "cannot be read");
    return nullptr;
  });
  OAuthWebhookSink sink;
  try {
    sink.configure(test::settingsFor(sink, {{"url", "http://h"}, {"oauth.url", "http://h"}, {"oauth.tls.ca", "/no"}}),
                   host);
    ADD_FAILURE() << "took it";
  } catch (const BadSettings& bad) {
    EXPECT_EQ(bad.problems().front().option, "oauth.tls.ca");
  }
}

}  // namespace
}  // namespace herald::webhook
