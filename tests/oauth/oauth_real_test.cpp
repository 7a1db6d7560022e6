// SPDX-License-Identifier: Apache-2.0
// Tests oauth_webhook with a real OAuth 2.0 server. The receiver asks that server about each token.
#include <gmock/gmock.h>

#include <latch>
#include <thread>

#include "harness/daemon_fixture.h"
#include "herald/testing/builders.h"
#include "herald/testing/fake_host.h"
#include "oauth/glewlwyd.h"
#include "oauth_webhook_sink.h"

namespace herald::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;
using Verdict = Outcome::Verdict;

constexpr int kWorkers = 20;

/// A host with a real network, and a clock that stands still until the test moves it.
class Host final : public test::FakeHost {
 public:
  std::unique_ptr<HttpClient> http(const Settings& settings) override { return makeHttpClient(settings); }
};

std::string bearerOf(const Received& request) {
  const auto header = request.headers.find("authorization");
  return header == request.headers.end() ? "" : header->second.substr(std::string("Bearer ").size());
}

class OAuthReal : public DaemonTest {
 protected:
  void configure(Settings::Values more = {}) {
    Settings::Values values{{"url", guarded_.url()},
                            {"headers.Authorization", "Bearer @access_token"},
                            {"oauth.url", glewlwyd_.tokenUrl()},
                            {"oauth.contentType", "FORM"},
                            {"oauth.data", R"({"grant_type":"client_credentials","scope":"printers"})"},
                            {"oauth.auth.user", "herald"},
                            {"oauth.auth.password", Glewlwyd::kSecret}};
    for (auto& [name, value] : more) values[name] = value;
    sink_.configure(test::settingsFor(sink_, values), host_);
  }

  Outcome deliver() { return sink_.deliver(test::attempt(event_)); }

  void deliverByAllWorkers() {
    std::vector<std::jthread> workers;
    for (int i = 0; i < kWorkers; ++i)
      workers.emplace_back([this] { EXPECT_EQ(deliver().verdict, Verdict::Delivered); });
  }

  /// The token of the last request. Waits for `count` requests, because the sink may get an answer before the receiver
  /// has recorded the request.
  std::string tokenOf(std::size_t count) {
    const auto all = guarded_.waitFor(count);
    EXPECT_EQ(all.size(), count);
    return bearerOf(all.back());
  }

  const Event event_ = test::event("PrintDone");
  Glewlwyd glewlwyd_;
  Receiver guarded_{[this](const Received& request) { return glewlwyd_.isActive(bearerOf(request)) ? 200 : 401; }};
  Host host_;
  webhook::OAuthWebhookSink sink_;
};

TEST_F(OAuthReal, TwentyWorkersShareOneToken) {
  glewlwyd_.start();
  configure();
  deliverByAllWorkers();
  EXPECT_EQ(glewlwyd_.issued(), 1);
  tokenOf(kWorkers);
}

TEST_F(OAuthReal, ATokenOfFiveSecondsIsReplacedAtHalfItsLife) {
  glewlwyd_.start();
  configure();
  deliver();
  host_.advance(2499ms);
  deliver();
  EXPECT_EQ(glewlwyd_.issued(), 1);
  host_.advance(1ms);
  deliverByAllWorkers();
  EXPECT_EQ(glewlwyd_.issued(), 2);
}

TEST_F(OAuthReal, ARevokedTokenIsReplacedOnceForAllWorkers) {
  glewlwyd_.start();
  configure();
  deliver();
  glewlwyd_.revoke(tokenOf(1));
  deliverByAllWorkers();
  EXPECT_EQ(glewlwyd_.issued(), 2);
}

TEST_F(OAuthReal, AnExpiredTokenIsReplacedWhenTheReceiverRejectsIt) {
  glewlwyd_.start();
  configure();
  deliver();
  const auto first = tokenOf(1);
  while (glewlwyd_.isActive(first)) continue;  // the sink's clock stands still, so for the sink the token is valid
  EXPECT_EQ(deliver().verdict, Verdict::Delivered);
  EXPECT_EQ(glewlwyd_.issued(), 2);
  EXPECT_NE(tokenOf(3), first);
}

TEST_F(OAuthReal, WithoutReuseEachEventGetsItsOwnToken) {
  glewlwyd_.start();
  configure({{"oauth.reuse", "false"}});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(deliver().verdict, Verdict::Delivered);
  EXPECT_EQ(glewlwyd_.issued(), 3);
}

