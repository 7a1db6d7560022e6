// SPDX-License-Identifier: Apache-2.0
#include "engine/plugin_host/plugin_thread.h"

#include <Poco/Exception.h>
#include <gmock/gmock.h>

#include <atomic>
#include <future>
#include <latch>
#include <optional>
#include <thread>
#include <vector>

#include "base/text/kept_text.h"
#include "herald/settings.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

constexpr Millis kLong = std::chrono::minutes(1);
constexpr Millis kShort = 20ms;

/// A call that hangs until the test ends it. The test must wait for its end, since hangingCalls() is process-wide.
class Hang {
 public:
  ~Hang() {
    release();
    while (hangingCalls() > 0) std::this_thread::yield();
  }
  std::function<void()> call() {
    return [end = end_.get_future().share()] { end.wait(); };
  }
  void release() {
    if (!std::exchange(released_, true)) end_.set_value();
  }

 private:
  std::promise<void> end_{};
  bool released_ = false;
};

TEST(PluginThread, runsEveryCallOnItsOwnOneThreadAndReturnsAfterIt) {
  PluginThread thread("sink x");
  std::thread::id first;
  std::thread::id second;
  thread.run([&] { first = std::this_thread::get_id(); }, kLong);
  thread.run([&] { second = std::this_thread::get_id(); }, kLong);
  EXPECT_EQ(first, second);
  EXPECT_NE(first, std::this_thread::get_id());
}

TEST(PluginThread, takesALimitWithoutEnd) {
  bool ran = false;
  callPlugin("sink x", Millis::max(), [&] { ran = true; });
  EXPECT_TRUE(ran);
}

TEST(PluginThread, passesOnTheTextOfWhateverIsThrown) {
  const std::vector<std::pair<std::function<void()>, std::string>> table{
      {[] { throw std::logic_error("a bug"); }, "a bug"},
      {[] { throw Poco::NotFoundException("the key"); }, "Not found: the key"},
      {[] { throw 42; }, "an exception of an unknown type"},
      {[] { throw "text"; }, "an exception of an unknown type"},
  };
  PluginThread thread("sink x");
  for (const auto& [call, text] : table) {
    try {
      thread.run(call, kLong);
      ADD_FAILURE() << "nothing thrown, but expected: " << text;
    } catch (const std::runtime_error& error) {
      EXPECT_EQ(error.what(), text);
    }
  }
}

TEST(PluginThread, keepsAFailureAFailure) {
  try {
    callPlugin("sink x", kLong, [] { throw Failure(Outcome::Verdict::Hold, "wrong key"); });
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.verdict(), Outcome::Verdict::Hold);
    EXPECT_STREQ(failure.what(), "wrong key");
  }
}

TEST(PluginThread, keepsBadSettingsWithAllTheirProblems) {
  try {
    callPlugin("sink x", kLong, [] { throw BadSettings({{"url", "is odd"}, {"data", "is no JSON"}}); });
    FAIL();
  } catch (const BadSettings& bad) {
    ASSERT_EQ(bad.problems().size(), 2U);
    EXPECT_EQ(bad.problems()[1].option, "data");
    EXPECT_EQ(bad.problems()[1].why, "is no JSON");
  }
}

TEST(PluginThread, keepsTheBeginOfATextOfAnyLength) {
  const std::string text(std::size_t{1} << 22, 'x');
  const std::vector<std::function<void()>> table{
      [&] { throw std::logic_error(text); },
      [&] { throw Poco::NotFoundException(text); },
      [&] { throw Failure(Outcome::Verdict::Hold, text); },
      [&] {
        throw BadSettings({{"url", text}});
      },
  };
  for (const auto& call : table) {
    try {
      callPlugin("sink x", kLong, call);
      ADD_FAILURE() << "nothing thrown";
    } catch (const std::runtime_error& error) {
      EXPECT_LE(std::string_view(error.what()).size(), kMostText + 64);
    }
  }
}

