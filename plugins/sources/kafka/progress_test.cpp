// SPDX-License-Identifier: Apache-2.0
#include "progress.h"

#include <gmock/gmock.h>

namespace herald::kafka {
namespace {

TEST(Progress, IsTheSameAfterACommit) {
  for (const auto& progress :
       {Progress{.done = 0, .seen = -1}, Progress{.done = 7, .seen = 6},
        Progress{.done = 1000, .seen = 1040, .settled = {{1001, 1001}, {1003, 1010}, {1040, 1040}}}})
    EXPECT_EQ(Progress::of(progress.toCommit()), progress) << progress.toCommit().note;
}

TEST(Progress, SaysItInAShortNote) {
  const Progress progress{.done = 1000, .seen = 1040, .settled = {{1001, 1001}, {1003, 1010}}};
  EXPECT_EQ(progress.toCommit(), (Committed{1000, "at=1000 seen=1040 settled=1,3-10"}));
}

TEST(Progress, LeavesOutWhatHasNoRoom) {
  Progress progress{.done = 5'000'000'000, .seen = 5'000'020'000};
  for (std::int64_t i = 0; i < 5000; ++i)
    progress.settled.push_back({progress.done + 1 + 4 * i, progress.done + 2 + 4 * i});
  const auto committed = progress.toCommit();
  EXPECT_LE(committed.note.size(), 2000u);
  const auto kept = Progress::of(committed);
  ASSERT_TRUE(kept);
  EXPECT_GT(kept->settled.size(), 150u);
  EXPECT_TRUE(std::equal(kept->settled.begin(), kept->settled.end(), progress.settled.begin()));
}

TEST(Progress, KnowsWhatIsSettled) {
  const Progress progress{.done = 10, .seen = 30, .settled = {{12, 14}, {20, 20}}};
  for (const std::int64_t offset : {12, 13, 14, 20}) EXPECT_TRUE(progress.isSettled(offset)) << offset;
  for (const std::int64_t offset : {9, 10, 11, 15, 19, 21, 30}) EXPECT_FALSE(progress.isSettled(offset)) << offset;
}

TEST(Progress, BelievesNoNoteThatIsNotItsOwn) {
  for (const auto* note :
       {"", "at=3", "at=3 seen=", "at=3 seen=x", "at=3 seen=5 ", "at=3 seen=5 settled=", "at=3 seen=5 settled=1,",
        "at=3 seen=5 settled=1-", "at=3 seen=5 settled=3-2", "at=3 seen=5 settled=-1", "at=3 seen=5 settled=1,1",
        "at=3 seen=5 settled=1-3,2", "at=3 seen=5 settled=1x", "at=3 seen=5 settled=9223372036854775807",
        "seen=5 settled=1", "at=2 seen=5 settled=1", "another program's"})
    EXPECT_EQ(Progress::of({3, note}), std::nullopt) << note;
  EXPECT_TRUE(Progress::of({3, "at=3 seen=5 settled=1"}));
}

}  // namespace
}  // namespace herald::kafka
