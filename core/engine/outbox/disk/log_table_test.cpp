// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/log_table.h"

#include <gmock/gmock.h>

#include "engine/delivery_log/testing/log_entries.h"
#include "engine/outbox/disk/outbox_schema.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::chrono::system_clock::time_point at(int seconds) {
  return std::chrono::system_clock::time_point(std::chrono::seconds(seconds));
}

class LogTableTest : public ::testing::Test {
 protected:
  LogTableTest() {
    migrate(database_);
    LogTable::make(database_);
  }

  void add(LogRow row, const LogBounds& bounds = {}, int now = 0) {
    row.entry.sequence = ++last_;
    table_.write({row}, bounds, at(now));
  }
  void add(const LogEntry& entry, const LogBounds& bounds = {}, int now = 0) { add(LogRow{entry}, bounds, now); }
  std::vector<std::uint64_t> sequences(const LogQuery& query = {}) {
    std::vector<std::uint64_t> sequences;
    for (const auto& entry : table_.read(query).entries) sequences.push_back(entry.sequence);
    return sequences;
  }

  std::uint64_t last_ = 0;
  SQLite::Database database_{":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
  LogTable table_{database_};
};

TEST_F(LogTableTest, what_it_writes_is_read_as_it_was) {
  auto entry = logEntry("slack", LogStep::Hold, 1700000000);
  entry.category = Category::Error;
  entry.attempt = 3;
  entry.status = 404;
  entry.took = 12345us;
  entry.reason = "404: change the URL";
  entry.address = "https://hooks.example/***";
  entry.answer = "no\n\"such\" hook";
  entry.next = at(1700000300);
  add(entry);
  const auto again = table_.read({}).entries.at(0);
  EXPECT_EQ(again.sequence, 1u);
  EXPECT_EQ(again.time, entry.time);
  EXPECT_EQ(again.step, LogStep::Hold);
  EXPECT_EQ(again.category, Category::Error);
  EXPECT_EQ(again.attempt, 3);
  EXPECT_EQ(again.status, 404);
  EXPECT_EQ(again.took, entry.took);
  EXPECT_EQ(again.next, entry.next);
  for (const auto member : {&LogEntry::sink, &LogEntry::source, &LogEntry::device, &LogEntry::event, &LogEntry::type,
                            &LogEntry::reason, &LogEntry::address, &LogEntry::answer}) {
    EXPECT_EQ(again.*member, entry.*member);
  }
}

TEST_F(LogTableTest, the_newest_come_first_and_next_leads_to_the_rest) {
  EXPECT_EQ(table_.extent().last, 0u);
  for (int i = 0; i < 5; ++i) add(logEntry(i == 2 ? "mail" : "slack"));
  EXPECT_EQ(table_.extent().first, 1u);
  EXPECT_EQ(table_.extent().last, 5u);
  LogQuery query{.filter = {.sinks = {"slack"}}, .limit = 2};
  auto page = table_.read(query);
  EXPECT_THAT(sequences(query), ElementsAre(5, 4));
  ASSERT_EQ(page.next, 4u);
  query.before = *page.next;
  EXPECT_THAT(sequences(query), ElementsAre(2, 1));
  query.before = 1;
  EXPECT_THAT(sequences(query), IsEmpty());
  EXPECT_EQ(table_.read(query).next, std::nullopt);
  EXPECT_THAT(sequences({.after = 3}), ElementsAre(5, 4)) << "for a page that was away";
}

TEST_F(LogTableTest, removes_what_is_too_old) {
  const LogBounds bounds{.age = 10s};
  add(logEntry("slack", LogStep::Rejected, 100), bounds, 100);
  add(logEntry("slack", LogStep::Rejected, 101), bounds, 101);
  add(logEntry("slack", LogStep::Rejected, 111), bounds, 111);
  EXPECT_THAT(sequences(), ElementsAre(3, 2));
}

TEST_F(LogTableTest, removes_the_least_important_first_when_it_is_full) {
  const auto size = sizeOf(logEntry("slack"));
  const LogBounds bounds{.age = 24h, .bytes = size * 8};
  add(logEntry("slack", LogStep::Rejected), bounds);
  add(logEntry("slack", LogStep::Retry), bounds);
  for (int i = 0; i < 7; ++i) add(logEntry("slack"), bounds);
  EXPECT_THAT(sequences(), ElementsAre(9, 8, 7, 6, 5, 2, 1))
      << "nine of them are one too many, and it frees a little more";
}

TEST_F(LogTableTest, counts_what_an_earlier_process_left) {
  const auto size = sizeOf(logEntry("slack"));
  for (int i = 0; i < 8; ++i) add(logEntry("slack"));
  LogTable next(database_);
  auto entry = logEntry("slack");
  entry.sequence = 9;
  next.write({LogRow{entry}}, {.age = 24h, .bytes = size * 8}, at(0));
  EXPECT_THAT(sequences(), ElementsAre(9, 8, 7, 6, 5, 4, 3));
}

TEST_F(LogTableTest, the_latest_entry_of_a_delivery_stands_for_it) {
  add(logEntry("slack", LogStep::Retry));
  add(logEntry("mail"));
  add(logEntry("slack"));
  EXPECT_THAT(sequences({.isLatest = true}), ElementsAre(3, 2));
  LogFilter retries;
  retries.steps.set(static_cast<std::size_t>(LogStep::Retry));
  EXPECT_THAT(sequences({.filter = retries, .isLatest = true}), IsEmpty());
}

TEST_F(LogTableTest, has_the_details_of_an_entry_and_each_event_once) {
  add(LogRow{logEntry("slack"), "[1]", R"({"id":"e1"})"});
  add(LogRow{logEntry("mail"), "[2]", R"({"id":"e1"})"});
  auto other = logEntry("mail");
  other.event = "e2";
  add(LogRow{other, "", R"({"id":"e2"})"});
  EXPECT_EQ(table_.exchanges(1), "[1]");
  EXPECT_EQ(table_.exchanges(2), "[2]");
  EXPECT_EQ(table_.exchanges(3), "");
  EXPECT_EQ(table_.event("e1"), R"({"id":"e1"})");
  EXPECT_EQ(table_.event("e3"), "");
  EXPECT_THAT(table_.newestEvents(9), ElementsAre(R"({"id":"e2"})", R"({"id":"e1"})"));
  EXPECT_THAT(table_.newestEvents(1), ElementsAre(R"({"id":"e2"})"));
}

TEST_F(LogTableTest, details_go_before_any_entry_but_the_newest_of_each_sink_stay) {
  const std::string text(1000, 'x');
  const LogBounds bounds{.age = 24h, .bytes = 20000};
  add(LogRow{logEntry("quiet"), text}, bounds);
  for (int i = 0; i < 40; ++i) add(LogRow{logEntry("busy"), text}, bounds);
  EXPECT_EQ(sequences().size(), 41u);
  EXPECT_EQ(table_.exchanges(1), text);
  EXPECT_EQ(table_.exchanges(2), "");
  for (std::uint64_t newest = 32; newest <= 41; ++newest) EXPECT_EQ(table_.exchanges(newest), text) << newest;
}

TEST_F(LogTableTest, events_go_before_any_entry) {
  const LogBounds bounds{.age = 24h, .bytes = 20000};
  for (int i = 0; i < 40; ++i) {
    auto entry = logEntry("slack");
    entry.event = "e" + std::to_string(i);
    add(LogRow{entry, "", std::string(1000, 'x')}, bounds);
  }
  EXPECT_EQ(sequences().size(), 40u);
  EXPECT_EQ(table_.event("e0"), "");
  EXPECT_NE(table_.event("e39"), "");
}

TEST_F(LogTableTest, details_go_with_their_entry_when_it_is_too_old) {
  const LogBounds bounds{.age = 10s};
  add(LogRow{logEntry("slack", LogStep::Rejected, 100), "[1]", "{}"}, bounds, 100);
  add(logEntry("slack", LogStep::Rejected, 111), bounds, 111);
  EXPECT_EQ(table_.exchanges(1), "");
  EXPECT_EQ(table_.event("e1"), "");
}

TEST_F(LogTableTest, leaves_out_what_the_disk_has_changed) {
  add(logEntry("slack"));
  add(logEntry("slack"));
  add(logEntry("slack"));
  database_.exec("UPDATE attempt SET status = 1 WHERE sequence = 2");
  database_.exec("UPDATE attempt SET step = 77 WHERE sequence = 3");
  EXPECT_THAT(sequences(), ElementsAre(1));
  add(LogRow{logEntry("slack"), "[1]", "{}"});
  database_.exec("UPDATE attempt_exchange SET text = 'x'; UPDATE attempt_event SET text = 'x'");
  EXPECT_EQ(table_.exchanges(4), "");
  EXPECT_EQ(table_.event("e1"), "");
}

TEST_F(LogTableTest, an_older_Herald_ignores_it) {
  add(logEntry("slack"));
  EXPECT_TRUE(hasSoundTables(database_));
  EXPECT_NO_THROW(migrate(database_));
}

TEST_F(LogTableTest, begins_anew_when_it_is_damaged) {
  add(logEntry("slack"));
  LogTable::makeAnew(database_);
  LogTable fresh(database_);
  EXPECT_EQ(fresh.extent().last, 0u);
}

}  // namespace
}  // namespace herald::core
