// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/outbox_file.h"

#include <SQLiteCpp/Database.h>
#include <gmock/gmock.h>

#include <fstream>
#include <random>
#include <set>

#include "engine/outbox/testing/faulty_disk.h"
#include "engine/outbox/testing/roomy_outbox.h"
#include "herald/testing/temporary_folder.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;

class OutboxFileTest : public ::testing::Test {
 protected:
  std::unique_ptr<OutboxFile> open() {
    return std::make_unique<OutboxFile>(OutboxFile::Options{.path = path_}, time_,
                                        [this](const std::string& text) { reports_.push_back(text); });
  }

  /// Writes a file with this many deliveries and closes it.
  void write(int count) {
    const auto file = open();
    std::vector<Change> changes;
    for (int i = 1; i <= count; ++i) {
      auto delivery = make(std::to_string(i), Category::Lifecycle, "slack", 1000);
      delivery.sequence = static_cast<std::uint64_t>(i);
      changes.push_back({Change::Kind::Add, delivery.sequence, delivery});
    }
    file->write(changes, true, static_cast<std::uint64_t>(count));
  }

  std::set<std::uint64_t> sequences(OutboxFile& file) {
    std::set<std::uint64_t> result;
    for (const auto& stored : file.takeStored()) result.insert(stored.sequence);
    return result;
  }

  /// Leaves this many deliveries, and notes, in the spare file only.
  void putIntoSpare(int deliveries, const NoteList& kept = {}) {
    write(deliveries);
    {
      const auto file = open();
      const auto there = sequences(*file);
      const auto rows = file->read({there.begin(), there.end()});
      std::vector<Delivery> whole;
      for (const auto& [sequence, delivery] : rows.found) whole.push_back(delivery);
      file->reserveSpare(0);
      ASSERT_TRUE(file->keepInSpare(whole, kept, static_cast<std::uint64_t>(deliveries)));
    }
    OutboxFile::remove(path_);
  }

  static void keep(OutboxFile& file, const std::string& owner, const std::string& key, const std::string& value) {
    file.write({{.kind = Change::Kind::Keep, .note = std::make_shared<const Note>(Note{owner, key, value})}}, true, 0);
  }

  static std::vector<std::string> notes(OutboxFile& file) {
    std::vector<std::string> result;
    for (const auto& note : file.takeNotes()) result.push_back(note->owner + " " + note->key + " " + note->value);
    return result;
  }

  void setVersion(int version, int application) const {
    SQLite::Database file(path_.string(), SQLite::OPEN_READWRITE);
    file.exec("PRAGMA user_version = " + std::to_string(version));
    file.exec("PRAGMA application_id = " + std::to_string(application));
  }

  /// Writes a file with this many events of four deliveries each. The first delivery of every second one has ended.
  void writeShared(int events) {
    const auto file = open();
    std::vector<Change> changes, ends;
    std::uint64_t sequence = 0;
    for (int i = 1; i <= events; ++i) {
      const auto event = make(std::to_string(i), Category::Lifecycle, "slack", 1000).event;
      if (i % 2 == 0) ends.push_back({.kind = Change::Kind::Remove, .row = sequence + 1});
      for (int sink = 0; sink < 4; ++sink) {
        ++sequence;
        changes.push_back({Change::Kind::Add, sequence, {.sequence = sequence, .sink = "slack", .event = event}});
      }
    }
    file->write(changes, true, sequence);
    file->write(ends, true, sequence);
  }

  std::int64_t number(const std::string& sql) const {
    return SQLite::Database(path_.string()).execAndGet(sql).getInt64();
  }

  /// Makes a file of version 3, in which each row has its own event, of this one.
  void makeVersion3() const {
    SQLite::Database file(path_.string(), SQLite::OPEN_READWRITE);
    file.exec("ALTER TABLE delivery DROP COLUMN back");
    file.exec("PRAGMA user_version = 3");
    file.exec("PRAGMA application_id = 0x48650003");
  }

  /// Makes a file of version 2, which had fewer checksums, of this one.
  void makeOld() const {
    makeVersion3();
    SQLite::Database file(path_.string(), SQLite::OPEN_READWRITE);
    file.exec("ALTER TABLE clock DROP COLUMN checksum");
    file.exec("UPDATE delivery SET checksum = checksum & 4294967295");
    file.exec("PRAGMA user_version = 2");
    file.exec("PRAGMA application_id = 0x48650002");
  }

  void overwrite(std::streamoff offset, const std::string& bytes, const std::string& name = "outbox.db") const {
    std::fstream file(folder_.path() / name, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(offset);
    file << bytes;
  }

  std::vector<std::string> names() const {
    std::vector<std::string> result;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      result.push_back(entry.path().filename().string());
    }
    return result;
  }

