// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/queue/sequence_map.h"

#include <gmock/gmock.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace herald::core {
namespace {

using Map = SequenceMap<std::string>;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;
using ::testing::Pair;
using ::testing::Pointee;

std::vector<Map::Item> itemsOf(const Map& map) { return {map.begin(), map.end()}; }

TEST(SequenceMap, KeepsTheOrderOfTheSequences) {
  Map map;
  for (const std::uint64_t sequence : {5, 9, 1, 7}) map.put(sequence, std::to_string(sequence));
  EXPECT_THAT(itemsOf(map), ElementsAre(Pair(1, "1"), Pair(5, "5"), Pair(7, "7"), Pair(9, "9")));
}

TEST(SequenceMap, ReplacesWhatHasTheSameSequence) {
  Map map;
  map.put(5, "old");
  map.put(5, "new");
  EXPECT_THAT(itemsOf(map), ElementsAre(Pair(5, "new")));
}

TEST(SequenceMap, FindsAndTakes) {
  Map map;
  map.put(5, "five");
  EXPECT_THAT(map.find(5), Pointee(std::string("five")));
  EXPECT_EQ(map.find(4), nullptr);
  EXPECT_EQ(map.find(6), nullptr);
  EXPECT_EQ(map.take(4), std::nullopt);
  EXPECT_THAT(map.take(5), Optional(std::string("five")));
  EXPECT_TRUE(map.empty());
  EXPECT_THAT(itemsOf(map), IsEmpty());
}

/// As when a receiver is back, and refuses one device of sixteen.
TEST(SequenceMap, TakesLittleRoomWhenFewAreLeft) {
  Map map;
  for (std::uint64_t i = 1; i <= 1600; ++i) map.put(i, "");
  for (std::uint64_t i = 1; i <= 1600; ++i) {
    if (i % 16 != 0) map.take(i);
  }
  EXPECT_EQ(itemsOf(map).size(), 100U);
  EXPECT_LE(map.room(), 300U);
}

/// Whatever happens, it has what std::map has.
RC_GTEST_PROP(SequenceMap, IsAMap, ()) {
  const auto most = *rc::gen::element(8, 40, 1000);
  Map map;
  std::map<std::uint64_t, std::string> model;
  const auto steps = *rc::gen::container<std::vector<std::tuple<int, int>>>(
      rc::gen::tuple(rc::gen::inRange(0, 5), rc::gen::inRange(0, most)));
  int last = most;
  for (const auto& [kind, random] : steps) {
    const auto sequence = static_cast<std::uint64_t>(kind < 2 ? ++last : random);
    const auto text = std::to_string(sequence) + "." + std::to_string(last);
    if (kind < 3) {
      map.put(sequence, text);
      model[sequence] = text;
    } else {
      const auto first = model.lower_bound(sequence);
      const auto wanted = kind == 3 || first == model.end() ? sequence : first->first;
      const auto found = model.find(wanted);
      RC_ASSERT(map.take(wanted) == (found == model.end() ? std::nullopt : std::optional(found->second)));
      model.erase(wanted);
    }
    const auto behind = model.upper_bound(sequence);
    RC_ASSERT(map.countAbove(sequence) == static_cast<std::size_t>(std::distance(behind, model.end())));
    const auto at = map.upperBound(sequence);
    RC_ASSERT((at == map.end()) == (behind == model.end()));
    if (behind != model.end()) RC_ASSERT(at->first == behind->first);
    RC_ASSERT((map.find(sequence) != nullptr) == model.contains(sequence));
  }
  RC_ASSERT((itemsOf(map) == std::vector<Map::Item>(model.begin(), model.end())));
}

}  // namespace
}  // namespace herald::core