TEST(PluginThread, dropsTheExceptionObjectOfThePluginOnItsOwnThread) {
  struct Odd : std::runtime_error {
    using std::runtime_error::runtime_error;
  };
  try {
    callPlugin("sink x", kLong, [] { throw Odd("odd"); });
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(typeid(error), typeid(std::runtime_error));
  }
}

TEST(PluginThread, goesOnAfterAnException) {
  PluginThread thread("sink x");
  EXPECT_THROW(thread.run([] { throw 1; }, kLong), std::runtime_error);
  bool ran = false;
  thread.run([&] { ran = true; }, kLong);
  EXPECT_TRUE(ran);
}

TEST(PluginThread, leavesACallThatHangsAfterTheLimitAndLetsNoSecondOneIn) {
  Hang hang;
  PluginThread thread("transform long");
  try {
    thread.run(hang.call(), kShort);
    FAIL();
  } catch (const PluginHangs& hangs) {
    EXPECT_THAT(hangs.what(), HasSubstr("transform long did not return within 20 ms"));
  }
  EXPECT_TRUE(thread.hangs());
  EXPECT_EQ(hangingCalls(), 1);

  bool ran = false;
  try {
    thread.run([&] { ran = true; }, kLong);
    FAIL();
  } catch (const PluginHangs& hangs) {
    EXPECT_THAT(hangs.what(), HasSubstr("transform long still hangs"));
  }
  EXPECT_FALSE(ran);
}

TEST(PluginThread, isUsedAgainOnceTheHangingCallReturned) {
  Hang hang;
  PluginThread thread("transform long");
  EXPECT_THROW(thread.run(hang.call(), kShort), PluginHangs);
  hang.release();
  while (thread.hangs()) std::this_thread::yield();
  EXPECT_EQ(hangingCalls(), 0);
  bool ran = false;
  thread.run([&] { ran = true; }, kLong);
  EXPECT_TRUE(ran);
}

TEST(PluginThread, dropsWhatALateCallThrows) {
  Hang hang;
  PluginThread thread("transform long");
  const auto late = [wait = hang.call()] {
    wait();
    throw std::runtime_error("too late");
  };
  EXPECT_THROW(thread.run(late, kShort), PluginHangs);
  hang.release();
  while (thread.hangs()) std::this_thread::yield();
  EXPECT_NO_THROW(thread.run([] {}, kLong));
}

TEST(PluginThread, canGoAwayWhileACallHangsAndTheCallKeepsWhatItOwns) {
  Hang hang;
  std::promise<bool> stillThere;
  auto owned = std::make_shared<int>(7);
  const std::weak_ptr<int> watched = owned;
  EXPECT_THROW(callPlugin("sink x", kShort,
                          [wait = hang.call(), owned = std::move(owned), &stillThere] {
                            wait();
                            stillThere.set_value(*owned == 7);
                          }),
               PluginHangs);
  EXPECT_EQ(hangingCalls(), 1);
  EXPECT_FALSE(watched.expired());
  hang.release();
  EXPECT_TRUE(stillThere.get_future().get());
  while (hangingCalls() > 0) std::this_thread::yield();
  EXPECT_TRUE(watched.expired());
}

TEST(PluginThread, runsTheCallsOfManyThreadsOneAfterTheOther) {
  constexpr int kCallers = 4, kCalls = 500;
  PluginThread thread("route farm");
  int inside = 0, calls = 0;  // unprotected on purpose
  std::latch start(kCallers);
  const auto call = [&] {
    EXPECT_EQ(++inside, 1);
    ++calls;
    --inside;
  };
  {
    std::vector<std::jthread> callers;
    for (int caller = 0; caller < kCallers; ++caller) {
      callers.emplace_back([&] {
        start.arrive_and_wait();
        for (int i = 0; i < kCalls; ++i) {
          bool ran = false;
          thread.run([&] { call(), ran = true; }, kLong);
          EXPECT_TRUE(ran);
        }
      });
    }
  }
  EXPECT_EQ(calls, kCallers * kCalls);
}

