// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/in_flight.h"

#include <algorithm>
#include <fstream>

#include "engine/outbox/testing/disk_outbox_fixture.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class InFlightTest : public DiskOutboxFixture {
 protected:
  /// Attempts the waiting deliveries with these ids. Returns those that the outbox lets it claim.
  std::vector<std::string> attempt(const std::vector<std::string>& wanted) {
    std::vector<std::string> attempted;
    for (const auto& delivery : outbox().waiting("slack", 0, 9)) {
      if (std::find(wanted.begin(), wanted.end(), delivery.event->id) == wanted.end()) continue;
      if (outbox().claim(delivery)) attempted.push_back(delivery.event->id);
    }
    return attempted;
  }

  /// As an older Herald has left the file: with 0 in the place of each checksum.
  void removeChecksums() {
    const auto file = folder_.path() / "in-flight";
    auto bytes = testing::readFile(file);
    for (std::size_t slot = 0; slot + 16 <= bytes.size(); slot += 16) bytes.replace(slot + 12, 4, 4, '\0');
    std::ofstream(file, std::ios::binary) << bytes;
  }

  /// Leaves the files as a kill does.
  void crash() {
    const testing::TemporaryFolder asAfterAKill;
    for (const auto* name : {"in-flight", "outbox.db", "outbox.db-wal"}) {
      if (std::filesystem::is_regular_file(folder_.path() / name))
        std::filesystem::copy_file(folder_.path() / name, asAfterAKill.path() / name);
    }
    restart();
    for (const auto& left : std::filesystem::directory_iterator(asAfterAKill.path())) {
      const auto file = folder_.path() / left.path().filename();
      std::filesystem::copy_file(left.path(), file, std::filesystem::copy_options::overwrite_existing);
    }
  }
};

TEST_F(InFlightTest, a_suspect_of_three_unclean_ends_becomes_a_dead_letter_when_its_turn_comes) {
  store(make("poison"));
  store(make("innocent"));
  for (const auto& attempted : std::vector<std::vector<std::string>>{{"poison", "innocent"}, {"poison"}}) {
    EXPECT_EQ(attempt(attempted), attempted);
    crash();
  }
  EXPECT_THAT(attempt({"poison", "innocent"}), ElementsAre("poison", "innocent"));
  crash();
  EXPECT_THAT(attempt({"poison", "innocent"}), ElementsAre("innocent"));
  EXPECT_THAT(waitingIds(), ElementsAre("innocent"));
  const auto dead = outbox().deadLetters().list({}, 0, 9);
  ASSERT_THAT(ids(dead), ElementsAre("poison"));
  EXPECT_THAT(dead[0].ending.reason, HasSubstr("3 times in a row"));
  EXPECT_EQ(dead[0].attempts, 3);
  outbox().deadLetters().replay({}, time_.now());
  EXPECT_THAT(attempt({"poison"}), ElementsAre("poison")) << "the operator decides";
}

TEST_F(InFlightTest, the_next_unclean_end_brings_no_dead_letter_back) {
  for (const auto* id : {"1", "2"}) store(make(id));
  for (int lives = 0; lives < 8; ++lives) {
    const auto waiting = outbox().waiting("slack", 0, 9);
    for (const auto& delivery : waiting) {
      if (outbox().claim(delivery)) break;  // and the process ends
    }
    crash();
  }
  EXPECT_THAT(waitingIds(), IsEmpty());
  EXPECT_THAT(deadIds(outbox()), ElementsAre("1", "2"));
}

TEST_F(InFlightTest, a_suspect_survives_an_end_before_its_turn) {
  store(make("poison"));
  for (int i = 0; i < 3; ++i) {
    attempt({"poison"});
    crash();
  }
  outbox();
  crash();
  EXPECT_THAT(attempt({"poison"}), IsEmpty());
}

