// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/tally.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

#include "herald/testing/temporary_folder.h"

namespace herald::core {
namespace {

using ::testing::HasSubstr;

class TallyTest : public ::testing::Test {
 protected:
  std::string missing(const Tally::Count& now) const { return Tally(path_).missing("outbox.db", now); }

  testing::TemporaryFolder folder_{};
  const std::filesystem::path path_ = folder_.path() / "tally";
};

TEST_F(TallyTest, misses_nothing_the_first_time) {
  EXPECT_FALSE(Tally(path_).count());
  EXPECT_EQ(missing({}), "");
}

TEST_F(TallyTest, after_a_kill_misses_the_sequences_that_the_file_never_gave) {
  Tally(path_).set({.sequence = 60, .rows = 7});
  EXPECT_EQ(missing({.sequence = 60}), "");
  EXPECT_EQ(missing({.sequence = 70}), "");
  EXPECT_THAT(missing({.sequence = 20}), HasSubstr("up to 40 deliveries are lost"));
}

TEST_F(TallyTest, after_a_clean_end_misses_the_rows_that_were_there) {
  Tally(path_).set({.sequence = 60, .rows = 7, .clean = true});
  EXPECT_EQ(missing({.sequence = 60, .rows = 7}), "");
  EXPECT_THAT(missing({.sequence = 60, .rows = 6}), HasSubstr(": 1 delivery is lost"));
  EXPECT_EQ(missing({.sequence = 0, .rows = 7}), "") << "every row is there";
}

TEST_F(TallyTest, believes_no_damaged_count) {
  Tally(path_).set({.sequence = 60, .rows = 7});
  std::ifstream in(path_, std::ios::binary);
  const std::string sound{std::istreambuf_iterator<char>(in), {}};
  for (std::size_t bit = 0; bit < sound.size() * 8; ++bit) {
    auto flipped = sound;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    std::ofstream(path_, std::ios::binary) << flipped;
    const auto count = Tally(path_).count();
    EXPECT_TRUE(!count || *count == (Tally::Count{.sequence = 60, .rows = 7})) << bit;
  }
}

}  // namespace
}  // namespace herald::core
