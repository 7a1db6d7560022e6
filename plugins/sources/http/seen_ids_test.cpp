#include "seen_ids.h"

#include <gmock/gmock.h>

#include <atomic>
#include <barrier>
#include <thread>

namespace herald::http_source {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SeenIds, RemembersWhatWasKept) {
  SeenIds seen(10);
  {
    auto claim = seen.claim({"a", "b"});
    EXPECT_THAT(claim.fresh(), ElementsAre("a", "b"));
    claim.keep();
  }
  EXPECT_THAT(seen.claim({"a", "c"}).fresh(), ElementsAre("c"));
}

TEST(SeenIds, ForgetsWhatWasNot) {
  SeenIds seen(10);
  EXPECT_THAT(seen.claim({"a"}).fresh(), ElementsAre("a"));
  EXPECT_THAT(seen.claim({"a"}).fresh(), ElementsAre("a"));
  EXPECT_FALSE(seen.takeChange());
}

TEST(SeenIds, TheOldestGoesFirst) {
  SeenIds seen(3);
  for (const char* id : {"a", "b", "c", "d"}) seen.claim({id}).keep();
  EXPECT_EQ(seen.text(), "b\nc\nd\n");
  EXPECT_THAT(seen.claim({"a", "b"}).fresh(), ElementsAre("a"));
}

TEST(SeenIds, CanBeWrittenDownAndReadAgain) {
  SeenIds first(3), second(2);
  for (const char* id : {"a", "b", "c"}) first.claim({id}).keep();
  EXPECT_TRUE(first.takeChange());
  EXPECT_FALSE(first.takeChange());
  second.fill(first.text() + "\n");
  EXPECT_EQ(second.text(), "b\nc\n");
  EXPECT_FALSE(second.takeChange());
  second.fill("d");
  EXPECT_EQ(second.text(), "c\nd\n");
}

TEST(SeenIds, OneOfManyWhoHaveTheSameIdHasItAndTheOthersWait) {
  constexpr int kThreads = 4, kRounds = 500;
  SeenIds seen(10);
  std::atomic<int> having = 0, mostHaving = 0, taken = 0;
  const auto round = [&](int number, int thread) {
    const auto id = std::to_string(number);
    auto claim = seen.claim({id});
    if (claim.fresh().empty()) return;
    const int now = ++having;
    if (now > mostHaving) mostHaving = now;
    std::this_thread::yield();
    --having;
    if (thread % 2 == 0 || number % 2 == 0) {
      claim.keep();
      ++taken;
    }
  };
  std::barrier together(kThreads);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (int number = 0; number < kRounds; ++number) {
        together.arrive_and_wait();
        round(number, thread);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(mostHaving, 1);
  EXPECT_EQ(taken, kRounds);
}

}  // namespace
}  // namespace herald::http_source
