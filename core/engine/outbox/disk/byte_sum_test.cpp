// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/byte_sum.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace herald::core {
namespace {

/// Files have these sums, so they never change.
TEST(ByteSumTest, is_the_crc_32_of_all_bytes_however_they_are_cut) {
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    std::string all;
    ByteSum sum;
    for (auto pieces = random() % 40; pieces > 0; --pieces) {
      const std::string piece(random() % (round % 3 == 0 ? 700 : 60), static_cast<char>(random()));
      sum.add(piece.data(), piece.size());
      all += piece;
    }
    Poco::Checksum expected(Poco::Checksum::TYPE_CRC32);
    expected.update(all);
    ASSERT_EQ(sum.value(), expected.checksum()) << all.size() << " bytes";
  }
}

TEST(ByteSumTest, of_known_bytes_is_known) {
  ByteSum sum;
  sum.add("123456789", 9);
  EXPECT_EQ(sum.value(), 0xCBF43926U);
  EXPECT_EQ(ByteSum().value(), 0U);
}

}  // namespace
}  // namespace herald::core
