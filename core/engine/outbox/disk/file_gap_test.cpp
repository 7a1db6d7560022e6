// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/file_gap.h"

#include <gmock/gmock.h>

#include "engine/outbox/testing/deliveries.h"
#include "engine/outbox/testing/recording_log.h"
#include "herald/testing/temporary_folder.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// An old file with what the index knows, and a new one.
class FileGapTest : public ::testing::Test {
 protected:
  std::shared_ptr<OutboxFile> open(const std::string& name) {
    return std::make_shared<OutboxFile>(OutboxFile::Options{.path = folder_.path() / name}, time_,
                                        [](const std::string&) {});
  }
  void store(const std::vector<std::string>& ids) {
    std::vector<Delivery> deliveries;
    for (const auto& id : ids) deliveries.push_back(make(id));
    index_.add(deliveries);
    writeLog(*old_);
  }
  void writeLog(OutboxFile& file) { file.write(std::exchange(log_.changes, {}), true, index_.lastSequence()); }
  std::vector<std::uint64_t> close(OutboxFile& file) {
    reader_.open(old_);
    return FileGap(index_, file.takeStored()).close(file, reader_);
  }
  std::vector<std::uint64_t> sequencesIn(const std::string& name) {
    std::vector<std::uint64_t> result;
    for (const auto& stored : open(name)->takeStored()) result.push_back(stored.sequence);
    return result;
  }

  testing::TemporaryFolder folder_{};
  FakeTime time_{};
  RecordingLog log_{};
  OutboxIndex index_{{}, log_};
  std::shared_ptr<OutboxFile> old_ = open("old.db");
  FileReader reader_{};
};

TEST_F(FileGapTest, an_empty_file_gets_everything_from_the_old_one) {
  store({"1", "2", "3"});
  index_.keep({.owner = "source.mk3", .key = "printer", .value = "{}"});
  log_.changes.clear();
  EXPECT_THAT(close(*open("new.db")), IsEmpty());
  EXPECT_THAT(sequencesIn("new.db"), ElementsAre(1, 2, 3));
  const auto file = open("new.db");
  EXPECT_EQ(file->lastSequence(), 3u);
  EXPECT_EQ(file->read({2}).found.at(2).event->id, "2");
  EXPECT_EQ(file->takeNotes().at(0)->value, "{}");
}

TEST_F(FileGapTest, the_same_file_loses_what_has_ended) {
  store({"1", "2"});
  auto first = make("1");
  first.sequence = 1;
  index_.queue("slack").deliver(first);
  EXPECT_THAT(close(*open("old.db")), IsEmpty());
  EXPECT_THAT(sequencesIn("old.db"), ElementsAre(2));
}

TEST_F(FileGapTest, the_same_file_keeps_the_rows_of_what_is_in_memory_only) {
  store({"1", "2"});
  auto first = make("1");
  first.sequence = 1;
  index_.demote(first, 1);
  EXPECT_THAT(close(*open("old.db")), IsEmpty());
  EXPECT_THAT(sequencesIn("old.db"), ElementsAre(1, 2));
}

TEST_F(FileGapTest, what_the_old_file_does_not_have_is_reported) {
  store({"1", "2"});
  old_->write({{.kind = Change::Kind::Remove, .row = 1}}, true, 2);
  EXPECT_THAT(close(*open("new.db")), ElementsAre(1));
  EXPECT_THAT(sequencesIn("new.db"), ElementsAre(2));
}

TEST_F(FileGapTest, many_deliveries_are_copied) {
  std::vector<std::string> ids;
  for (int i = 0; i < 600; ++i) ids.push_back(std::to_string(i));
  store(ids);
  EXPECT_THAT(close(*open("new.db")), IsEmpty());
  EXPECT_EQ(sequencesIn("new.db").size(), 600u);
}

}  // namespace
}  // namespace herald::core