  testing::TemporaryFolder folder_{};
  const std::filesystem::path path_ = folder_.path() / "outbox.db";
  FakeTime time_{};
  std::vector<std::string> reports_{};
};

TEST_F(OutboxFileTest, a_newer_one_is_left_alone) {
  write(2);
  setVersion(99, 0x48650063);
  try {
    open();
    FAIL() << "it was opened";
  } catch (const NewerOutbox& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("outbox.db was written by a newer Herald (table version 99"),
                                    HasSubstr("move the file away")));
  }
  setVersion(4, 0x48650004);
  EXPECT_THAT(sequences(*open()), ElementsAre(1, 2));
  EXPECT_THAT(reports_, IsEmpty());
}

TEST_F(OutboxFileTest, a_version_that_nothing_confirms_is_damage) {
  for (const int application : {0, 0x48650004}) {
    for (const int version : {5, 99, -5}) {
      std::filesystem::remove(path_);
      reports_.clear();
      write(2);
      setVersion(version, application);
      EXPECT_THAT(sequences(*open()), ElementsAre(1, 2)) << version;
      EXPECT_THAT(reports_, ElementsAre(HasSubstr("its table version is damaged"))) << version;
    }
  }
}

TEST_F(OutboxFileTest, a_file_of_an_older_herald_gets_its_version_confirmed) {
  write(2);
  SQLite::Database(path_.string(), SQLite::OPEN_READWRITE).exec("PRAGMA application_id = 0");
  EXPECT_THAT(sequences(*open()), ElementsAre(1, 2));
  EXPECT_THAT(reports_, IsEmpty());
  EXPECT_EQ(SQLite::Database(path_.string()).execAndGet("PRAGMA application_id").getInt(), 0x48650004);
}

TEST_F(OutboxFileTest, an_older_one_is_migrated) {
  write(2);
  makeOld();
  {
    SQLite::Database old(path_.string(), SQLite::OPEN_READWRITE);
    old.exec("DROP TABLE note");
    old.exec("PRAGMA user_version = 1");
  }
  const auto file = open();
  EXPECT_THAT(sequences(*file), ElementsAre(1, 2));
  keep(*file, "source.mk3", "printer", "{}");
  EXPECT_THAT(notes(*open()), ElementsAre("source.mk3 printer {}"));
  EXPECT_THAT(reports_, IsEmpty());
}

TEST_F(OutboxFileTest, one_whose_rows_have_an_event_each_is_migrated_and_no_row_of_it_changes) {
  write(3);
  makeVersion3();
  const auto rows = [this] { return number("SELECT sum(checksum % 1000003 * sequence) FROM delivery"); };
  const auto before = rows();
  {
    const auto file = open();
    EXPECT_THAT(sequences(*file), ElementsAre(1, 2, 3));
    EXPECT_EQ(rows(), before);
    EXPECT_EQ(number("PRAGMA user_version"), 4);
    auto second = file->read({2}).found.at(2);
    second.attempts = 3;
    file->write({{Change::Kind::Update, 2, second}, {.kind = Change::Kind::Remove, .row = 1}}, true, 3);
  }
  const auto file = open();
  EXPECT_THAT(file->read({1, 2, 3}).found, ElementsAre(Key(2), Key(3)));
  EXPECT_EQ(file->read({2}).found.at(2).attempts, 3);
  EXPECT_THAT(reports_, IsEmpty());
}

TEST_F(OutboxFileTest, a_damaged_row_in_one_that_is_migrated_is_named_and_costs_no_other) {
  write(3);
  makeVersion3();
  SQLite::Database(path_.string(), SQLite::OPEN_READWRITE)
      .exec(
          "UPDATE delivery SET sink = 'mail' WHERE sequence = 1; UPDATE delivery SET payload = 'x' WHERE sequence = 2");
  const auto file = open();
  EXPECT_THAT(file->takeDamaged(), ElementsAre(Pair(1, HasSubstr("Something of mk3 for the sink mail"))));
  const auto rows = file->read({2, 3});
  EXPECT_THAT(rows.found, ElementsAre(Key(3)));
  EXPECT_THAT(rows.damaged, ElementsAre(Key(2)));
}

TEST_F(OutboxFileTest, a_damaged_page_in_one_that_is_migrated_costs_only_its_rows) {
  write(200);
  makeVersion3();
  const auto size = std::filesystem::file_size(path_);
  overwrite(static_cast<std::streamoff>(size / 2 / 4096 * 4096), std::string(4096, '\xff'));
  const auto left = sequences(*open());
  EXPECT_GT(left.size(), 180u);
  EXPECT_THAT(reports_, ElementsAre(HasSubstr(std::to_string(left.size()) + " deliveries")));
}