TEST_F(InFlightTest, a_start_without_the_disk_suspects_no_other_delivery) {
  store(make("poison"));
  for (int i = 0; i < 2; ++i) {
    attempt({"poison"});
    crash();
  }
  takeFileAway();
  store(make("innocent"));
  EXPECT_THAT(attempt({"innocent"}), ElementsAre("innocent"));
  giveFileBack();
  retry();
  EXPECT_THAT(attempt({"poison"}), ElementsAre("poison"));
  crash();
  EXPECT_THAT(attempt({"poison", "innocent"}), ElementsAre("innocent"));
}

TEST_F(InFlightTest, what_was_under_way_at_an_unclean_end_is_known_at_the_next_start) {
  store(make("1"));
  store(make("2"));
  store(make("1", Category::Lifecycle, "mail"));
  attempt({"1"});
  EXPECT_THAT(outbox().interrupted(), IsEmpty()) << "the process before has ended well";
  crash();
  const auto interrupted = outbox().interrupted();
  ASSERT_THAT(ids(interrupted), ElementsAre("1"));
  EXPECT_EQ(interrupted[0].sink, "slack");
  EXPECT_EQ(interrupted[0].event->type, "Something");
  attempt({"2"});
  restart();
  EXPECT_THAT(outbox().interrupted(), IsEmpty());
}

TEST_F(InFlightTest, a_flipped_bit_makes_no_mark_of_another_one) {
  store(make("poison"));
  attempt({"poison"});
  crash();
  attempt({"poison"});
  crash();
  const auto file = folder_.path() / "in-flight";
  const auto whole = testing::readFile(file);
  const auto begin = whole.find_first_not_of('\0') / 16 * 16;
  for (std::size_t byte = 0; byte < 16; ++byte) {
    for (int bit = 0; bit < 8; ++bit) {
      auto flipped = whole;
      flipped[begin + byte] = static_cast<char>(static_cast<unsigned char>(flipped[begin + byte]) ^ (1U << bit));
      std::ofstream(file, std::ios::binary) << flipped;
      const InFlight marks(file);
      EXPECT_FALSE(marks.suspects(make("poison"))) << "byte " << byte << ", bit " << bit;
      EXPECT_FALSE(marks.wasAnyUnderWay()) << "byte " << byte << ", bit " << bit;
    }
  }
}

TEST_F(InFlightTest, reads_the_marks_of_an_older_herald) {
  store(make("poison"));
  for (int i = 0; i < 3; ++i) {
    attempt({"poison"});
    crash();
    if (i == 1) removeChecksums();
  }
  EXPECT_THAT(attempt({"poison"}), IsEmpty());
}

TEST_F(InFlightTest, a_thousand_may_be_under_way) {
  const auto file = folder_.path() / "marks";
  const auto left = folder_.path() / "left";
  std::vector<Delivery> deliveries;
  for (int i = 0; i < 1000; ++i) deliveries.push_back(make("e" + std::to_string(i)));
  for (int lives = 0; lives < 3; ++lives) {
    {
      InFlight marks(file);
      for (const auto& delivery : deliveries) marks.begin(delivery);
      for (std::size_t i = 0; i < 1000; i += 2) marks.end(deliveries[i]);
      std::filesystem::copy_file(file, left, std::filesystem::copy_options::overwrite_existing);
    }
    std::filesystem::copy_file(left, file, std::filesystem::copy_options::overwrite_existing);
  }
  const InFlight marks(file);
  for (std::size_t i = 0; i < 1000; ++i) EXPECT_EQ(marks.suspects(deliveries[i]), i % 2 == 1) << i;
}

TEST_F(InFlightTest, a_clean_end_in_between_clears_the_suspect) {
  store(make("1"));
  for (int i = 0; i < 5; ++i) {
    EXPECT_THAT(attempt({"1"}), ElementsAre("1"));
    if (i == 2) {
      restart();
    } else {
      crash();
    }
  }
  EXPECT_THAT(waitingIds(), ElementsAre("1"));
}

}  // namespace
}  // namespace herald::core
