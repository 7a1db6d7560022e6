// SPDX-License-Identifier: Apache-2.0
#include "engine/state/timer_book.h"

#include <gmock/gmock.h>

#include "testing/fake_time.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Timer timerOf(const std::string& device, const std::string& name, std::size_t bytes = 0) {
  Timer timer{device, name, {}};
  timer.event.payload = R"({"a":")" + std::string(bytes, 'x') + "\"}";
  return timer;
}

class TimerBookTest : public ::testing::Test {
 protected:
  /// The timers of the notes that the book hands over; an id without a timer is a removal.
  std::vector<StoredTimer> taken() {
    std::vector<StoredTimer> timers;
    for (const auto& note : book_.takeNotes()) timers.push_back(storedTimer(note, time_).value_or(StoredTimer{}));
    return timers;
  }
  StoredTimer setOne(const std::string& device, const std::string& name) {
    EXPECT_TRUE(book_.set(timerOf(device, name), 1h));
    return taken().at(0);
  }
  static std::vector<std::pair<StoredTimer, std::size_t>> left(std::vector<StoredTimer> timers) {
    std::vector<std::pair<StoredTimer, std::size_t>> pairs;
    for (auto& timer : timers) pairs.emplace_back(std::move(timer), 100);
    return pairs;
  }

  FakeTime time_{};
  TimerBook book_{"farm.1.again", "remind", time_};
};

TEST_F(TimerBookTest, what_is_set_and_cancelled_counts_at_once_and_is_a_note_once) {
  EXPECT_TRUE(book_.set(timerOf("mk3", "b"), 1h));
  EXPECT_TRUE(book_.set(timerOf("mk3", "a"), 1h));
  EXPECT_TRUE(book_.set(timerOf("mk3x", "c"), 1h));
  EXPECT_THAT(book_.names("mk3"), ElementsAre("a", "b"));
  EXPECT_THAT(book_.names("mk4"), IsEmpty());
  EXPECT_EQ(taken().size(), 3u);
  EXPECT_THAT(taken(), IsEmpty());
  EXPECT_TRUE(book_.cancel("mk3", "a"));
  EXPECT_FALSE(book_.cancel("mk3", "a"));
  EXPECT_FALSE(book_.cancel("mk4", "a"));
  EXPECT_THAT(book_.names("mk3"), ElementsAre("b"));
  const auto notes = book_.takeNotes();
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_EQ(notes[0].owner + " " + notes[0].value, "timers ");
  EXPECT_EQ(notes[0].key, timerKey("farm.1.again", "remind", "mk3", "a"));
}

TEST_F(TimerBookTest, a_time_is_100_ms_at_the_least_and_a_year_at_the_most) {
  const auto wait = [&](Millis after) {
    EXPECT_TRUE(book_.set(timerOf("mk3", "a"), after));
    return taken().at(0).due - time_.now();
  };
  EXPECT_EQ(wait(Millis::min()), 100ms);
  EXPECT_EQ(wait(0ms), 100ms);
  EXPECT_EQ(wait(5s), 5s);
  EXPECT_EQ(wait(Millis::max()), 24h * 366);
}

TEST_F(TimerBookTest, has_a_timer_until_the_transform_replaces_or_cancels_it) {
  const auto first = setOne("mk3", "a");
  EXPECT_TRUE(book_.has(first));
  const auto second = setOne("mk3", "a");
  EXPECT_FALSE(book_.has(first));
  EXPECT_TRUE(book_.has(second));
  book_.woken(first);
  EXPECT_TRUE(book_.has(second)) << "the transform has set it while it was woken";
  book_.woken(second);
  EXPECT_FALSE(book_.has(second));
  EXPECT_EQ(taken().at(0).id, "") << "the note that removes it";
}

TEST_F(TimerBookTest, has_room_for_so_many) {
  for (std::size_t i = 0; i < TimerBook::kMost; ++i) ASSERT_TRUE(book_.set(timerOf("mk3", std::to_string(i)), 1h));
  EXPECT_FALSE(book_.set(timerOf("mk3", "one more"), 1h));
  EXPECT_TRUE(book_.set(timerOf("mk3", "7"), 1h)) << "it replaces one";
  EXPECT_TRUE(book_.cancel("mk3", "7"));
  EXPECT_TRUE(book_.set(timerOf("mk3", "one more"), 1h));
}

TEST_F(TimerBookTest, has_room_for_so_many_bytes) {
  EXPECT_FALSE(book_.set(timerOf("mk3", "large", std::size_t{1} << 20), 1h)) << "more than a note takes";
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(book_.set(timerOf("mk3", std::to_string(i), 1'000'000), 1h));
  EXPECT_FALSE(book_.set(timerOf("mk3", "4", 1'000'000), 1h));
  EXPECT_TRUE(book_.set(timerOf("mk3", "3", 1'000'000), 1h)) << "it replaces one";
  EXPECT_TRUE(book_.cancel("mk3", "0"));
  EXPECT_TRUE(book_.set(timerOf("mk3", "4", 1'000'000), 1h));
}

TEST_F(TimerBookTest, keeps_only_json) {
  Timer timer{"mk3", "a", {}};
  timer.event.context = "[1]";
  EXPECT_THROW(book_.set(timer, 1h), std::invalid_argument);
  EXPECT_THAT(book_.names("mk3"), IsEmpty());
}

TEST_F(TimerBookTest, remembers_who_must_not_get_the_events) {
  book_.expect("slack");
  EXPECT_EQ(setOne("mk3", "a").notTo, "slack");
  book_.expect("");
  EXPECT_EQ(setOne("mk3", "a").notTo, "");
}

TEST_F(TimerBookTest, takes_over_what_an_earlier_instance_left_except_what_it_changed_itself) {
  TimerBook before("farm.1.again", "remind", time_);
  std::vector<StoredTimer> old;
  for (const auto* name : {"a", "b", "c", "d", "e"}) EXPECT_TRUE(before.set(timerOf("mk3", name), 1h));
  for (const auto& note : before.takeNotes()) old.push_back(storedTimer(note, time_).value());
  book_.takeOver(left({old[0], old[1], old[2]}), false);
  EXPECT_THAT(book_.names("mk3"), ElementsAre("a", "b", "c"));
  EXPECT_TRUE(book_.takesOver());
  const auto own = setOne("mk3", "b");
  EXPECT_TRUE(book_.cancel("mk3", "c"));
  EXPECT_FALSE(book_.cancel("mk3", "e"));
  EXPECT_EQ(book_.takeNotes().size(), 1u);
  book_.takeOver(left({old[1], old[3], old[4]}), true);  // the earlier instance has lost a, and set d and e
  EXPECT_THAT(book_.names("mk3"), ElementsAre("b", "d"));
  const auto removals = book_.takeNotes();
  ASSERT_EQ(removals.size(), 1u);
  EXPECT_EQ(removals[0].key, timerKey("farm.1.again", "remind", "mk3", "e"));
  EXPECT_TRUE(book_.has(own));
  EXPECT_TRUE(book_.has(old[3]));
  EXPECT_FALSE(book_.takesOver());
  book_.takeOver(left({old[0], old[1]}), false);  // from a file that could not be opened before
  EXPECT_THAT(book_.names("mk3"), ElementsAre("a", "b", "d"));
  EXPECT_TRUE(book_.has(own));
}

}  // namespace
}  // namespace herald::core