/// The files are taken as they are before each write.
TEST_F(OutboxFileTest, a_kill_in_the_middle_of_the_migration_costs_nothing) {
  write(20);
  makeVersion3();
  FaultyDisk disk;
  const testing::TemporaryFolder folder;
  int kills = 0;
  disk.beforeEachWrite([&] {
    const auto killed = folder.path() / std::to_string(++kills);
    std::filesystem::create_directory(killed);
    for (const auto* name : {"outbox.db", "outbox.db-wal"}) {
      if (std::filesystem::exists(folder_.path() / name)) {
        std::filesystem::copy_file(folder_.path() / name, killed / name);
      }
    }
  });
  {
    const OutboxFile file({.path = path_, .vfs = disk.name()}, time_, [](const std::string&) {});
  }
  disk.beforeEachWrite({});
  ASSERT_GT(kills, 3);
  for (int kill = 1; kill <= kills; ++kill) {
    OutboxFile file({.path = folder.path() / std::to_string(kill) / "outbox.db"}, time_,
                    [&](const std::string& text) { ADD_FAILURE() << kill << ": " << text; });
    EXPECT_EQ(sequences(file).size(), 20U) << kill;
    EXPECT_EQ(file.read({1}).found.at(1).event->payload.size(), 1000U) << kill;
  }
}

TEST_F(OutboxFileTest, a_disk_that_refuses_the_migration_leaves_the_file_as_it_was) {
  bool isMigrated = false;
  for (int writes = 0; !isMigrated; ++writes) {
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) std::filesystem::remove(entry);
    write(20);
    makeVersion3();
    FaultyDisk disk;
    disk.refuseWritesAfter(writes);
    try {
      const OutboxFile file({.path = path_, .vfs = disk.name()}, time_, [](const std::string&) {});
      isMigrated = true;
    } catch (const DiskProblem&) {
      EXPECT_EQ(sequences(*open()).size(), 20u) << writes << " writes";
      EXPECT_THAT(reports_, IsEmpty());
    }
  }
}

TEST_F(OutboxFileTest, an_event_of_several_deliveries_is_there_once_until_the_last_of_them_has_ended) {
  writeShared(2);
  EXPECT_EQ(number("SELECT count(*) FROM delivery WHERE payload <> ''"), 2);
  {
    const auto file = open();
    EXPECT_THAT(sequences(*file), ElementsAre(1, 2, 3, 4, 6, 7, 8));
    EXPECT_EQ(file->read({6}).found.at(6).event->id, "2");
    std::vector<Change> ends;
    for (const std::uint64_t row : {6U, 8U, 7U}) ends.push_back({.kind = Change::Kind::Remove, .row = row});
    file->write(ends, true, 8);
  }
  EXPECT_EQ(number("SELECT count(*) FROM delivery WHERE sequence > 4"), 0);
  EXPECT_THAT(sequences(*open()), ElementsAre(1, 2, 3, 4));
}

TEST_F(OutboxFileTest, a_damaged_delivery_leaves_its_event_to_the_others) {
  writeShared(1);
  SQLite::Database(path_.string(), SQLite::OPEN_READWRITE).exec("UPDATE delivery SET sink = 'mail' WHERE sequence = 1");
  EXPECT_THAT(open()->takeDamaged(), ElementsAre(Pair(1, HasSubstr("Something of mk3 for the sink mail"))));
  const auto file = open();
  EXPECT_THAT(file->takeDamaged(), IsEmpty());
  EXPECT_THAT(file->read({1, 2, 3, 4}).found, ElementsAre(Key(2), Key(3), Key(4)));
}

TEST_F(OutboxFileTest, an_event_that_no_delivery_needs_goes_at_the_next_start) {
  writeShared(2);
  SQLite::Database(path_.string(), SQLite::OPEN_READWRITE).exec("DELETE FROM delivery WHERE sequence > 5");
  EXPECT_THAT(sequences(*open()), ElementsAre(1, 2, 3, 4));
  EXPECT_EQ(number("SELECT count(*) FROM delivery"), 4);
  EXPECT_THAT(reports_, IsEmpty());
}

