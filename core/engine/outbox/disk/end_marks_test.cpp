// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/end_marks.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "engine/outbox/disk/disk_problem.h"
#include "herald/testing/temporary_folder.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class EndMarksTest : public ::testing::Test {
 protected:
  static Change removal(std::uint64_t row) { return {.kind = Change::Kind::Remove, .row = row}; }
  static Change burial(std::uint64_t row) {
    return {.kind = Change::Kind::Update, .row = row, .delivery = {.ending = {.reason = "400"}}};
  }

  /// What a new process takes up of the rows 1 to 5. A dead letter is negative.
  std::vector<int> left() const {
    std::vector<StoredDelivery> stored;
    for (std::uint64_t row = 1; row <= 5; ++row) stored.push_back({.sequence = row});
    EndMarks(path_).applyTo(stored, {});
    std::vector<int> result;
    for (const auto& one : stored) result.push_back(static_cast<int>(one.sequence) * (one.ended ? -1 : 1));
    return result;
  }

  std::string content() const {
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  testing::TemporaryFolder folder_{};
  const std::filesystem::path path_ = folder_.path() / "ended";
};

TEST_F(EndMarksTest, survive_the_process_until_the_outbox_has_recorded_them) {
  EndMarks marks(path_);
  marks.reserve(5);
  marks.add({removal(2), {.kind = Change::Kind::Add, .row = 3}, burial(4)});
  EXPECT_THAT(left(), ElementsAre(1, 3, -4, 5));
  EXPECT_EQ(EndMarks(path_).lastRow(), 4u);
  marks.add({removal(5)});
  marks.add({removal(4)});  // the dead letter was purged
  marks.add({burial(2)});   // nothing comes back
  EXPECT_THAT(left(), ElementsAre(1, 3));
  marks.clear();
  EXPECT_THAT(left(), ElementsAre(1, 2, 3, 4, 5));
}

TEST_F(EndMarksTest, say_what_the_outbox_still_lacks) {
  EndMarks marks(path_);
  marks.reserve(2);
  marks.add({removal(1), burial(2)});
  std::vector<StoredDelivery> stored{{.sequence = 1, .sink = "slack"}, {.sequence = 2, .sink = "slack"}};
  const auto changes = marks.applyTo(stored, Clock::time_point(Millis(7)));
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes[0].kind, Change::Kind::Remove);
  EXPECT_EQ(changes[0].row, 1u);
  EXPECT_EQ(changes[1].delivery.sequence, 2u);
  EXPECT_EQ(changes[1].delivery.sink, "slack");
  EXPECT_NE(changes[1].delivery.ending.reason, "");
  EXPECT_EQ(stored.at(0).ended, Clock::time_point(Millis(7)));
}

TEST_F(EndMarksTest, need_no_new_room) {
  EndMarks marks(path_);
  marks.reserve(1000);
  const auto size = std::filesystem::file_size(path_);
  std::vector<Change> changes;
  for (std::uint64_t row = 1; row <= 1000; ++row) changes.push_back(removal(row));
  marks.add(changes);
  marks.add(changes);
  EXPECT_EQ(std::filesystem::file_size(path_), size);
  EXPECT_EQ(EndMarks(path_).lastRow(), 1000u);
}

TEST_F(EndMarksTest, a_flipped_bit_ends_no_other_delivery) {
  {
    EndMarks marks(path_);
    marks.reserve(1);
    marks.add({removal(2)});
  }
  const auto sound = content();
  for (std::size_t bit = 0; bit < 16 * 8; ++bit) {
    auto damaged = sound;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    std::ofstream(path_, std::ios::binary) << damaged;
    EXPECT_THAT(left(), ElementsAre(1, 2, 3, 4, 5)) << bit;
  }
}

TEST_F(EndMarksTest, without_a_folder_there_is_no_room) {
  EndMarks marks(folder_.path() / "missing" / "ended");
  EXPECT_THROW(marks.reserve(1), DiskProblem);
  marks.add({removal(2)});
  std::filesystem::create_directory(folder_.path() / "missing");
  marks.renew();
  marks.reserve(1);
  marks.add({removal(3)});
  EXPECT_EQ(EndMarks(folder_.path() / "missing" / "ended").lastRow(), 3u);
}

TEST_F(EndMarksTest, begin_anew_in_place_of_a_removed_file) {
  EndMarks marks(path_);
  marks.reserve(1);
  marks.add({removal(2)});
  marks.renew();
  EXPECT_THAT(left(), ElementsAre(1, 3, 4, 5)) << "it is the same file";
  std::filesystem::remove(path_);
  marks.renew();
  marks.reserve(1);
  marks.add({removal(3)});
  EXPECT_THAT(left(), ElementsAre(1, 2, 4, 5));
}

}  // namespace
}  // namespace herald::core
