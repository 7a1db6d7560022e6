// SPDX-License-Identifier: Apache-2.0
#include "engine/delivery_log/delivery_log.h"

#include <Poco/String.h>
#include <gmock/gmock.h>

#include "engine/delivery_log/testing/log_entries.h"
#include "engine/delivery_log/testing/memory_log_store.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

/// Hides what `secret` is at the moment when an entry comes.
DeliveryLog::Mask hiding(const std::string& secret) {
  return [&secret] {
    return [now = secret](std::string_view text) { return Poco::replace(std::string(text), now, std::string("***")); };
  };
}

class DeliveryLogTest : public ::testing::Test {
 protected:
  std::vector<std::string> sinksInStore() {
    std::vector<std::string> sinks;
    for (const auto& entry : store.read({}).entries) sinks.push_back(entry.sink);
    return sinks;
  }

  std::vector<std::uint64_t> sequencesWithRequest() {
    std::vector<std::uint64_t> sequences;
    for (const auto& entry : store.read({.limit = kMostLogPage}).entries) {
      if (!store.exchanges(entry.sequence).empty()) sequences.insert(sequences.begin(), entry.sequence);
    }
    return sequences;
  }

  /// The log writes what was added.
  void letItWrite(int number) {
    time.awaitWaiterIn(DeliveryLog::kWrite, DeliveryLog::kWrite);
    time.advance(DeliveryLog::kWrite);
    store.awaitWrites(number);
    time.awaitWaiters(1);  // it has told the listeners too
  }

  FakeTime time{};
  MemoryLogStore store{};
};

TEST_F(DeliveryLogTest, writes_what_came_within_a_moment_at_once) {
  DeliveryLog log(store, time, {});
  log.add(logEntry("slack"));
  log.add(logEntry("mail"));
  EXPECT_THAT(sinksInStore(), IsEmpty());
  letItWrite(1);
  EXPECT_THAT(sinksInStore(), ElementsAre("mail", "slack"));
}

TEST_F(DeliveryLogTest, writes_what_waits_before_it_ends) {
  DeliveryLog(store, time, {}).add(logEntry("slack"));
  EXPECT_THAT(sinksInStore(), ElementsAre("slack"));
}

TEST_F(DeliveryLogTest, sequences_continue_those_of_an_earlier_process) {
  MemoryLogStore old(41);
  {
    DeliveryLog log(old, time, {});
    log.add(logEntry("slack"));
    log.add(logEntry("slack"));
  }
  const auto entries = old.read({}).entries;
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].sequence, 43u);
  EXPECT_EQ(entries[1].sequence, 42u);
}

TEST_F(DeliveryLogTest, hides_the_secrets_of_an_address_from_the_disk_and_from_listeners) {
  std::vector<std::string> heard;
  {
    DeliveryLog log(store, time,
                    [] { return [](std::string_view) { return std::string("https://hooks.example/***"); }; });
    const auto live = log.subscribe({}, [&](const auto& news) {
      for (const auto* entry : news) heard.push_back(entry->address);
    });
    auto entry = logEntry("slack");
    entry.address = "https://hooks.example/secret";
    log.add(entry);
    letItWrite(1);
  }
  EXPECT_THAT(heard, ElementsAre("https://hooks.example/***"));
  EXPECT_EQ(store.read({}).entries.at(0).address, "https://hooks.example/***");
}

TEST_F(DeliveryLogTest, keeps_the_details_of_each_entry_and_hides_their_secrets) {
  const auto event = std::make_shared<const Event>(Event{.type = "PrintDone", .id = "e1"});
  constexpr int kMany = 1000;
  {
    const std::string secret = "s3cret";
    DeliveryLog log(store, time, hiding(secret));
    for (int i = 0; i < kMany; ++i) log.add(logEntry("slack"), {event, {{.request = {.url = "s3cret"}}}});
  }
  const auto first = store.extent().first;
  for (int i = 0; i < kMany; ++i) {
    EXPECT_THAT(store.exchanges(first + static_cast<std::uint64_t>(i)),
                AllOf(HasSubstr("***"), Not(HasSubstr("s3cret"))));
  }
  EXPECT_EQ(store.event("e1"), eventText(*event));
}

