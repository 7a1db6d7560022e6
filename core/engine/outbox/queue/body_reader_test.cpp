// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/queue/body_reader.h"

#include <gmock/gmock.h>

#include <utility>

#include "engine/outbox/testing/deliveries.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Has rows, and returns none while it fails. A commit adds `committed` to the rows, and refuses `refused`.
class FakeStorage final : public Storage {
 public:
  FakeStorage() : Storage(QueueBounds{.events = 1}) {}

  bool takes(const Event&) const override { return true; }
  bool isOpen() const override { return true; }
  void log(Change) override {}
  std::uint64_t logged() const override HERALD_REQUIRES(mutex) { return 0; }
  void commit() override HERALD_REQUIRES(mutex) {
    rows.merge(committed);
    for (const auto& [sequence, delivery] : std::exchange(refused, {})) index.demote(delivery, 0);
  }
  std::optional<Deliveries> read(const std::vector<std::uint64_t>& sequences) override HERALD_EXCLUDES(mutex) {
    if (fails) return std::nullopt;
    Deliveries found;
    for (const auto sequence : sequences) {
      if (const auto row = rows.find(sequence); row != rows.end()) found.insert(*row);
    }
    return found;
  }
  void sayLost(std::uint64_t sequence, const std::string& sink) override HERALD_REQUIRES(mutex) {
    said.push_back(sink + " " + std::to_string(sequence));
  }
  OutboxHealth health() const override HERALD_REQUIRES(mutex) { return {}; }
  void setWake(Outbox::Wake) override {}

  Deliveries rows{};
  Deliveries committed{};
  Deliveries refused{};
  std::vector<std::string> said{};
  bool fails = false;
};

/// Deliveries that wait on disk; the last of them is also in memory.
class BodyReaderTest : public ::testing::Test {
 protected:
  BodyReaderTest() {
    std::vector<Delivery> deliveries{make("1"), make("2"), make("3")};
    const MutexLock lock(storage_.mutex);
    storage_.index.add(deliveries);
    for (const auto& delivery : deliveries) storage_.rows[delivery.sequence] = delivery;
  }
  std::vector<Delivery> page() {
    const MutexLock lock(storage_.mutex);
    auto deliveries = storage_.index.queue("slack").waiting(0, 9);
    deliveries.back().event = make("3").event;
    return deliveries;
  }
  OutboxCounts counts() {
    const MutexLock lock(storage_.mutex);
    return storage_.index.queue("slack").counts();
  }

  FakeStorage storage_{};
  const BodyReader bodies_{storage_};
};

TEST_F(BodyReaderTest, reads_the_missing_events) {
  auto deliveries = page();
  ASSERT_EQ(deliveries.at(0).event, nullptr);
  EXPECT_TRUE(bodies_.fill(deliveries));
  EXPECT_THAT(ids(deliveries), ElementsAre("1", "2", "3"));
}

TEST_F(BodyReaderTest, keeps_only_what_comes_before_the_first_failure) {
  storage_.fails = true;
  auto deliveries = page();
  EXPECT_FALSE(bodies_.fill(deliveries));
  EXPECT_THAT(deliveries, IsEmpty());
  EXPECT_EQ(counts().waiting, 3u) << "nothing is lost";
}

TEST_F(BodyReaderTest, waits_for_the_commit_of_a_delivery_that_has_just_moved) {
  storage_.committed.insert(storage_.rows.extract(2));
  auto deliveries = page();
  EXPECT_TRUE(bodies_.fill(deliveries));
  EXPECT_THAT(ids(deliveries), ElementsAre("1", "2", "3"));
}

TEST_F(BodyReaderTest, takes_from_memory_what_the_disk_refuses_meanwhile) {
  storage_.refused.insert(storage_.rows.extract(2));
  auto deliveries = page();
  EXPECT_TRUE(bodies_.fill(deliveries));
  EXPECT_THAT(ids(deliveries), ElementsAre("1", "2", "3"));
  EXPECT_EQ(counts().waiting, 3u);
  EXPECT_THAT(storage_.said, IsEmpty());
}

TEST_F(BodyReaderTest, drops_counts_and_says_what_is_gone) {
  storage_.rows.erase(1);
  auto deliveries = page();
  EXPECT_TRUE(bodies_.fill(deliveries));
  EXPECT_THAT(ids(deliveries), ElementsAre("2", "3"));
  EXPECT_EQ(counts().waiting, 2u);
  EXPECT_EQ(counts().dropped.at("unreadable on disk"), 1u);
  EXPECT_THAT(storage_.said, ElementsAre("slack 1"));
}

TEST_F(BodyReaderTest, reads_dead_letters_or_says_that_it_cannot_now) {
  EXPECT_THAT(ids(bodies_.deadLetters({{1, "slack"}, {3, "slack"}})), ElementsAre("1", "3"));
  storage_.fails = true;
  EXPECT_THROW(bodies_.deadLetters({{1, "slack"}}), Unreadable);
}

}  // namespace
}  // namespace herald::core
