// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/queue/id_hash.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace herald::core {
namespace {

/// The vectors of RFC 9923.
TEST(WideHash, is_fnv_1a) {
  EXPECT_EQ(wideHashOf(""), 0xCBF29CE484222325U);
  EXPECT_EQ(wideHashOf("a"), 0xAF63DC4C8601EC8CU);
  EXPECT_EQ(wideHashOf("foobar"), 0x85944171F73967E8U);
}

/// Of hashes with 32 bits, about five of these pairs are equal.
TEST(IdHash, tells_the_events_of_a_long_queue_apart) {
  std::set<std::uint64_t> own, wide;
  for (int i = 0; i < 200'000; ++i) {
    const auto id = "0193f1c5-7a6e-7000-8000-" + std::to_string(100'000'000'000 + i * 7919L);
    own.insert(idHashOf(id));
    wide.insert(wideHashOf(id));
  }
  EXPECT_EQ(own.size(), 200'000U);
  EXPECT_EQ(wide.size(), 200'000U);
}

}  // namespace
}  // namespace herald::core