TEST_F(DeliveryLogTest, hides_secrets_that_a_reload_drops_before_the_entry_is_written) {
  std::string secret = "old-s3cret";
  {
    DeliveryLog log(store, time, hiding(secret));
    auto entry = logEntry("slack");
    entry.address = "https://hooks.example/old-s3cret";
    log.add(entry, {{}, {{.request = {.url = "https://hooks.example/old-s3cret"}}}});
    secret = "new-s3cret";
  }
  EXPECT_EQ(store.read({}).entries.at(0).address, "https://hooks.example/***");
  EXPECT_THAT(store.exchanges(1), AllOf(HasSubstr("https://hooks.example/***"), Not(HasSubstr("s3cret"))));
}

/// Less than half of the room for details, so that two of them fit.
LogDetail largeDetail() {
  return {{}, {{.request = {.body = std::string(DeliveryLog::kMostDetailBytes * 4 / 10, 'x')}}}};
}

TEST_F(DeliveryLogTest, details_that_wait_are_bounded_and_the_newest_ones_stay) {
  {
    DeliveryLog log(store, time, {});
    for (int i = 0; i < 4; ++i) log.add(logEntry("slack"), largeDetail());
  }
  EXPECT_THAT(sequencesWithRequest(), ElementsAre(3, 4));
  EXPECT_EQ(store.read({}).entries.size(), 4u) << "the entries themselves are there";
}

TEST_F(DeliveryLogTest, an_attempt_that_failed_takes_room_from_those_that_delivered_and_never_gives_it_to_them) {
  {
    DeliveryLog log(store, time, {});
    log.add(logEntry("slack", LogStep::Rejected), largeDetail());
    log.add(logEntry("slack"), largeDetail());
    log.add(logEntry("slack", LogStep::Retry), largeDetail());
    log.add(logEntry("slack"), largeDetail());
  }
  EXPECT_THAT(sequencesWithRequest(), ElementsAre(1, 3));
}

TEST_F(DeliveryLogTest, of_those_that_failed_the_newest_ones_stay) {
  {
    DeliveryLog log(store, time, {});
    for (int i = 0; i < 4; ++i) log.add(logEntry("slack", LogStep::Hold), largeDetail());
  }
  EXPECT_THAT(sequencesWithRequest(), ElementsAre(3, 4));
}

TEST_F(DeliveryLogTest, there_is_room_again_when_the_disk_has_what_waited) {
  DeliveryLog log(store, time, {});
  for (int round = 1; round <= 2; ++round) {
    for (int i = 0; i < 3; ++i) log.add(logEntry("slack"), largeDetail());
    letItWrite(round);
  }
  EXPECT_THAT(sequencesWithRequest(), ElementsAre(2, 3, 5, 6)) << "the oldest of each round went without";
}

TEST_F(DeliveryLogTest, in_a_flood_only_attempts_that_failed_keep_their_details) {
  DeliveryLog log(store, time, {}, {.bytes = 2 * DeliveryLog::kMostDetailBytes});
  for (int i = 0; i < 2; ++i) log.add(logEntry("slack"), largeDetail());
  letItWrite(1);
  log.add(logEntry("slack"), largeDetail());
  log.add(logEntry("slack", LogStep::Retry), largeDetail());
  letItWrite(2);
  EXPECT_THAT(sequencesWithRequest(), ElementsAre(1, 2, 4));
  time.advance(std::chrono::seconds(30));
  log.add(logEntry("slack"), largeDetail());
  letItWrite(3);
  EXPECT_THAT(sequencesWithRequest(), ElementsAre(1, 2, 4, 5));
}

TEST_F(DeliveryLogTest, leaves_out_and_counts_what_a_flood_would_drive_out_of_the_log_again) {
  DeliveryLog log(store, time, {}, {.bytes = 8 * sizeOf(logEntry("slack"))});
  for (int i = 0; i < 6; ++i) log.add(logEntry("slack"));
  log.add(logEntry("fails", LogStep::Retry));
  EXPECT_EQ(log.health().lost, 2u);
  letItWrite(1);
  EXPECT_THAT(sinksInStore(), UnorderedElementsAre("slack", "slack", "slack", "slack", "fails"));
  time.advance(std::chrono::minutes(1));
  for (int i = 0; i < 4; ++i) log.add(logEntry("slack"));
  EXPECT_EQ(log.health().lost, 2u);
}

