// SPDX-License-Identifier: Apache-2.0
// What a DiskOutbox says about deliveries that the disk has lost.
#include <Poco/Logger.h>
#include <SQLiteCpp/Database.h>

#include <fstream>
#include <thread>

#include "engine/outbox/damage.h"
#include "engine/outbox/testing/disk_outbox_fixture.h"
#include "testing/capture_channel.h"

namespace herald::core {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class LostDeliveryTest : public DiskOutboxFixture {
 protected:
  LostDeliveryTest() { logger_.setChannel(log_); }
  ~LostDeliveryTest() override {
    restart();
    logger_.setChannel(nullptr);
  }

  std::vector<std::string> linesWith(const std::string& text) const {
    std::vector<std::string> result;
    for (const auto& line : log_->lines()) {
      if (line.find(text) != std::string::npos) result.push_back(line);
    }
    return result;
  }

  void change(const std::string& sql) const { SQLite::Database(file_.string(), SQLite::OPEN_READWRITE).exec(sql); }

  /// Its event takes several pages of the disk, and is not in memory after a restart.
  static Delivery large(const std::string& id) {
    auto delivery = make(id);
    auto event = *delivery.event;
    event.payload = std::string(100000, 'x');
    delivery.event = std::make_shared<Event>(event);
    return delivery;
  }
  void breakEndOfEvent() { disk_.breakByte(file_, FaultyDisk::contentOf(file_.string()).rfind("xxx")); }

  Poco::AutoPtr<CaptureChannel> log_{new CaptureChannel};
  Poco::Logger& logger_ = Poco::Logger::get("outbox");
};

TEST_F(LostDeliveryTest, one_whose_row_is_missing_is_named_with_its_sink) {
  options_.bounds.events = 0;
  store(make("1"));
  change("DELETE FROM delivery");
  EXPECT_THAT(waitingIds(), IsEmpty());
  EXPECT_THAT(log_->lines(), Contains(EndsWith("delivery 1 for the sink slack is missing on disk and is lost")));
}

/// The page with all but its event is damaged, so only the index knows something.
TEST_F(LostDeliveryTest, one_whose_page_is_damaged_is_named_with_its_sink) {
  store(large("1"));
  restart();
  outbox();
  std::fstream(file_, std::ios::in | std::ios::out | std::ios::binary).seekp(4096) << std::string(4096, '\xff');
  change("UPDATE clock SET wall = wall + 1");  // from here on, SQLite reads that page anew
  EXPECT_THAT(waitingIds(), IsEmpty());
  EXPECT_THAT(log_->lines(), Contains(EndsWith("delivery 1 for the sink slack was damaged on disk and is lost")));
}

TEST_F(LostDeliveryTest, one_that_the_disk_does_not_return_is_named_with_its_event_and_device) {
  store(large("1"));
  restart();
  breakEndOfEvent();
  EXPECT_THROW(waitingIds(), Unreadable);
  retry();
  EXPECT_THAT(waitingIds(), IsEmpty());
  EXPECT_THAT(log_->lines(), Contains(EndsWith("delivery 1, Something of mk3 for the sink slack (event 1) was damaged "
                                               "on disk and is lost")));
}

/// An attempt of it is under way, so it does not go back to where it was.
TEST_F(LostDeliveryTest, a_move_that_the_disk_neither_takes_nor_returns_is_named_with_both_sinks) {
  store(large("1"));
  restart();
  outbox();
  disk_.holdWrites();
  std::thread moving([this] { outbox().move("slack", "mail"); });
  disk_.awaitHeldWrite();
  auto moved = make("1", Category::Lifecycle, "mail");
  moved.sequence = outbox().lastSequence();
  EXPECT_TRUE(outbox().claim(moved));
  disk_.refuseReads(true);
  disk_.refuseWrites(true);
  disk_.releaseWrites();
  moving.join();
  EXPECT_THAT(log_->lines(), Contains(EndsWith("delivery 2 for the sink mail, which was moved from the sink slack, "
                                               "cannot be read from disk and is lost")));
  EXPECT_THAT(damageOf(outbox()), HasSubstr("1 delivery is lost, damaged or unreadable on disk: the log names it"));
  disk_.refuseReads(false);
  disk_.refuseWrites(false);
}

TEST_F(LostDeliveryTest, one_that_was_only_in_a_deleted_file_is_named_with_its_sink) {
  store(large("1"));
  restart();
  breakEndOfEvent();
  outbox();
  std::filesystem::remove(file_);
  store(make("2", Category::Lifecycle, "mail"));
  retry();
  EXPECT_TRUE(outbox().health().durable) << outbox().health().problem;
  EXPECT_THAT(log_->lines(),
              Contains(EndsWith("delivery 1 for the sink slack cannot be read from the old file and is lost")));
  EXPECT_THAT(damageOf(outbox()), HasSubstr("1 delivery is lost"));
}

TEST_F(LostDeliveryTest, of_many_the_first_are_named_until_they_are_acknowledged) {
  const auto damageAll = [this](std::size_t count) {
    std::vector<Delivery> deliveries;
    for (std::size_t i = 0; i < count; ++i) deliveries.push_back(make(std::to_string(i)));
    outbox().store(deliveries);
    restart();
    change("UPDATE delivery SET sink = 'mail'");
    outbox();
  };
  damageAll(Damage::kNamed + 2);
  EXPECT_EQ(linesWith("for the sink mail").size(), Damage::kNamed);
  EXPECT_THAT(log_->lines(),
              Contains(EndsWith("2 more deliveries are lost in the same way: the log names only the first 100")));
  EXPECT_THAT(damageOf(outbox()), AllOf(HasSubstr("102 deliveries are lost"), EndsWith("names the first 100 of them")));
  damageAll(1);
  EXPECT_EQ(linesWith("for the sink mail").size(), Damage::kNamed);
  EXPECT_THAT(linesWith("1 more delivery is lost in the same way"), Not(IsEmpty()));
  acknowledgeDamage(outbox());
  damageAll(1);
  EXPECT_EQ(linesWith("for the sink mail").size(), Damage::kNamed + 1);
}

/// Its only copy is in the spare file after a kill between the old file and the new one.
TEST_F(LostDeliveryTest, a_damaged_spare_file_is_damage_of_the_outbox) {
  outbox().bury(store(large("1")), {.reason = "400: no", .at = time_.now()});
  const auto big = store(make("2", Category::Lifecycle, "slack", 3000000));
  disk_.refuseGrowth(true, false);
  store(make("4"));
  outbox().delivered(big);
  retry();
  const testing::TemporaryFolder asAfterAKill;
  copyTo(asAfterAKill.path());
  std::fstream(asAfterAKill.path() / "spare", std::ios::in | std::ios::out | std::ios::binary).seekp(5 * 4096L)
      << std::string(4096, '\xff');
  const auto after = openDisk(asAfterAKill.path(), time_);
  EXPECT_THAT(deadIds(*after), IsEmpty());
  EXPECT_THAT(damageOf(*after), HasSubstr("spare was damaged"));
}

}  // namespace
}  // namespace herald::core
