// SPDX-License-Identifier: Apache-2.0
// The sink with Herald's own HTTP client against a service that behaves badly.
#include <Poco/Net/ServerSocket.h>
#include <gmock/gmock.h>

#include <functional>
#include <latch>

#include "herald/http_server.h"
#include "herald/testing/builders.h"
#include "herald/testing/fake_host.h"
#include "webhook_sink.h"

namespace herald::webhook {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using Verdict = Outcome::Verdict;

/// A service at a free port, and a host with a real client.
class HostileService : public ::testing::Test, public HttpService {
 protected:
  class Host : public test::FakeHost {
   public:
    std::unique_ptr<HttpClient> http(const Settings& settings) override { return makeHttpClient(settings); }
    Clock::time_point now() const override { return Clock::now(); }
  };

  std::optional<ServerAnswer> refusal(const ServerRequest&) override { return std::nullopt; }
  ServerAnswer answer(ServerRequest request) override {
    {
      const MutexLock lock(mutex_);
      targets_.push_back(request.target);
    }
    return serve(request);
  }

  Outcome deliver(Clock::duration time, int number = 1) {
    sink_.configure(test::settingsFor(sink_, {{"url", url("/text")},
                                              {"data", R"({"text":"@message"})"},
                                              {"snapshot.steps.1.url", url("/step")},
                                              {"snapshot.steps.1.contentType", "IMAGE"},
                                              {"snapshot.data", R"({"id":"@step1.id"})"}}),
                    host_);
    Attempt attempt = test::attempt(event_, "ready");
    attempt.snapshot = std::make_shared<const std::string>(std::size_t{1} << 20, 'p');
    attempt.number = number;
    attempt.deadline = Clock::now() + time;
    return sink_.deliver(attempt);
  }

  std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(socket_.address().port()) + path;
  }
  std::vector<std::string> targets() {
    const MutexLock lock(mutex_);
    return targets_;
  }

  static Poco::Net::ServerSocket listening() {
    Poco::Net::ServerSocket socket;
    socket.bind(Poco::Net::SocketAddress("127.0.0.1", 0));
    socket.listen(16);
    return socket;
  }

  std::function<ServerAnswer(const ServerRequest&)> serve = [](const ServerRequest&) { return ServerAnswer{}; };
  std::latch over_{1};
  Mutex mutex_;
  std::vector<std::string> targets_ HERALD_GUARDED_BY(mutex_);
  Host host_;
  WebhookSink sink_;
  const Event event_ = test::event("PrintDone");
  Poco::Net::ServerSocket socket_ = listening();
  HttpServer server_{socket_, *this, {.mostBody = std::size_t{2} << 20}};
};

TEST_F(HostileService, AStepThatNeverAnswersEndsWithTheAttempt) {
  serve = [this](const ServerRequest&) { return over_.wait(), ServerAnswer{}; };
  Outcome outcome;
  std::string failure;
  try {
    outcome = deliver(200ms);
  } catch (const Failure& thrown) {
    failure = thrown.what();
  }
  over_.count_down();
  EXPECT_EQ(failure, "");
  EXPECT_EQ(outcome.verdict, Verdict::Retry);
  EXPECT_THAT(outcome.reason, HasSubstr("step 1: "));
  EXPECT_THAT(targets(), ::testing::ElementsAre("/step"));
}

TEST_F(HostileService, TheTextStillGetsThroughBehindAStepThatNeverAnswers) {
  serve = [this](const ServerRequest& request) {
    if (request.target == "/step") over_.wait();
    return ServerAnswer{};
  };
  const Outcome outcome = deliver(3s, 2);
  over_.count_down();
  EXPECT_EQ(outcome.verdict, Verdict::Delivered);
  EXPECT_THAT(targets(), ::testing::ElementsAre("/step", "/text"));
}

TEST_F(HostileService, AnEndlessAnswerOfAStepCostsOnlyThePicture) {
  serve = [](const ServerRequest& request) {
    if (request.target != "/step") return ServerAnswer{};
    return ServerAnswer{.body = R"({"id":"1","more":")" + std::string(std::size_t{8} << 20, 'x')};
  };
  EXPECT_EQ(deliver(30s).verdict, Verdict::Delivered);
  EXPECT_THAT(targets(), ::testing::ElementsAre("/step", "/text"));
  EXPECT_THAT(host_.lines().at(0).text, HasSubstr("at most 1 MiB"));
}

TEST_F(HostileService, AStepThatRedirectsElsewhereCostsOnlyThePicture) {
  serve = [](const ServerRequest& request) {
    if (request.target != "/step") return ServerAnswer{};
    return ServerAnswer{.status = 307, .headers = {{"Location", "http://127.0.0.1:1/elsewhere"}}};
  };
  EXPECT_EQ(deliver(30s).verdict, Verdict::Delivered);
  EXPECT_THAT(targets(), ::testing::ElementsAre("/step", "/text"));
  EXPECT_THAT(host_.lines().at(0).text, HasSubstr("step 1: the receiver has moved to http://127.0.0.1:1"));
}

TEST_F(HostileService, AStepMayRedirectOnItsHost) {
  serve = [](const ServerRequest& request) {
    if (request.target == "/step") return ServerAnswer{.status = 307, .headers = {{"Location", "/moved"}}};
    return ServerAnswer{.body = request.target == "/moved" ? R"({"id":")" + std::to_string(request.body.size()) + "\"}"
                                                           : std::string()};
  };
  EXPECT_EQ(deliver(30s).verdict, Verdict::Delivered);
  EXPECT_THAT(targets(), ::testing::ElementsAre("/step", "/moved", "/text"));
}

}  // namespace
}  // namespace herald::webhook
