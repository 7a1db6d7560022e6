// SPDX-License-Identifier: Apache-2.0
#include "engine/delivery_log/split_log.h"

#include <gmock/gmock.h>

#include <stdexcept>

#include "engine/delivery_log/testing/log_entries.h"
#include "engine/delivery_log/testing/memory_log_store.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SplitLogTest : public ::testing::Test {
 protected:
  LogRow row(Category category, const std::string& event = "e1") {
    LogRow made{.entry = logEntry("slack"), .exchanges = "[" + event + "]", .event = R"({"id":")" + event + "\"}"};
    made.entry.sequence = ++last_;
    made.entry.category = category;
    made.entry.event = event;
    return made;
  }
  void add(Category category, const std::string& event = "e1") { log.write({row(category, event)}, {}, {}); }
  static std::vector<std::uint64_t> sequences(const LogPage& page) {
    std::vector<std::uint64_t> all;
    for (const auto& entry : page.entries) all.push_back(entry.sequence);
    return all;
  }

  std::vector<std::uint64_t> pageByPage(std::size_t limit) {
    std::vector<std::uint64_t> all;
    LogQuery query{.limit = limit};
    for (std::optional<std::uint64_t> next = query.before; next;) {
      query.before = *next;
      const auto page = log.read(query);
      EXPECT_LE(page.entries.size(), limit);
      for (const auto sequence : sequences(page)) all.push_back(sequence);
      next = page.next;
    }
    return all;
  }

  MemoryLogStore disk{1000};
  SplitLog log{disk, std::chrono::system_clock::time_point(2000ms)};
  std::uint64_t last_ = 2000;
};

TEST_F(SplitLogTest, what_became_of_progress_never_reaches_the_disk) {
  add(Category::Progress);
  log.write({row(Category::Progress), row(Category::Error), row(Category::Progress)}, {}, {});
  EXPECT_THAT(sequences(disk.read({})), ElementsAre(2003));
  EXPECT_THAT(sequences(log.read({})), ElementsAre(2004, 2003, 2002, 2001));
  disk.awaitWrites(1);
}

TEST_F(SplitLogTest, sequences_go_on_behind_both) {
  EXPECT_EQ(log.extent().last, 2000u);
  add(Category::Other);
  EXPECT_EQ(log.extent().last, 2001u);
  add(Category::Progress);
  EXPECT_EQ(log.extent().last, 2002u);
  EXPECT_EQ(log.extent().first, 2002u) << "what was progress before is not known";
}

TEST_F(SplitLogTest, pages_of_both_leave_no_gap) {
  const auto p = Category::Progress, o = Category::Other;
  for (const auto category : {o, o, p, p, p, o, p, o}) add(category);
  EXPECT_THAT(pageByPage(3), ElementsAre(2008, 2007, 2006, 2005, 2004, 2003, 2002, 2001));
  disk.shortenPages();
  EXPECT_THAT(pageByPage(3), ElementsAre(2008, 2007, 2006, 2005, 2004, 2003, 2002, 2001)) << "the disk has seen less";
}

TEST_F(SplitLogTest, has_the_details_of_both) {
  add(Category::Progress, "e1");
  add(Category::Other, "e2");
  EXPECT_EQ(log.exchanges(2001), "[e1]");
  EXPECT_EQ(log.exchanges(2002), "[e2]");
  EXPECT_EQ(log.event("e1"), R"({"id":"e1"})");
  EXPECT_EQ(log.event("e2"), R"({"id":"e2"})");
  EXPECT_THAT(log.newestEvents(9), ElementsAre(R"({"id":"e2"})", R"({"id":"e1"})"));
  EXPECT_THAT(log.newestEvents(1), ElementsAre(R"({"id":"e2"})"));
}

TEST_F(SplitLogTest, takes_nothing_if_the_disk_refuses) {
  disk.refuse("the disk is full");
  EXPECT_THROW(log.write({row(Category::Progress), row(Category::Other)}, {}, {}), std::runtime_error);
  disk.refuse("");
  EXPECT_THAT(sequences(log.read({})), IsEmpty());
}

}  // namespace
}  // namespace herald::core
