// SPDX-License-Identifier: Apache-2.0
#include "http/http_engine.h"

#include <gtest/gtest.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <latch>
#include <memory>
#include <semaphore>
#include <thread>
#include <utility>

#include "http/engine_place.h"
#include "http/wait_for.h"

namespace herald {
namespace {

Task<bool> waitAt(HttpEngine& engine, HttpEngine::Id place, const Limit& limit) {
  const bool isReady = co_await engine.until(place, 0, limit);
  co_return isReady;
}

Task<bool> waitForInput(const EnginePlace& place, const Limit& limit) {
  const bool isReady = co_await place.until(EPOLLIN, limit);
  co_return isReady;
}

TEST(HttpEngine, EndsAWaitThatIsFinishedBeforeOrAfterItsBegin) {
  const auto engine = std::make_shared<HttpEngine>();
  const auto place = engine->add();
  const Limit limit{};
  engine->finish(place);
  EXPECT_TRUE(waitFor(*engine, waitAt(*engine, place, limit), limit));
  std::jthread finishing([&] { engine->finish(place); });
  EXPECT_TRUE(waitFor(*engine, waitAt(*engine, place, limit), limit));
  engine->end();
}

TEST(HttpEngine, EndsAWaitWithItsLimit) {
  const auto engine = std::make_shared<HttpEngine>();
  const auto place = engine->add();
  const Limit soon{.deadline = Clock::now() + Millis(5)};
  EXPECT_FALSE(waitFor(*engine, waitAt(*engine, place, soon), soon));
  std::stop_source stop;
  const Limit stopping{.stop = stop.get_token()};
  std::jthread stopper([&] { stop.request_stop(); });
  EXPECT_FALSE(waitFor(*engine, waitAt(*engine, place, stopping), stopping));
  engine->end();
  const Limit none{};
  EXPECT_FALSE(waitFor(*engine, waitAt(*engine, place, none), none)) << "the engine has ended";
}

/// Counts the turns of the engine in its thread until this time.
Task<int> turnsUntil(HttpEngine& engine, HttpEngine::Id place, Clock::time_point time) {
  const Limit now{.deadline = Clock::now() + Millis(1)}, then{.deadline = time};
  co_await engine.until(place, 0, now);  // from here on in the thread of the engine
  const auto ended = std::make_shared<bool>(false);
  const auto wait = [](HttpEngine& own, HttpEngine::Id at, const Limit& limit, std::shared_ptr<bool> end) -> Detached {
    co_await own.until(at, 0, limit);
    *end = true;
  };
  wait(engine, place, then, ended);
  int turns = 0;
  for (; !*ended; ++turns) engine.turn();
  co_return turns;
}

TEST(HttpEngine, RestsWhileAPeerHasHungUpWhereNobodyWaits) {
  const auto engine = std::make_shared<HttpEngine>();
  std::array<int, 2> ends{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()), 0);
  const EnginePlace idle(engine, FileDescriptor(ends[0]));
  FileDescriptor peer(ends[1]);
  const Limit none{}, soon{.deadline = Clock::now() + Millis(1)};
  EXPECT_FALSE(waitFor(*engine, waitForInput(idle, soon), soon));
  peer = FileDescriptor();
  const auto place = engine->add();
  EXPECT_LT(waitFor(*engine, turnsUntil(*engine, place, Clock::now() + Millis(30)), none), 10);
  EXPECT_TRUE(waitFor(*engine, waitForInput(idle, none), none)) << "who waits later hears of it";
  engine->end();
}

/// The first of two that go on in the same turn waits for what the second one does.
class Pair {
 public:
  explicit Pair(HttpEngine& engine) : engine_(engine) {}

  Detached run(HttpEngine::Id place) {
    co_await engine_.until(place, 0, none_);
    if (!std::exchange(isFirst_, false)) {
      engine_.finish(last_);
      co_return;
    }
    waitFor(engine_, waitAt(engine_, last_, none_), none_);
    ended_.release();
  }
  void wait() { ended_.acquire(); }

 private:
  HttpEngine& engine_;
  const Limit none_{};
  const HttpEngine::Id last_ = engine_.add();
  bool isFirst_ = true;
  std::binary_semaphore ended_{0};
};

TEST(HttpEngine, LetsTheOthersOfTheSameTurnGoOnWhileOneWaitsWithinIt) {
  const auto engine = std::make_shared<HttpEngine>();
  const auto busy = engine->add(), one = engine->add(), other = engine->add();
  Pair pair(*engine);
  std::latch held(1), both(1);
  const Limit none{};
  const auto hold = [](HttpEngine& own, HttpEngine::Id at, const Limit& limit, std::latch& is,
                       std::latch& until) -> Detached {
    co_await own.until(at, 0, limit);
    is.count_down();
    until.wait();
  };
  hold(*engine, busy, none, held, both);
  pair.run(one);
  pair.run(other);
  engine->finish(busy);
  held.wait();
  engine->finish(one);
  engine->finish(other);
  both.count_down();
  pair.wait();
  engine->end();
}

TEST(HttpEngine, EndsItsThreadWhenNobodyWaitsAndBeginsAgain) {
  std::counting_semaphore<> idle{0};
  const auto engine = std::make_shared<HttpEngine>(Millis(0), [&] { idle.release(); });
  std::array<int, 2> ends{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()), 0);
  const EnginePlace place(engine, FileDescriptor(ends[0]));
  const FileDescriptor peer(ends[1]);
  ASSERT_EQ(::write(peer.get(), "x", 1), 1);  // each wait needs the thread, and ends there
  const Limit none{};
  for (int wait = 0; wait < 2; ++wait) {
    EXPECT_TRUE(waitFor(*engine, waitForInput(place, none), none));
    idle.acquire();
  }
  engine->end();
}

}  // namespace
}  // namespace herald