TEST(PluginThread, tellsEachCallerWhatItsOwnCallThrows) {
  PluginThread thread("route farm");
  std::latch start(2);
  const auto caller = [&](const std::string& text) {
    start.arrive_and_wait();
    for (int i = 0; i < 200; ++i) {
      try {
        thread.run([&] { throw std::runtime_error(text); }, kLong);
        ADD_FAILURE() << "nothing thrown";
      } catch (const std::runtime_error& error) {
        EXPECT_EQ(error.what(), text);
      }
    }
  };
  const std::jthread one(caller, "one");
  const std::jthread other(caller, "other");
}

/// A call takes longer than the limit of those behind it. On a busy machine, the one behind it may do so too.
TEST(PluginThread, doesNotCountTheTimeThatACallWaits) {
  PluginThread thread("route farm");
  std::latch begun(1);
  std::promise<Clock::time_point> waits;
  Clock::time_point firstEnded{};
  std::jthread first([&] {
    thread.run(
        [&] {
          begun.count_down();
          const auto since = waits.get_future().get();
          while (Clock::now() < since + kShort + 100ms) std::this_thread::yield();
          firstEnded = Clock::now();
        },
        kLong);
  });
  begun.wait();
  waits.set_value(Clock::now());
  bool ran = false;
  auto leftBehind = Clock::time_point::max();
  try {
    thread.run([&] { ran = true; }, kShort);
  } catch (const PluginHangs&) {
    leftBehind = Clock::now();
  }
  first.join();
  while (thread.hangs()) std::this_thread::yield();
  EXPECT_TRUE(ran);
  EXPECT_GE(leftBehind, firstEnded + kShort);
}

/// The thread is awake when the second call comes.
TEST(PluginThread, leavesACallThatHangsAfterItHasWaited) {
  Hang hang;
  PluginThread thread("route farm");
  std::latch begun(1);
  std::jthread first([&] {
    thread.run(
        [&begun] {
          begun.count_down();
          const auto since = Clock::now();
          while (Clock::now() < since + 100ms) std::this_thread::yield();
        },
        kLong);
  });
  begun.wait();
  EXPECT_THROW(thread.run(hang.call(), kShort), PluginHangs);
  EXPECT_TRUE(thread.hangs());
}

TEST(PluginThread, refusesTheCallsThatWaitBehindOneThatHangs) {
  Hang hang;
  PluginThread thread("transform long");
  std::latch begun(1);
  std::atomic<int> refused = 0;
  std::atomic<bool> ran = false;
  std::jthread first([&] {
    EXPECT_THROW(thread.run(
                     [&begun, wait = hang.call()] {
                       begun.count_down();
                       wait();
                     },
                     300ms),
                 PluginHangs);
  });
  begun.wait();
  {
    std::vector<std::jthread> behind;
    for (int i = 0; i < 3; ++i) {
      behind.emplace_back([&] {
        try {
          thread.run([&] { ran = true; }, kLong);
        } catch (const PluginHangs& hangs) {
          EXPECT_THAT(hangs.what(), HasSubstr("transform long still hangs in an earlier call"));
          ++refused;
        }
      });
    }
  }
  EXPECT_EQ(refused, 3);
  first.join();
  EXPECT_EQ(hangingCalls(), 1);
  hang.release();
  while (thread.hangs()) std::this_thread::yield();
  EXPECT_FALSE(ran) << "a call that was refused never runs";
  thread.run([&] { ran = true; }, kLong);
  EXPECT_TRUE(ran);
}

TEST(PluginThread, destroysTheCallBeforeRunReturns) {
  const auto owned = std::make_shared<int>(7);
  PluginThread thread("sink x");
  thread.run([owned] {}, kLong);
  EXPECT_EQ(owned.use_count(), 1);
}

}  // namespace
}  // namespace herald::core
