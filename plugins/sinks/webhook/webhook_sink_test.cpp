// SPDX-License-Identifier: Apache-2.0
#include "webhook_sink.h"

#include <gmock/gmock.h>

#include <thread>

#include "herald/testing/contract.h"
#include "herald/testing/mocks.h"

namespace herald::webhook {
namespace {

HERALD_PLUGIN_CONTRACT(WebhookSink, {{"url", "http://localhost/"}})

using ::testing::_;
using ::testing::Return;

class WebhookSinkTest : public ::testing::Test {
 protected:
  void SetUp() override { sink_.configure(test::settingsFor(sink_, {{"url", "http://localhost/hook"}}), host_); }

  test::FakeHost host_;
  WebhookSink sink_;
  const Event event_ = test::event("PrintDone");
};

TEST_F(WebhookSinkTest, SendsOneRequestAndReturnsItsOutcome) {
  host_.network().answer(204);
  EXPECT_EQ(sink_.deliver(test::attempt(event_)).verdict, Outcome::Verdict::Delivered);
  host_.network().answer(HttpResponse{503, {{"Retry-After", "7"}}, "busy"});
  const Outcome outcome = sink_.deliver(test::attempt(event_));
  EXPECT_EQ(outcome.verdict, Outcome::Verdict::Retry);
  EXPECT_EQ(outcome.status, 503);
  EXPECT_EQ(outcome.answer, "busy");
  EXPECT_EQ(outcome.retryAfter, std::chrono::seconds(7));
  ASSERT_EQ(host_.network().requests().size(), 2u);
  EXPECT_EQ(host_.network().requests()[0].url, "http://localhost/hook");
  EXPECT_EQ(host_.network().requests()[0].purpose, "delivery");
}

TEST_F(WebhookSinkTest, ReportsMissingVariables) {
  WebhookSink sink;
  sink.configure(test::settingsFor(sink, {{"url", "http://localhost/"}, {"data", R"({"m":"@message"})"}}), host_);
  const Outcome outcome = sink.deliver(test::attempt(event_, "@name is ready"));
  EXPECT_EQ(outcome.verdict, Outcome::Verdict::Delivered);
  EXPECT_EQ(outcome.missing, std::vector<std::string>{"name"});
}

TEST_F(WebhookSinkTest, MasksTheSecretsOfItsRequest) {
  WebhookSink sink;
  sink.configure(test::settingsFor(
                     sink, {{"url", "http://localhost/?token=in-the-url"}, {"headers.Authorization", "Basic abcdef"}}),
                 host_);
  EXPECT_THAT(host_.hidden(), ::testing::IsSupersetOf({"in-the-url", "abcdef"}));
}

TEST_F(WebhookSinkTest, TellsANetworkFailure) {
  host_.network().fail(Failure(Outcome::Verdict::Retry, "the connection was refused"));
  const Outcome outcome = sink_.deliver(test::attempt(event_));
  EXPECT_EQ(outcome.verdict, Outcome::Verdict::Retry);
  EXPECT_EQ(outcome.reason, "the connection was refused");
  EXPECT_EQ(outcome.status, 0);
}

TEST_F(WebhookSinkTest, SendsNothingForARejectedEvent) {
  WebhookSink strict;
  strict.configure(test::settingsFor(strict, {{"url", "http://localhost/@gap"}, {"strict", "yes"}}), host_);
  EXPECT_EQ(strict.deliver(test::attempt(event_)).verdict, Outcome::Verdict::Rejected);
  EXPECT_TRUE(host_.network().requests().empty());
}

TEST_F(WebhookSinkTest, PassesDeadlineAndStopToTheClient) {
  auto client = std::make_unique<test::MockHttpClient>();
  Attempt attempt = test::attempt(event_);
  attempt.deadline = Clock::time_point(std::chrono::seconds(42));
  std::stop_source stop;
  attempt.stop = stop.get_token();
  EXPECT_CALL(*client, send(_, attempt.deadline, attempt.stop)).WillOnce(Return(HttpResponse{200, {}, {}}));

  ::testing::NiceMock<test::MockHost> host;
  EXPECT_CALL(host, http(_)).WillOnce(Return(::testing::ByMove(std::move(client))));
  WebhookSink sink;
  sink.configure(test::settingsFor(sink, {{"url", "http://localhost/"}}), host);
  sink.deliver(attempt);
}

TEST_F(WebhookSinkTest, CanBeCalledByManyThreadsAtTheSameTime) {
  ASSERT_TRUE(sink_.concurrent());
  {
    std::vector<std::jthread> workers;
    for (int i = 0; i < 4; ++i)
      workers.emplace_back([this] {
        for (int n = 0; n < 50; ++n)
          EXPECT_EQ(sink_.deliver(test::attempt(event_)).verdict, Outcome::Verdict::Delivered);
      });
  }
  const std::vector<HttpRequest> requests = host_.network().requests();
  ASSERT_EQ(requests.size(), 200u);
  for (const HttpRequest& request : requests) EXPECT_EQ(request.body, requests.front().body);
}

}  // namespace
}  // namespace herald::webhook
