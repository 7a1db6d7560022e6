// SPDX-License-Identifier: Apache-2.0
#include <SQLiteCpp/SQLiteCpp.h>

#include "engine/delivery_log/log_store.h"
#include "engine/delivery_log/testing/log_entries.h"
#include "engine/outbox/disk/disk_problem.h"
#include "engine/outbox/kinds/memory_outbox.h"
#include "engine/outbox/testing/disk_outbox_fixture.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// The delivery log in the file of an outbox.
class StoredLogTest : public DiskOutboxFixture {
 protected:
  LogStore& stored() { return *outbox().deliveryLog(); }
  void add(std::uint64_t sequence, const std::string& sink = "slack") {
    auto entry = logEntry(sink);
    entry.sequence = sequence;
    entry.time = time_.wallClock();
    stored().write({{entry, "[1]", R"({"id":"e1"})"}}, {}, time_.wallClock());
  }
  std::vector<std::uint64_t> sequences() {
    std::vector<std::uint64_t> sequences;
    for (const auto& entry : stored().read({}).entries) sequences.push_back(entry.sequence);
    return sequences;
  }
  /// As long as no outbox is open.
  void execute(const char* sql) const { SQLite::Database(file_.string(), SQLite::OPEN_READWRITE).exec(sql); }
};

TEST_F(StoredLogTest, an_outbox_without_a_log_has_no_entries) {
  EXPECT_THAT(sequences(), IsEmpty());
  EXPECT_EQ(stored().extent().last, 0u);
  EXPECT_EQ(stored().exchanges(1), "");
  EXPECT_EQ(MemoryOutbox().deliveryLog(), nullptr);
}

TEST_F(StoredLogTest, entries_are_there_after_a_restart_beside_the_deliveries) {
  store(make("1"));
  add(1);
  add(2);
  restart();
  EXPECT_THAT(sequences(), ElementsAre(2, 1));
  EXPECT_EQ(stored().extent().last, 2u);
  EXPECT_EQ(stored().exchanges(2), "[1]");
  EXPECT_EQ(stored().event("e1"), R"({"id":"e1"})");
  EXPECT_THAT(stored().newestEvents(9), ElementsAre(R"({"id":"e1"})"));
  EXPECT_THAT(waitingIds(), ElementsAre("1"));
}

TEST_F(StoredLogTest, a_log_without_its_columns_begins_anew_and_no_delivery_is_lost) {
  store(make("1"));
  add(1);
  restart();
  outbox_.reset();
  execute("DROP TABLE attempt; CREATE TABLE attempt (sequence INTEGER PRIMARY KEY)");
  EXPECT_THROW(add(2), DiskProblem);
  add(3);
  EXPECT_THAT(sequences(), ElementsAre(3));
  EXPECT_THAT(waitingIds(), ElementsAre("1"));
  expectNothingSetAside();
}

TEST_F(StoredLogTest, goes_when_the_disk_has_little_room_and_comes_back_later) {
  add(1);
  restart();
  outbox_.reset();
  options_.disk.file.reserve = std::uint64_t{1} << 62;
  EXPECT_THAT(sequences(), IsEmpty()) << "its room is for deliveries";
  EXPECT_THROW(add(2), DiskProblem);
  restart();
  options_.disk.file.reserve = 0;
  add(3);
  EXPECT_THAT(sequences(), ElementsAre(3));
}

TEST_F(StoredLogTest, a_file_that_cannot_be_opened_is_said) {
  std::filesystem::create_directory(file_);
  EXPECT_THROW(add(1), DiskProblem);
  EXPECT_THROW(sequences(), DiskProblem);
  std::filesystem::remove(file_);
}

}  // namespace
}  // namespace herald::core