TEST_F(OAuthReal, AClientMayAuthenticateInTheData) {
  glewlwyd_.start();
  const std::string data = R"({"grant_type":"client_credentials","scope":"printers","client_id":"herald",)";
  configure({{"url", receiver_.url()},
             {"oauth.auth.user", ""},
             {"oauth.auth.password", ""},
             {"oauth.data", data + R"("client_secret":")" + Glewlwyd::kSecret + "\"}"}});
  EXPECT_EQ(deliver().verdict, Verdict::Delivered);
  EXPECT_EQ(glewlwyd_.issued(), 1);
}

TEST_F(OAuthReal, AClientWithAWrongSecretIsHeld) {
  glewlwyd_.start();
  configure({{"oauth.auth.password", "wrong"}});
  const Outcome outcome = deliver();
  EXPECT_EQ(outcome.verdict, Verdict::Hold);
  EXPECT_THAT(outcome.reason, HasSubstr("the token server rejected the client (403)"));
  EXPECT_TRUE(guarded_.received().empty());
}

TEST_F(OAuthReal, ATokenServerThatIsDownIsTriedAgain) {
  configure();
  const Outcome outcome = deliver();
  EXPECT_EQ(outcome.verdict, Verdict::Retry);
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.reason, HasSubstr("the token server gave no token: "));
  glewlwyd_.start();
  EXPECT_EQ(deliver().verdict, Verdict::Delivered);
}

TEST_F(OAuthReal, ATokenServerThatNeverAnswersTimesOut) {
  std::latch end(1);
  Receiver silent([&](const Received&) { return end.wait(), 200; });
  configure({{"oauth.url", silent.url()}, {"oauth.timeout", "50ms"}});
  const Outcome outcome = deliver();
  end.count_down();
  EXPECT_EQ(outcome.verdict, Verdict::Retry);
  EXPECT_THAT(outcome.reason, HasSubstr("gave no complete answer in time"));
}

TEST_F(OAuthReal, AnotherServerIsAHoldAndGetsOneCallPerAttempt) {
  for (const std::string page : {"<html><body>Sign in</body></html>", R"([{"access_token": "t"}])", "", "\"t\""}) {
    Receiver other([&](const Received&) { return Reply(200, page); });
    webhook::OAuthWebhookSink sink;
    sink.configure(test::settingsFor(sink, {{"url", guarded_.url()}, {"oauth.url", other.url()}}), host_);
    for (std::size_t attempt = 1; attempt <= 2; ++attempt) {
      const Outcome outcome = sink.deliver(test::attempt(event_));
      EXPECT_EQ(outcome.verdict, Verdict::Hold) << page;
      EXPECT_THAT(outcome.reason, HasSubstr("the token server's answer is not a JSON object (200): check oauth.url"));
      EXPECT_EQ(other.waitFor(attempt).size(), attempt);
    }
  }
  EXPECT_TRUE(guarded_.received().empty());
}

TEST_F(OAuthReal, TheDaemonLosesNothingWhileTheTokenServerIsDownAndShowsNoSecret) {
  const std::vector<std::pair<std::string, std::string>> options{
      {"type", "oauth_webhook"},
      {"url", guarded_.url()},
      {"events", "PrintStarted, PrintDone"},
      {"retry.first", "20ms"},
      {"headers.Authorization", "Bearer @access_token"},
      {"oauth.url", glewlwyd_.tokenUrl()},
      {"oauth.contentType", "FORM"},
      {"oauth.data", R"({"grant_type": "client_credentials", "scope": "printers"})"},
      {"oauth.auth.user", "herald"},
      {"oauth.auth.password", Glewlwyd::kSecret}};
  std::string text = demo() + "logging.loggers.root.level = trace\n";
  for (const auto& [option, value] : options) text += "sink.farm." + option + " = " + value + "\n";
  auto& daemon = start(text);
  EXPECT_THAT(daemon.waitForLine("the token server gave no token"), HasSubstr("sink.farm"));
  glewlwyd_.start();
  guarded_.waitForBody("Print Started");
  guarded_.waitForBody("Print Done");
  EXPECT_EQ(stop(), 0);
  EXPECT_THAT(daemon_->wholeOutput(), Not(HasSubstr(bearerOf(guarded_.received().back()))));
  EXPECT_THAT(daemon_->wholeOutput(), Not(HasSubstr(Glewlwyd::kSecret)));
}

}  // namespace
}  // namespace herald::testing