TEST_F(OutboxFileTest, deliveries_whose_event_is_missing_are_named) {
  writeShared(2);
  SQLite::Database(path_.string(), SQLite::OPEN_READWRITE).exec("DELETE FROM delivery WHERE sequence = 5");
  const auto file = open();
  EXPECT_THAT(sequences(*file), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(file->takeDamaged(), ElementsAre(Pair(6, HasSubstr("for the sink slack")), Key(7), Key(8)));
}

TEST_F(OutboxFileTest, shared_events_move_behind_others_with_their_deliveries) {
  writeShared(2);
  {
    const auto file = open();
    file->moveBehind(100);
    file->write({{.kind = Change::Kind::Remove, .row = 101}}, true, 108);
  }
  const auto file = open();
  EXPECT_THAT(sequences(*file), ElementsAre(102, 103, 104, 106, 107, 108));
  for (const std::uint64_t row : {102U, 108U}) EXPECT_EQ(file->read({row}).found.size(), 1U) << row;
}

/// The transaction is undone, and the rows share their events as before.
TEST_F(OutboxFileTest, a_write_that_the_disk_refuses_ends_no_event) {
  writeShared(2);
  FaultyDisk disk;
  OutboxFile file({.path = path_, .vfs = disk.name()}, time_, [](const std::string&) {});
  std::vector<Change> ends;
  for (const std::uint64_t row : {1U, 2U, 3U, 6U, 7U}) ends.push_back({.kind = Change::Kind::Remove, .row = row});
  disk.refuseWrites(true);
  EXPECT_THROW(file.write(ends, true, 8), DiskProblem);
  disk.refuseWrites(false);
  file.write({{.kind = Change::Kind::Remove, .row = 4}, {.kind = Change::Kind::Remove, .row = 8}}, true, 8);
  EXPECT_THAT(file.read({1, 2, 3, 4, 6, 7, 8}).found, ElementsAre(Key(1), Key(2), Key(3), Key(6), Key(7)));
}

/// Others need these events, but nobody can send them. The second one undoes a transaction after the end of the first.
TEST_F(OutboxFileTest, events_that_the_disk_does_not_return_stop_no_end) {
  FaultyDisk disk;
  {
    std::vector<Change> changes;
    for (const std::uint64_t first : {1U, 3U}) {
      auto event = *make(std::to_string(first)).event;
      event.payload = std::string(20000, 'x') + "the end of " + std::to_string(first);
      const auto shared = std::make_shared<const Event>(event);
      for (const auto row : {first, first + 1})
        changes.push_back({Change::Kind::Add, row, {.sequence = row, .sink = "slack", .event = shared}});
    }
    open()->write(changes, true, 4);
  }
  for (const auto* end : {"the end of 1", "the end of 3"})
    disk.breakByte(path_, FaultyDisk::contentOf(path_.string()).find(end));
  OutboxFile file({.path = path_, .vfs = disk.name()}, time_, [](const std::string&) {});
  EXPECT_THAT(file.read({1, 2, 3, 4}).failed, ElementsAre(1, 2, 3, 4));
  for (const std::uint64_t row : {1U, 3U, 2U, 4U}) file.write({{.kind = Change::Kind::Remove, .row = row}}, true, 4);
  EXPECT_EQ(number("SELECT count(*) FROM delivery"), 0);
}

TEST_F(OutboxFileTest, keeps_the_shared_events_of_a_damaged_one) {
  writeShared(100);
  overwrite(0, "xxx");
  const auto file = open();
  const auto there = sequences(*file);
  EXPECT_EQ(there.size(), 350u);
  EXPECT_THAT(reports_, ElementsAre(HasSubstr("350 deliveries")));
  EXPECT_EQ(file->read({there.begin(), there.end()}).found.size(), 350u);
}

/// Those whose event cannot be read are said one by one.
TEST_F(OutboxFileTest, does_not_promise_deliveries_of_a_damaged_one_whose_event_is_missing) {
  writeShared(1);
  SQLite::Database(path_.string(), SQLite::OPEN_READWRITE).exec("DELETE FROM delivery WHERE sequence = 1");
  overwrite(0, "xxx");
  EXPECT_THAT(open()->takeDamaged(), ElementsAre(Pair(2, "delivery 2 for the sink slack"), Key(3), Key(4)));
  EXPECT_THAT(reports_, ElementsAre(HasSubstr("0 deliveries")));
}

TEST_F(OutboxFileTest, one_without_all_checksums_is_migrated_and_gets_them_as_its_rows_change) {
  write(2);
  makeOld();
  {
    const auto file = open();
    EXPECT_THAT(sequences(*file), ElementsAre(1, 2));
    EXPECT_EQ(file->lastSequence(), 2u);
    auto first = file->read({1}).found.at(1);
    first.attempts = 3;
    file->write({{Change::Kind::Update, 1, first}}, true, 2);
  }
  EXPECT_THAT(reports_, IsEmpty());
  SQLite::Database(path_.string(), SQLite::OPEN_READWRITE).exec("UPDATE delivery SET attempts = 4");
  const auto file = open();
  EXPECT_THAT(sequences(*file), ElementsAre(2)) << "which has no checksum of its attempts";
  EXPECT_THAT(file->takeDamaged(), ElementsAre(Key(1)));
}

/// The disk was damaged before the update.
TEST_F(OutboxFileTest, a_damaged_header_of_an_older_one_costs_no_event) {
  write(200);
  makeOld();
  overwrite(28, std::string(4, '\1'));
  overwrite(56, std::string(8, '\x7f'));
  EXPECT_EQ(sequences(*open()).size(), 200u);
}

TEST_F(OutboxFileTest, a_delivery_whose_sink_was_damaged_is_named_once) {
  write(2);
  SQLite::Database(path_.string(), SQLite::OPEN_READWRITE).exec("UPDATE delivery SET sink = 'mail' WHERE sequence = 1");
  {
    const auto file = open();
    EXPECT_THAT(sequences(*file), ElementsAre(2));
    EXPECT_THAT(file->takeDamaged(), ElementsAre(Pair(1, HasSubstr("Something of mk3 for the sink mail"))));
  }
  EXPECT_THAT(open()->takeDamaged(), IsEmpty());
  EXPECT_THAT(reports_, IsEmpty());
}

TEST_F(OutboxFileTest, a_damaged_delivery_that_moves_behind_others_stays_damaged) {
  write(3);
  SQLite::Database(path_.string(), SQLite::OPEN_READWRITE).exec("UPDATE delivery SET sink = 'mail' WHERE sequence = 1");
  const auto file = open();
  SQLite::Database(path_.string(), SQLite::OPEN_READWRITE)
      .exec("UPDATE delivery SET attempts = 7 WHERE sequence = 2");  // damaged meanwhile
  file->moveBehind(100);
  EXPECT_THAT(sequences(*file), ElementsAre(103));
  EXPECT_THAT(file->takeDamaged(), ElementsAre(Key(1), Key(102)));
  EXPECT_THAT(file->read({103}).found, ElementsAre(Key(103)));
}

TEST_F(OutboxFileTest, a_damaged_clock_is_said_and_makes_nothing_old_or_eternal) {
  {
    const auto file = open();
    time_.advance(std::chrono::hours(10));
    for (std::uint64_t sequence : {1U, 2U}) {
      auto delivery = make(std::to_string(sequence));
      delivery.sequence = sequence;
      delivery.accepted = time_.now();
      file->write({{Change::Kind::Add, sequence, delivery}}, true, 2);
    }
  }
  SQLite::Database(path_.string(), SQLite::OPEN_READWRITE)
      .exec("UPDATE clock SET line = line + 86400000, sequence = 9");
  {
    const auto file = open();
    EXPECT_THAT(reports_, ElementsAre(HasSubstr("its clock was damaged on disk")));
    EXPECT_EQ(file->lastSequence(), 2u);
    for (const auto& stored : file->takeStored()) EXPECT_EQ(stored.accepted, time_.now());
  }
  open();
  EXPECT_THAT(reports_, SizeIs(1)) << "it is said once";
}

TEST_F(OutboxFileTest, what_is_in_the_spare_file_comes_back_in_a_new_one) {
  write(2);
  {
    const auto file = open();
    keep(*file, "source.mk3", "printer", "1");
    time_.advance(std::chrono::hours(1));
    auto letter = file->read({2}).found.at(2);
    letter.ending = {.reason = "400: no", .status = 400, .answer = "<no>", .at = time_.now()};
    EXPECT_FALSE(file->keepInSpare({letter}, file->takeNotes(), 2)) << "it has no room";
    file->reserveSpare(0);
    const auto note = std::make_shared<const Note>(Note{"source.mk3", "printer", "2"});
    EXPECT_TRUE(file->keepInSpare({letter}, {note}, 2));
  }
  OutboxFile::remove(path_);
  time_.advance(std::chrono::hours(1));
  for (int opening = 0; opening < 2; ++opening) {
    const auto file = open();
    const auto stored = file->takeStored();
    ASSERT_EQ(stored.size(), 1u);
    EXPECT_EQ(stored[0].sequence, 2u);
    EXPECT_EQ(stored[0].ended, time_.now() - std::chrono::hours(1));
    EXPECT_EQ(file->read({2}).found.at(2).ending.reason, "400: no");
    EXPECT_THAT(notes(*file), ElementsAre("source.mk3 printer 2"));
    EXPECT_EQ(file->lastSequence(), 2u);
  }
  EXPECT_THAT(reports_, IsEmpty());
}

/// A kill between the two.
TEST_F(OutboxFileTest, what_is_in_the_spare_file_and_still_in_this_one_is_there_once) {
  write(2);
  {
    const auto file = open();
    file->reserveSpare(0);
    EXPECT_TRUE(file->keepInSpare({file->read({2}).found.at(2)}, {}, 2));
  }
  EXPECT_THAT(sequences(*open()), ElementsAre(1, 2));
  open()->write({{.kind = Change::Kind::Remove, .row = 2}}, true, 2);
  EXPECT_THAT(sequences(*open()), ElementsAre(1)) << "the spare file is empty again";
}

/// The page has a few of the deliveries.
TEST_F(OutboxFileTest, a_damaged_page_of_the_spare_file_is_said) {
  putIntoSpare(60);
  overwrite(9 * 4096, std::string(4096, '\xff'), "spare");
  const auto left = sequences(*open());
  EXPECT_GT(left.size(), 50u);
  EXPECT_LT(left.size(), 60u);
  EXPECT_THAT(reports_, ElementsAre(AllOf(HasSubstr("spare was damaged"), HasSubstr("may be lost"))));
  EXPECT_EQ(sequences(*open()), left);
  EXPECT_THAT(reports_, SizeIs(1)) << "it is said once";
}

/// One bit of the number of its rows: the others can be read as before.
TEST_F(OutboxFileTest, a_page_of_the_spare_file_that_has_lost_a_row_is_said) {
  putIntoSpare(60);
  const auto rows = FaultyDisk::contentOf((folder_.path() / "spare").string()).at(9 * 4096 + 4);
  overwrite(9 * 4096 + 4, std::string(1, static_cast<char>(rows - 1)), "spare");
  EXPECT_EQ(sequences(*open()).size(), 59u);
  EXPECT_THAT(reports_, ElementsAre(HasSubstr("spare was damaged")));
}

TEST_F(OutboxFileTest, a_damaged_page_of_notes_in_the_spare_file_is_said) {
  NoteList kept;
  for (int i = 100; i < 200; ++i) {
    kept.push_back(std::make_shared<const Note>(Note{"source.mk3", std::to_string(i), std::string(500, 'v')}));
  }
  putIntoSpare(1, kept);
  overwrite(9 * 4096, std::string(4096, '\xff'), "spare");
  const auto left = notes(*open()).size();
  EXPECT_GT(left, 80u);
  EXPECT_LT(left, 100u);
  EXPECT_THAT(reports_, ElementsAre(HasSubstr("spare was damaged")));
}

TEST_F(OutboxFileTest, a_damaged_header_of_the_spare_file_is_said_and_costs_no_delivery) {
  putIntoSpare(60);
  overwrite(0, "xxx", "spare");
  EXPECT_EQ(sequences(*open()).size(), 60u);
  EXPECT_THAT(reports_, ElementsAre(HasSubstr("spare was damaged")));
  EXPECT_THAT(names(), Not(Contains(HasSubstr("spare-"))));
}

TEST_F(OutboxFileTest, keeps_notes_until_they_are_empty) {
  {
    const auto file = open();
    keep(*file, "source.mk3", "printer", "1");
    keep(*file, "source.mk3", "printer", std::string("2\0\xff", 3));
    keep(*file, "source.mk3", "other", "1");
    keep(*file, "sink.mk3", "printer", "1");
    keep(*file, "sink.mk3", "printer", "");
  }
  EXPECT_THAT(notes(*open()), ElementsAre("source.mk3 other 1", std::string("source.mk3 printer 2\0\xff", 22)));
}

TEST_F(OutboxFileTest, a_damaged_note_is_left_out) {
  keep(*open(), "source.mk3", "printer", std::string(500, 'v'));
  std::ifstream in(path_, std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(in), {}};
  overwrite(static_cast<std::streamoff>(content.find(std::string(500, 'v')) + 100), "#");
  EXPECT_THAT(notes(*open()), IsEmpty());
  EXPECT_THAT(reports_, ElementsAre(HasSubstr("was damaged on disk and is lost: source.mk3")));
  open();
  EXPECT_THAT(reports_, SizeIs(1)) << "it is said once";
}

TEST_F(OutboxFileTest, keeps_the_notes_of_a_damaged_one) {
  write(200);
  keep(*open(), "source.mk3", "printer", "1");
  const auto size = std::filesystem::file_size(path_);
  overwrite(static_cast<std::streamoff>(size / 2 / 4096 * 4096), std::string(4096, '\xff'));
  SQLite::Database(path_.string(), SQLite::OPEN_READWRITE);
  const auto file = open();
  EXPECT_THAT(reports_, SizeIs(1));
  EXPECT_THAT(notes(*file), ElementsAre("source.mk3 printer 1"));
}

TEST_F(OutboxFileTest, renames_a_file_that_is_no_database) {
  std::ofstream(path_) << std::string(5000, 'x');
  EXPECT_THAT(sequences(*open()), IsEmpty());
  EXPECT_THAT(reports_, ElementsAre(AllOf(HasSubstr("was damaged"), HasSubstr("outbox.db.damaged-20260131-000000"),
                                          HasSubstr("0 deliveries"))));
  EXPECT_THAT(names(), Contains("outbox.db.damaged-20260131-000000"));
  open();
  EXPECT_THAT(reports_, SizeIs(1)) << "the new one is sound";
}

TEST_F(OutboxFileTest, keeps_the_readable_rows_of_a_damaged_one) {
  write(200);
  const auto size = std::filesystem::file_size(path_);
  overwrite(static_cast<std::streamoff>(size / 2 / 4096 * 4096), std::string(4096, '\xff'));
  const auto file = open();
  const auto left = sequences(*file);
  EXPECT_THAT(reports_, SizeIs(1));
  EXPECT_LT(left.size(), 200u);
  EXPECT_GT(left.size(), 180u) << "a page holds a few rows";
  EXPECT_TRUE(left.contains(1));
  EXPECT_TRUE(left.contains(200));
  EXPECT_EQ(file->read({1}).found.at(1).event->payload, std::string(1000, ' '));
  EXPECT_EQ(file->lastSequence(), 200u);
}

TEST_F(OutboxFileTest, keeps_the_readable_rows_of_a_truncated_one) {
  write(200);
  std::filesystem::resize_file(path_, std::filesystem::file_size(path_) / 2);
  const auto left = sequences(*open());
  EXPECT_THAT(reports_, SizeIs(1));
  EXPECT_GT(left.size(), 20u);
  EXPECT_TRUE(left.contains(1));
}

TEST_F(OutboxFileTest, a_damaged_event_is_left_out) {
  write(1);
  std::ifstream in(path_, std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(in), {}};
  overwrite(static_cast<std::streamoff>(content.find(std::string(900, ' ')) + 100), "#");
  const auto file = open();
  EXPECT_THAT(sequences(*file), ElementsAre(1));
  EXPECT_THAT(file->read({1}).found, IsEmpty());
}

/// The file is opened with each of these bits flipped. No changed event may be read. An event that is missing must be
/// said.
class FlippedBitTest : public OutboxFileTest {
 protected:
  static constexpr int kCount = 50;

  void SetUp() override {
    write(kCount);
    keep(*open(), "source.mk3", "printer", "1");
    std::ifstream in(path_, std::ios::binary);
    sound_.assign(std::istreambuf_iterator<char>(in), {});
    ASSERT_GT(sound_.size(), 20U * 4096);
  }

  /// How many events can be read after the flip.
  int readable(std::size_t byte, int bit) {
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) std::filesystem::remove(entry);
    auto flipped = sound_;
    flipped[byte] = static_cast<char>(flipped[byte] ^ (1 << bit));
    std::ofstream(path_, std::ios::binary) << flipped;
    reports_.clear();
    const auto file = open();
    isSaid_ = !reports_.empty() || !file->takeDamaged().empty();
    int count = 0;
    for (const auto& stored : file->takeStored()) {
      expectAsWritten(stored, byte);
      const auto rows = file->read({stored.sequence});
      count += static_cast<int>(rows.found.size());
      isSaid_ |= !rows.damaged.empty();
      for (const auto& [number, delivery] : rows.found) {
        EXPECT_EQ(delivery.event->payload, std::string(1000, ' ')) << "changed after a flip in byte " << byte;
        EXPECT_EQ(delivery.sink, "slack") << "changed after a flip in byte " << byte;
      }
    }
    return count;
  }

  /// Also its age, unless a damaged clock was said.
  void expectAsWritten(const StoredDelivery& stored, std::size_t byte) const {
    const auto& sink = stored.sink;
    EXPECT_TRUE(sink == "slack" && stored.category == Category::Lifecycle && stored.attempts == 0 && !stored.ended &&
                stored.size == sizeOf(make(stored.id, Category::Lifecycle, sink, 1000)) &&
                (isSaid_ || stored.accepted == Clock::time_point()))
        << "delivery " << stored.sequence << " was changed after a flip in byte " << byte;
  }

  std::string sound_{};
  bool isSaid_ = false;
};

