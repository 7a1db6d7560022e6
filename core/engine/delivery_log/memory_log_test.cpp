// SPDX-License-Identifier: Apache-2.0
#include "engine/delivery_log/memory_log.h"

#include <gmock/gmock.h>

#include "engine/delivery_log/testing/log_entries.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class MemoryLogTest : public ::testing::Test {
 protected:
  void add(LogRow row, int now = 0) {
    row.entry.sequence = ++last_;
    log.write({row}, bounds, std::chrono::system_clock::time_point(std::chrono::seconds(now)));
  }
  std::vector<std::uint64_t> sequences(const LogQuery& query = {}) {
    std::vector<std::uint64_t> sequences;
    for (const auto& entry : log.read(query).entries) sequences.push_back(entry.sequence);
    return sequences;
  }

  LogBounds bounds{};
  MemoryLog log{std::chrono::system_clock::time_point(1000ms)};
  std::uint64_t last_ = 1000;
};

TEST_F(MemoryLogTest, sequences_go_on_where_no_earlier_process_has_been) {
  EXPECT_EQ(log.extent().last, 1000u);
  add({logEntry("slack")});
  add({logEntry("slack")});
  EXPECT_EQ(log.extent().first, 1001u);
  EXPECT_EQ(log.extent().last, 1002u);
}

TEST_F(MemoryLogTest, the_newest_come_first_and_next_leads_to_the_rest) {
  for (int i = 0; i < 5; ++i) add({logEntry(i == 2 ? "mail" : "slack")});
  LogQuery query{.filter = {.sinks = {"slack"}}, .limit = 2};
  EXPECT_THAT(sequences(query), ElementsAre(1005, 1004));
  query.before = *log.read(query).next;
  EXPECT_THAT(sequences(query), ElementsAre(1002, 1001));
  EXPECT_EQ(log.read(query).next, std::nullopt);
  EXPECT_THAT(sequences({.after = 1003}), ElementsAre(1005, 1004));
}

TEST_F(MemoryLogTest, the_latest_entry_of_a_delivery_stands_for_it) {
  add({logEntry("slack", LogStep::Retry)});
  add({logEntry("mail")});
  add({logEntry("slack")});
  EXPECT_THAT(sequences({.isLatest = true}), ElementsAre(1003, 1002));
  LogFilter retries;
  retries.steps.set(static_cast<std::size_t>(LogStep::Retry));
  EXPECT_THAT(sequences({.filter = retries, .isLatest = true}), IsEmpty());
}

TEST_F(MemoryLogTest, old_rows_and_surplus_ones_go) {
  bounds.age = 10s;
  add({logEntry("slack", LogStep::Delivered, 100)}, 100);
  add({logEntry("slack", LogStep::Delivered, 105)}, 111);
  EXPECT_THAT(sequences(), ElementsAre(1002));
  add({logEntry("slack", LogStep::Delivered, 111), std::string(MemoryLog::kMostBytes, 'x')}, 111);
  EXPECT_THAT(sequences(), IsEmpty()) << "it is larger than everything";
  add({logEntry("slack", LogStep::Delivered, 111)}, 111);
  EXPECT_THAT(sequences(), ElementsAre(1004)) << "and leaves room";
}

TEST_F(MemoryLogTest, has_the_details) {
  add({logEntry("slack"), "[1]", "{\"id\":\"e1\"}"});
  add({logEntry("slack"), "[2]"});
  EXPECT_EQ(log.exchanges(1001), "[1]");
  EXPECT_EQ(log.exchanges(1002), "[2]");
  EXPECT_EQ(log.exchanges(7), "");
  EXPECT_EQ(log.event("e1"), "{\"id\":\"e1\"}");
  EXPECT_EQ(log.event("e2"), "");
  EXPECT_THAT(log.newestEvents(9), ElementsAre("{\"id\":\"e1\"}"));
}

}  // namespace
}  // namespace herald::core