TEST_F(DeliveryLogTest, details_that_the_disk_refuses_are_bounded_too) {
  const LogDetail detail{{}, {{.request = {.body = std::string(AttemptTrace::kMostRequest / 2, 'x')}}}};
  const auto half = DeliveryLog::kMostDetailBytes / detail.exchanges.front().request.body.size() * 6 / 10;
  {
    DeliveryLog log(store, time, {});
    log.add(logEntry("slack"));
    letItWrite(1);
    store.refuse("the disk is full");
    for (int round = 2; round <= 3; ++round) {
      for (std::size_t i = 0; i < half; ++i) log.add(logEntry("slack"), detail);
      letItWrite(round);
    }
    store.refuse("");
  }
  EXPECT_LE(store.detailBytes(), DeliveryLog::kMostDetailBytes);
  EXPECT_GT(store.detailBytes(), DeliveryLog::kMostDetailBytes / 2);
}

TEST_F(DeliveryLogTest, keeps_entries_while_the_disk_refuses_and_tells_listeners_of_each_once) {
  std::vector<std::string> heard;
  DeliveryLog log(store, time, {});
  const auto live = log.subscribe({}, [&](const auto& news) {
    for (const auto* entry : news) heard.push_back(entry->sink);
  });
  log.add(logEntry("slack"));
  letItWrite(1);
  store.refuse("the disk is full");
  log.add(logEntry("mail"));
  letItWrite(2);
  log.add(logEntry("ntfy"));
  time.awaitWaiterIn(DeliveryLog::kWrite, DeliveryLog::kWrite);
  EXPECT_EQ(log.health().problem, "the disk is full");
  store.refuse("");
  letItWrite(3);
  EXPECT_THAT(sinksInStore(), ElementsAre("ntfy", "mail", "slack"));
  log.add(logEntry("last"));
  time.awaitWaiterIn(DeliveryLog::kWrite, DeliveryLog::kWrite);
  EXPECT_EQ(log.health().problem, "");
  EXPECT_EQ(log.health().lost, 0u);
  EXPECT_THAT(heard, ElementsAre("slack", "mail", "ntfy"));
}

TEST_F(DeliveryLogTest, tries_a_disk_again_though_nothing_is_new) {
  store.refuse("the disk is full");
  DeliveryLog log(store, time, {});
  log.add(logEntry("slack"));
  time.awaitWaiterIn(DeliveryLog::kWrite, DeliveryLog::kWrite);
  time.advance(DeliveryLog::kWrite);
  time.awaitWaiterIn(DeliveryLog::kRetry, DeliveryLog::kRetry);
  store.refuse("");
  time.advance(DeliveryLog::kRetry);
  letItWrite(1);
  EXPECT_THAT(sinksInStore(), ElementsAre("slack"));
}

TEST_F(DeliveryLogTest, entries_that_the_disk_refuses_are_bounded) {
  constexpr int kRounds = 4;
  DeliveryLog log(store, time, {});
  log.add(logEntry("slack"));
  letItWrite(1);
  store.refuse("the disk is full");
  for (int round = 1; round <= kRounds; ++round) {
    for (std::size_t i = 0; i < DeliveryLog::kMostWaiting / kRounds; ++i) log.add(logEntry("slack"));
    letItWrite(1 + round);
  }
  EXPECT_EQ(log.health().lost, 0u);
  for (int i = 0; i < 10; ++i) log.add(logEntry("slack"));
  letItWrite(2 + kRounds);
  EXPECT_EQ(log.health().lost, 10u);
}

TEST_F(DeliveryLogTest, counts_what_it_cannot_keep) {
  store.refuse("the disk is full");
  DeliveryLog log(store, time, {});
  const auto most = static_cast<int>(DeliveryLog::kMostWaiting);
  for (int i = 0; i < 3 * most; ++i) log.add(logEntry("slack"));
  while (log.health().lost < static_cast<std::uint64_t>(most)) std::this_thread::yield();
  EXPECT_LE(log.health().lost, static_cast<std::uint64_t>(2 * most));
}

}  // namespace
}  // namespace herald::core