/// The same with events that several deliveries share.
class FlippedSharedBitTest : public FlippedBitTest {
 protected:
  static constexpr int kEvents = 40;
  static constexpr int kDeliveries = kEvents / 2 * 7;

  void SetUp() override {
    writeShared(kEvents);
    std::ifstream in(path_, std::ios::binary);
    sound_.assign(std::istreambuf_iterator<char>(in), {});
  }
};

TEST_F(FlippedSharedBitTest, anywhere_costs_a_few_deliveries_and_is_said) {
  std::mt19937 random(1);
  for (int i = 0; i < 300; ++i) {
    const auto byte = random() % sound_.size();
    const auto count = readable(byte, static_cast<int>(random() % 8));
    ASSERT_TRUE(count == kDeliveries || isSaid_) << "byte " << byte << ", " << count << " left";
  }
}

/// Two bits of each byte, and all of the lowest byte of the version. More would take too long.
TEST_F(FlippedBitTest, the_header_costs_no_event) {
  for (std::size_t byte = 0; byte < 100; ++byte) {
    for (std::size_t bit = byte % 4; bit < 8; bit += 4) {
      ASSERT_EQ(readable(byte, static_cast<int>(bit)), kCount) << "bit " << bit << " of byte " << byte;
    }
  }
  for (int bit = 0; bit < 8; ++bit) ASSERT_EQ(readable(63, bit), kCount) << "bit " << bit << " of the version";
}

