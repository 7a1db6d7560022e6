// SPDX-License-Identifier: Apache-2.0
// The sink with Herald's own HTTP client against a service that behaves badly.
#include <Poco/Net/ServerSocket.h>
#include <gmock/gmock.h>

#include <functional>
#include <latch>

#include "herald/http_server.h"
#include "herald/testing/builders.h"
#include "herald/testing/enough_time.h"
#include "herald/testing/fake_host.h"
#include "webhook_sink.h"

namespace herald::webhook {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Verdict = Outcome::Verdict;

/// A service at a free port, and a sink that sends to it with a real client.
class Service final : public HttpService {
 public:
  using Serve = std::function<ServerAnswer(const ServerRequest&)>;

  explicit Service(Serve serve) : serve_(std::move(serve)) {}

  std::optional<ServerAnswer> refusal(const ServerRequest&) override { return std::nullopt; }
  ServerAnswer answer(ServerRequest request) override {
    {
      const MutexLock lock(mutex_);
      targets_.push_back(request.target);
    }
    return serve_(request);
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

  /// What came so far.
  std::vector<std::string> targets() {
    const MutexLock lock(mutex_);
    return targets_;
  }
  std::string said() { return host_.lines().at(0).text; }

 private:
  class Host : public test::FakeHost {
   public:
    std::unique_ptr<HttpClient> http(const Settings& settings) override { return makeHttpClient(settings); }
    Clock::time_point now() const override { return Clock::now(); }
  };

  std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(socket_.address().port()) + path;
  }

  static Poco::Net::ServerSocket listening() {
    Poco::Net::ServerSocket socket;
    socket.bind(Poco::Net::SocketAddress("127.0.0.1", 0));
    socket.listen(16);
    return socket;
  }

  const Serve serve_;
  Mutex mutex_;
  std::vector<std::string> targets_ HERALD_GUARDED_BY(mutex_);
  Host host_;
  WebhookSink sink_;
  const Event event_ = test::event("PrintDone");
  Poco::Net::ServerSocket socket_ = listening();
  HttpServer server_{socket_, *this, {.mostBody = std::size_t{2} << 20}};
};

TEST(HostileService, AStepThatNeverAnswersEndsWithTheAttempt) {
  EXPECT_TRUE(test::hasEnoughTime(200ms, [](Millis time) {
    std::latch over(1);
    Service service([&](const ServerRequest&) { return over.wait(), ServerAnswer{}; });
    Outcome outcome;
    std::string failure;
    try {
      outcome = service.deliver(time);
    } catch (const Failure& thrown) {
      failure = thrown.what();
    }
    over.count_down();
    if (service.targets().empty()) return false;
    EXPECT_EQ(failure, "");
    EXPECT_EQ(outcome.verdict, Verdict::Retry);
    EXPECT_THAT(outcome.reason, HasSubstr("step 1: "));
    EXPECT_THAT(service.targets(), ElementsAre("/step"));
    return true;
  }));
}

TEST(HostileService, TheTextStillGetsThroughBehindAStepThatNeverAnswers) {
  EXPECT_TRUE(test::hasEnoughTime(600ms, [](Millis time) {
    std::latch over(1);
    Service service([&](const ServerRequest& request) {
      if (request.target == "/step") over.wait();
      return ServerAnswer{};
    });
    Outcome outcome{.verdict = Verdict::Retry};
    try {
      outcome = service.deliver(time, 2);
    } catch (const Failure&) {  // the text has a third of the time
    }
    over.count_down();
    return outcome.verdict == Verdict::Delivered && service.targets() == std::vector<std::string>{"/step", "/text"};
  }));
}

TEST(HostileService, AnEndlessAnswerOfAStepCostsOnlyThePicture) {
  Service service([](const ServerRequest& request) {
    if (request.target != "/step") return ServerAnswer{};
    return ServerAnswer{.body = R"({"id":"1","more":")" + std::string(std::size_t{8} << 20, 'x')};
  });
  EXPECT_EQ(service.deliver(1min).verdict, Verdict::Delivered);
  EXPECT_THAT(service.targets(), ElementsAre("/step", "/text"));
  EXPECT_THAT(service.said(), HasSubstr("at most 1 MiB"));
}

TEST(HostileService, AStepThatRedirectsElsewhereCostsOnlyThePicture) {
  Service service([](const ServerRequest& request) {
    if (request.target != "/step") return ServerAnswer{};
    return ServerAnswer{.status = 307, .headers = {{"Location", "http://127.0.0.1:1/elsewhere"}}};
  });
  EXPECT_EQ(service.deliver(1min).verdict, Verdict::Delivered);
  EXPECT_THAT(service.targets(), ElementsAre("/step", "/text"));
  EXPECT_THAT(service.said(), HasSubstr("step 1: the receiver has moved to http://127.0.0.1:1"));
}

TEST(HostileService, AStepMayRedirectOnItsHost) {
  Service service([](const ServerRequest& request) {
    if (request.target == "/step") return ServerAnswer{.status = 307, .headers = {{"Location", "/moved"}}};
    return ServerAnswer{.body = request.target == "/moved" ? R"({"id":")" + std::to_string(request.body.size()) + "\"}"
                                                           : std::string()};
  });
  EXPECT_EQ(service.deliver(1min).verdict, Verdict::Delivered);
  EXPECT_THAT(service.targets(), ElementsAre("/step", "/moved", "/text"));
}

}  // namespace
}  // namespace herald::webhook
