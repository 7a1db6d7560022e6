// SPDX-License-Identifier: Apache-2.0
#include "seen_ids.h"

#include <gmock/gmock.h>

#include <atomic>
#include <barrier>
#include <thread>

namespace herald::http_source {
namespace {

using ::testing::ElementsAre;

TEST(SeenIds, RemembersIdsThatWereKept) {
  SeenIds seen(10);
  {
    auto claim = seen.claim({"a", "b"});
    EXPECT_THAT(claim.ids(), ElementsAre("a", "b"));
    claim.keep();
  }
  EXPECT_THAT(seen.claim({"a", "c"}).ids(), ElementsAre("c"));
}

TEST(SeenIds, ForgetsIdsThatWereNotKept) {
  SeenIds seen(10);
  EXPECT_THAT(seen.claim({"a"}).ids(), ElementsAre("a"));
  EXPECT_THAT(seen.claim({"a"}).ids(), ElementsAre("a"));
}

TEST(SeenIds, ForgetsTheOldestIdFirst) {
  SeenIds seen(3);
  for (const char* id : {"a", "b", "c", "d"}) seen.claim({id}).keep();
  EXPECT_THAT(seen.claim({"a", "b", "c", "d"}).ids(), ElementsAre("a"));
}

/// Keeps notes like a host.
class Memory {
 public:
  /// One process accepts these ids.
  void accept(SeenIds& seen, const std::set<std::string>& ids) {
    auto claim = seen.claim(ids);
    for (const auto& [key, value] : claim.notes()) notes[key] = value;
    claim.keep();
  }
  /// Those of these ids that the next process does not know.
  std::set<std::string> unknown(std::size_t most, const std::set<std::string>& ids) {
    SeenIds next(most);
    recall(next);
    return next.claim(ids).ids();
  }
  void recall(SeenIds& seen) {
    seen.recall([this](const std::string& key) { return notes[key]; });
  }

  Notes notes;
};

TEST(SeenIds, RecallsSavedIds) {
  Memory memory;
  SeenIds first(3);
  for (const char* id : {"a", "b", "c", "d"}) memory.accept(first, {id});
  EXPECT_THAT(memory.unknown(3, {"a", "b", "c", "d"}), ElementsAre("a"));
  SeenIds second(3);
  memory.recall(second);
  memory.accept(second, {"e"});
  EXPECT_THAT(memory.unknown(3, {"b", "c", "d", "e"}), ElementsAre("b")) << "the numbers continue";
}

TEST(SeenIds, SavesTheLastIdsOfALargeRequest) {
  Memory memory;
  SeenIds seen(2);
  memory.accept(seen, {"a", "b", "c"});
  EXPECT_EQ(memory.notes.size(), 2u);
  EXPECT_THAT(memory.unknown(2, {"a", "b", "c"}), ElementsAre("a"));
}

TEST(SeenIds, IgnoresMalformedNotes) {
  Memory memory;
  memory.notes = {{"id.0", "x"}, {"id.1", "7"}, {"id.2", "7 "}, {"id.3", " a"}, {"id.4", "-1 b"}, {"id.5", "5 c d"}};
  EXPECT_THAT(memory.unknown(6, {"", "a", "b", "c d"}), ElementsAre("", "a", "b"));
}

TEST(SeenIds, GivesAnIdToOneClaimWhileTheOthersWait) {
  constexpr int kThreads = 4, kRounds = 500;
  SeenIds seen(10);
  std::atomic<int> holders = 0, mostHolders = 0, taken = 0;
  const auto round = [&](int number, int thread) {
    const auto id = std::to_string(number);
    auto claim = seen.claim({id});
    if (claim.ids().empty()) return;
    const int now = ++holders;
    if (now > mostHolders) mostHolders = now;
    std::this_thread::yield();
    --holders;
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
  EXPECT_EQ(mostHolders, 1);
  EXPECT_EQ(taken, kRounds);
}

}  // namespace
}  // namespace herald::http_source