TEST_F(FlippedBitTest, the_rest_of_the_first_page_costs_no_event) {
  for (std::size_t byte = 100; byte < 4096; byte += byte < 120 || byte > 2500 ? 7 : 401) {
    ASSERT_EQ(readable(byte, static_cast<int>(byte % 8)), kCount) << "byte " << byte;
  }
}

TEST_F(FlippedBitTest, anywhere_else_costs_a_few_events_and_is_said) {
  std::mt19937 random(1);
  int expensive = 0;
  for (int i = 0; i < 400; ++i) {
    const auto byte = 4096 + random() % (sound_.size() - 4096);
    const auto count = readable(byte, static_cast<int>(random() % 8));
    expensive += count < kCount - 5;  // in the page that leads to the others
    ASSERT_TRUE(count == kCount || isSaid_) << "byte " << byte << ", " << count << " left";
  }
  EXPECT_LE(expensive, 4);
}

/// The page of the clock is the third.
TEST_F(FlippedBitTest, the_clock_costs_no_event) {
  for (std::size_t byte = 3 * 4096 - 40; byte < 3 * 4096; ++byte) {
    ASSERT_EQ(readable(byte, static_cast<int>(byte % 8)), kCount) << "byte " << byte;
  }
}

TEST_F(OutboxFileTest, several_damaged_bytes_of_the_header_cost_no_event) {
  write(200);
  overwrite(0, "xxx");
  overwrite(28, std::string(4, '\1'));
  overwrite(56, std::string(8, '\x7f'));
  const auto file = open();
  EXPECT_EQ(sequences(*file).size(), 200u);
  EXPECT_EQ(file->lastSequence(), 200u);
  EXPECT_THAT(reports_, ElementsAre(AllOf(HasSubstr("its header is damaged"), HasSubstr("200 deliveries"))));
}

