// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <mutex>
#include <random>
#include <set>

#include "crash/crash_fixture.h"
#include "herald/json.h"

namespace herald::testing {
namespace {

/// A heraldd whose transform waits for times that pass while it is killed. The receiver keeps the ids by what arrived.
class TimerKillTest : public CrashTest {
 protected:
  using Ids = std::map<std::string, std::set<std::string>>;

  void run(const std::string& transform) {
    start(source() + webhook("phone", phone_.url()) +
          "sink.phone.retry.first = 10ms\nsink.phone.retry.most = 40ms\n"
          "sink.phone.data = {\"at\": \"@{n|-} @{reminder|-}\"}\n"
          "route.r.transforms = timed\nroute.r.to = phone\n" +
          transform);
  }

  void kill() {
    daemon_->signal(SIGKILL);
    daemon_->wait();
  }

  Ids ids() {
    const std::lock_guard lock(mutex_);
    return ids_;
  }

  /// Waits until so many different texts have arrived.
  void awaitDifferent(std::size_t count) {
    for (auto seen = phone_.received().size(); ids().size() < count; ++seen) phone_.waitFor(seen + 1);
  }

  static void expectOneIdEach(const Ids& ids) {
    for (const auto& [text, its] : ids) EXPECT_EQ(its.size(), 1u) << text;
  }

  std::mutex mutex_{};
  Ids ids_{};
  Receiver phone_{[this](const Received& request) {
    const std::lock_guard lock(mutex_);
    ids_[jsonToText(jsonAt(request.body, "at"))].insert(request.headers.at("webhook-id"));
    return 204;
  }};
};

/// Each event has a type of its own, so each of them waits by itself.
std::string lost(int number) {
  const auto n = std::to_string(number);
  return R"("type":"Lost)" + n + R"(","payload":{"n":)" + n + "}";
}

TEST_F(TimerKillTest, NothingThatATransformHoldsBackIsLostOrGetsAnotherId) {
  const std::string delay =
      "transform.timed.type = delay\ntransform.timed.events = Lost*\ntransform.timed.for = 1s\n"
      "transform.timed.unless = Back\n";
  std::mt19937 random(1);
  Publisher publisher(port_, "mk3", lost);
  for (int i = 0; i < 20; ++i) {
    run(delay);
    const auto goal = publisher.accepted() + std::uniform_int_distribution(0, 30)(random);
    while (publisher.accepted() < goal) std::this_thread::yield();
    kill();
  }
  run(delay);
  const auto accepted = static_cast<std::size_t>(publisher.stop());
  ctl({"dead", "replay", "--sink", "phone"});  // deliveries that were under way at three kills in a row
  awaitDifferent(accepted);
  EXPECT_EQ(stop(), 0);
  EXPECT_EQ(ids().size(), accepted);
  expectOneIdEach(ids());
  std::cout << accepted << " events that were held back, " << phone_.received().size() - accepted << " arrived again\n";
}

TEST_F(TimerKillTest, EachReminderComesAndHasOneId) {
  const std::string remind =
      "transform.timed.type = remind\ntransform.timed.events = Wait\ntransform.timed.every = 1s\n"
      "transform.timed.most = 6\n";
  run(remind);
  const auto url = "http://127.0.0.1:" + std::to_string(port_) + "/events";
  const auto answer = runToEnd({"curl", "-s", "-w", "%{http_code}", "--retry", "20", "--retry-connrefused", url, "-H",
                                "Content-Type: application/json", "--data-binary", R"({"type":"Wait"})"});
  ASSERT_THAT(answer.output, ::testing::HasSubstr("202"));
  for (std::size_t reminder = 1; reminder <= 5; ++reminder) {
    awaitDifferent(reminder + 1);
    kill();
    run(remind);
  }
  awaitDifferent(7);
  EXPECT_EQ(stop(), 0);
  expectOneIdEach(ids());
  std::set<std::string> texts;
  for (const auto& [text, its] : ids()) texts.insert(text);
  EXPECT_EQ(texts, (std::set<std::string>{"- 0", "- 1", "- 2", "- 3", "- 4", "- 5", "- 6"}));
}

}  // namespace
}  // namespace herald::testing
