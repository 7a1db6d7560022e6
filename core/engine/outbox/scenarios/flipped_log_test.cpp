// SPDX-License-Identifier: Apache-2.0
// A kill leaves a log beside the outbox's file, and the disk flips a bit of it.
#include <SQLiteCpp/Database.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <random>
#include <set>

#include "engine/outbox/damage.h"
#include "engine/outbox/testing/disk_outbox_fixture.h"

namespace herald::core {
namespace {

/// How much of the log is in the file already when the process is killed.
enum class Checkpoint { None, Middle, End };

class FlippedLogTest : public DiskOutboxFixture, public ::testing::WithParamInterface<Checkpoint> {
 protected:
  /// Some deliveries to two sinks. A few of them end, one as a dead letter, and one is moved.
  void use() {
    publish(12);
    outbox().move("mail", "phone");
    end(3);
    if (GetParam() == Checkpoint::Middle) checkpoint();
    publish(12);
    end(2);
    const auto last = outbox().waiting("slack", 0, 1).at(0);
    outbox().bury(last, {.reason = "400: no"});
    outbox().flush();
    if (GetParam() == Checkpoint::End) checkpoint();
  }

  void publish(int count) {
    for (int i = 0; i < count; ++i) {
      const auto id = std::to_string(++last_);
      const std::string sink = last_ % 3 == 0 ? "mail" : "slack";
      auto event = *make(id, Category::Error, sink, 1500).event;
      event.payload += id;
      store({.sink = sink, .event = std::make_shared<const Event>(event)});
      open_.insert(id);
    }
  }

  void end(std::size_t count) {
    for (const auto& delivery : outbox().waiting("slack", 0, count)) {
      outbox().delivered(delivery);
      open_.erase(delivery.event->id);
    }
  }

  void checkpoint() const { SQLite::Database(file_.string(), SQLite::OPEN_READWRITE).exec("PRAGMA wal_checkpoint"); }

  /// Opens what a kill left, with one bit of the log flipped. What a sink would get is as it was published, and what is
  /// missing is said.
  void expectSoundAfter(const testing::TemporaryFolder& killed, std::size_t byte, int bit) {
    const testing::TemporaryFolder after;
    for (const auto& entry : std::filesystem::directory_iterator(killed.path())) {
      std::filesystem::copy_file(entry.path(), after.path() / entry.path().filename());
    }
    flip(after.path() / "outbox.db-wal", byte, bit);
    FakeTime time;
    const auto opened = openDisk(after.path(), time);
    ASSERT_TRUE(opened->health().durable) << opened->health().problem;
    std::set<std::string> there;
    for (const std::string sink : {"slack", "mail", "phone"}) {
      auto deliveries = opened->waiting(sink, 0, 1000);
      for (auto& letter : opened->deadLetters().list({.sink = sink}, 0, 1000)) deliveries.push_back(std::move(letter));
      for (const auto& delivery : deliveries) {
        EXPECT_TRUE(there.insert(delivery.event->id).second) << "twice";
        expectAsPublished(delivery);
      }
    }
    const bool isWhole = std::includes(there.begin(), there.end(), open_.begin(), open_.end());
    EXPECT_TRUE(isWhole || !damageOf(*opened).empty()) << "something is missing in silence";
    lossy_ += isWhole ? 0 : 1;
  }

  static void flip(const std::filesystem::path& file, std::size_t byte, int bit) {
    auto content = FaultyDisk::contentOf(file.string());
    content.at(byte) = static_cast<char>(content.at(byte) ^ (1 << bit));
    std::ofstream(file, std::ios::binary) << content;
  }

  static void expectAsPublished(const Delivery& delivery) {
    const auto& event = *delivery.event;
    const auto number = std::stoi(event.id);
    EXPECT_EQ(event.payload, std::string(1500, ' ') + event.id);
    EXPECT_EQ(event.category, Category::Error);
    const bool mayBeMoved = number <= 12 && delivery.sink == "phone";
    EXPECT_TRUE(number % 3 == 0 ? delivery.sink == "mail" || mayBeMoved : delivery.sink == "slack") << event.id;
    EXPECT_EQ(delivery.attempts, 0);
    EXPECT_EQ(delivery.accepted, Clock::time_point());
  }

  int last_ = 0;
  std::set<std::string> open_{};  // the ids that have not been delivered
  int lossy_ = 0;                 // how many flips cost something
};

INSTANTIATE_TEST_SUITE_P(Checkpoints, FlippedLogTest,
                         ::testing::Values(Checkpoint::None, Checkpoint::Middle, Checkpoint::End));

TEST_P(FlippedLogTest, changes_no_event_keeps_no_daemon_down_and_loses_nothing_in_silence) {
  use();
  const testing::TemporaryFolder killed;
  copyTo(killed.path());
  const auto size = std::filesystem::file_size(killed.path() / "outbox.db-wal");
  ASSERT_GT(size, 8U * 4096);
  for (std::size_t byte = 0; byte < 56; ++byte) expectSoundAfter(killed, byte, static_cast<int>(byte % 8));
  std::mt19937 random(1);
  for (int i = 0; i < 80 && !HasFailure(); ++i) {
    expectSoundAfter(killed, random() % size, static_cast<int>(random() % 8));
  }
  EXPECT_TRUE(lossy_ > 0 || GetParam() == Checkpoint::End) << "the flips have met nothing";
}

}  // namespace
}  // namespace herald::core
