// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/queue/hash_set.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <set>
#include <utility>
#include <vector>

namespace herald::core {
namespace {

/// Few values, which often want the same place, at the end of the slots, too.
rc::Gen<std::size_t> closeValues() {
  return rc::gen::map(rc::gen::inRange<std::size_t>(2, 200),
                      [](std::size_t number) { return number % 20 + number / 20 * 1024 + 1010; });
}

RC_GTEST_PROP(HashSet, has_what_was_inserted_and_not_erased, ()) {
  HashSet set;
  std::set<std::size_t> model;
  const auto steps = *rc::gen::container<std::vector<std::pair<bool, std::size_t>>>(
      rc::gen::pair(rc::gen::weightedElement<bool>({{3, true}, {2, false}}), closeValues()));
  for (const auto& [inserts, value] : steps) {
    inserts ? set.insert(value) : set.erase(value);
    if (inserts) model.insert(value);
    if (!inserts) model.erase(value);
    RC_ASSERT(set.size() == model.size());
    for (std::size_t number = 2; number < 200; ++number) {
      const auto one = number % 20 + number / 20 * 1024 + 1010;
      RC_ASSERT(set.contains(one) == model.contains(one));
    }
  }
}

TEST(HashSet, grows_and_shrinks) {
  HashSet set;
  EXPECT_FALSE(set.contains(7));
  set.erase(7);
  const auto hashOf = [](std::size_t number) { return number * static_cast<std::size_t>(0x9E3779B97F4A7C15U); };
  for (std::size_t i = 0; i < 100'000; ++i) set.insert(hashOf(i));
  EXPECT_EQ(set.size(), 100'000u);
  for (std::size_t i = 0; i < 100'000; ++i) ASSERT_TRUE(set.contains(hashOf(i)));
  for (std::size_t i = 0; i < 100'000; i += 2) set.erase(hashOf(i));
  for (std::size_t i = 0; i < 100'000; ++i) ASSERT_EQ(set.contains(hashOf(i)), i % 2 == 1);
  for (std::size_t i = 1; i < 100'000; i += 2) set.erase(hashOf(i));
  EXPECT_EQ(set.size(), 0u);
  EXPECT_FALSE(set.contains(hashOf(1)));
}

}  // namespace
}  // namespace herald::core