TEST_F(OutboxFileTest, a_damaged_list_of_tables_costs_no_event) {
  for (const std::string word :
       {"CREATE", "delivery", "sequence", "INTEGER", "PRIMARY", "KEY", "sink", "TEXT", "NOT"}) {
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) std::filesystem::remove(entry);
    write(200);
    std::ifstream in(path_, std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(in), {}};
    const auto place = content.rfind(word, 4095);
    ASSERT_LT(place, 4096U) << word;
    overwrite(static_cast<std::streamoff>(place + 2), "#");
    EXPECT_EQ(sequences(*open()).size(), 200u) << word;
  }
}

/// Many of their pages become free, and nobody writes zeros over these.
TEST_F(OutboxFileTest, the_ends_of_deliveries_write_less_than_their_events_did) {
  FaultyDisk disk;
  int writes = 0;
  disk.beforeEachWrite([&] { ++writes; });
  OutboxFile file({.path = path_, .vfs = disk.name()}, time_, [](const std::string&) {});
  std::vector<Change> adds, ends;
  for (std::uint64_t sequence = 1; sequence <= 400; ++sequence) {
    auto delivery = make(std::to_string(sequence), Category::Lifecycle, "slack", 1000);
    delivery.sequence = sequence;
    adds.push_back({.kind = Change::Kind::Add, .row = sequence, .delivery = delivery});
    ends.push_back({.kind = Change::Kind::Remove, .row = sequence});
  }
  writes = 0;
  file.write(adds, true, 400);
  const auto ofEvents = std::exchange(writes, 0);
  file.write(ends, true, 400);
  EXPECT_LT(writes, ofEvents * 3 / 4) << "the events took " << ofEvents;
  disk.beforeEachWrite({});
}

/// It is full after any number of writes.
TEST_F(OutboxFileTest, a_disk_that_refuses_the_salvage_leaves_the_damaged_file_for_the_next_try) {
  bool isSalvaged = false;
  for (int writes = 0; !isSalvaged; writes += writes < 20 ? 1 : 10) {
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) std::filesystem::remove(entry);
    write(200);
    overwrite(0, "xxx");
    FaultyDisk disk;
    disk.refuseWritesAfter(writes);
    try {
      OutboxFile file({.path = path_, .vfs = disk.name()}, time_, [](const std::string&) {});
      isSalvaged = true;
      EXPECT_EQ(sequences(file).size(), 200u) << writes << " writes";
    } catch (const DiskProblem&) {
      EXPECT_THAT(names(), Not(Contains(HasSubstr("damaged")))) << writes << " writes";
      EXPECT_EQ(sequences(*open()).size(), 200u) << writes << " writes";
    }
  }
}

}  // namespace
}  // namespace herald::core
