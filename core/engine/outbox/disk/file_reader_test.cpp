// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/file_reader.h"

#include <gmock/gmock.h>

#include <thread>

#include "engine/outbox/testing/deliveries.h"
#include "engine/outbox/testing/faulty_disk.h"
#include "herald/testing/temporary_folder.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Property;
using ::testing::Throws;

class FileReaderTest : public ::testing::Test {
 protected:
  std::shared_ptr<OutboxFile> open() {
    return std::make_shared<OutboxFile>(OutboxFile::Options{.path = folder_.path() / "outbox.db", .vfs = disk_.name()},
                                        time_, [](const std::string&) {});
  }
  void write(OutboxFile& file, std::uint64_t sequence) {
    auto delivery = make(std::to_string(sequence), Category::Lifecycle, "slack", 20000);
    delivery.sequence = sequence;
    file.write({{Change::Kind::Add, sequence, delivery, {}}}, true, sequence);
  }

  FaultyDisk disk_{};
  testing::TemporaryFolder folder_{};
  FakeTime time_{};
  FileReader reader_{};
};

TEST_F(FileReaderTest, without_a_file_nothing_can_be_read_for_now) {
  EXPECT_THROW(reader_.read({1}), ReadProblem);
  EXPECT_THAT(reader_.readLast({1}), IsEmpty());
}

TEST_F(FileReaderTest, leaves_out_what_is_not_there) {
  const auto file = open();
  reader_.open(file);
  write(*file, 1);
  EXPECT_THAT(reader_.read({1, 2}).found, ElementsAre(Key(1)));
}

TEST_F(FileReaderTest, a_read_that_fails_is_tried_after_the_next_opening) {
  auto file = open();
  reader_.open(file);
  write(*file, 1);
  disk_.refuseReads(true);
  EXPECT_THROW(reader_.read({1}), DiskProblem);
  EXPECT_THROW(reader_.read({1}), DiskProblem) << "while it is the same opening";
  EXPECT_THAT(reader_.readLast({1}), IsEmpty());
  disk_.refuseReads(false);
  file = open();
  reader_.open(file);
  EXPECT_THAT(reader_.read({1}).found, ElementsAre(Key(1)));
}

TEST_F(FileReaderTest, a_delivery_that_fails_in_two_openings_is_lost) {
  for (int opening = 0; opening < 2; ++opening) {
    const auto file = open();
    reader_.open(file);
    if (opening == 0) write(*file, 1);
    disk_.refuseReads(true);
    if (opening == 0) {
      EXPECT_THROW(reader_.read({1}), DiskProblem);
    } else {
      EXPECT_THAT(reader_.read({1}).found, IsEmpty());
    }
    disk_.refuseReads(false);
  }
}

TEST_F(FileReaderTest, a_good_read_makes_up_for_an_earlier_failure) {
  auto file = open();
  reader_.open(file);
  write(*file, 1);
  for (int failure = 0; failure < 2; ++failure) {
    disk_.refuseReads(true);
    EXPECT_THROW(reader_.read({1}), DiskProblem) << failure;
    disk_.refuseReads(false);
    file = open();
    reader_.open(file);
    EXPECT_THAT(reader_.read({1}).found, ElementsAre(Key(1))) << failure;
    file = open();  // with nothing of it in memory
    reader_.open(file);
  }
}

TEST_F(FileReaderTest, a_failure_belongs_to_the_file_that_was_read) {
  const auto old = open();
  reader_.open(old);
  write(*old, 1);
  const auto file = open();
  const int opening = reader_.opening();
  disk_.holdReads(1);
  std::thread reading([this, opening] {
    EXPECT_THAT([this] { reader_.read({1}); }, Throws<ReadProblem>(Property(&ReadProblem::opening, opening)));
  });
  disk_.awaitHeldRead();
  reader_.open(file);
  disk_.releaseReads(true);
  reading.join();
  EXPECT_NE(reader_.opening(), opening);
  disk_.refuseReads(true);
  EXPECT_THAT([this] { reader_.read({1}); }, Throws<ReadProblem>(Property(&ReadProblem::opening, opening + 1)))
      << "the first failure of this file: nothing is lost yet";
  disk_.refuseReads(false);
  EXPECT_THAT(reader_.read({1}).found, ElementsAre(Key(1)));
}

TEST_F(FileReaderTest, a_read_of_the_old_file_that_hangs_holds_up_no_read_of_the_new_one) {
  const auto old = open();
  reader_.open(old);
  write(*old, 1);
  write(*old, 2);
  const auto file = open();
  disk_.holdReads(1);
  std::thread reading([this] { EXPECT_THAT(reader_.read({1}).found, ElementsAre(Key(1))); });
  disk_.awaitHeldRead();
  reader_.open(file);
  EXPECT_THAT(reader_.read({2}).found, ElementsAre(Key(2)));
  disk_.releaseReads();
  reading.join();
}

TEST_F(FileReaderTest, a_read_that_hangs_holds_up_no_opening) {
  const auto file = open();
  reader_.open(file);
  write(*file, 1);
  disk_.holdReads();
  std::thread reading([this] { EXPECT_THAT(reader_.read({1}).found, ElementsAre(Key(1))); });
  disk_.awaitHeldRead();
  EXPECT_EQ(reader_.open(file), file);
  disk_.releaseReads();
  reading.join();
}

}  // namespace
}  // namespace herald::core
