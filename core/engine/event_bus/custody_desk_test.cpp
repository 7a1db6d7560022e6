// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/custody_desk.h"

#include <gmock/gmock.h>

#include <thread>

#include "testing/fake_time.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using End = Holding::End;

class CustodyDeskTest : public ::testing::Test {
 protected:
  std::shared_ptr<CustodyDesk::Item> open(const std::string& group = "log/0", std::optional<Millis> atMost = {}) {
    const HeldEvent event{.event = {}, .settled = [this] { ++told_; }};
    return desk_->open(group, std::span(&event, 1), atMost).front();
  }
  void publish(const std::shared_ptr<CustodyDesk::Item>& item) { desk_->published({item}, false, time_.now()); }

  /// Does the next work of the thread. Returns whether that was to tell the source something.
  bool work() {
    const auto work = desk_->awaitWork(time_);
    if (!work.settled) return false;
    work.settled->tell();
    desk_->told(*work.settled);
    return true;
  }

  FakeTime time_{};
  int told_ = 0;
  std::shared_ptr<CustodyDesk> desk_ = std::make_shared<CustodyDesk>();
};

TEST_F(CustodyDeskTest, an_event_without_deliveries_is_settled_when_it_is_published) {
  const auto item = open();
  EXPECT_EQ(desk_->counts(), (CustodyCounts{.held = 1}));
  publish(item);
  EXPECT_TRUE(work());
  EXPECT_EQ(told_, 1);
  EXPECT_EQ(desk_->counts(), (CustodyCounts{.settled = 1}));
}

TEST_F(CustodyDeskTest, an_event_is_settled_when_all_its_deliveries_have_ended) {
  const auto item = open();
  item->begun();
  item->begun();
  item->ended(End::Over);  // before its publication is over
  publish(item);
  EXPECT_EQ(desk_->counts().held, 1u);
  item->ended(End::InOutbox);
  EXPECT_TRUE(work());
  EXPECT_EQ(desk_->counts(), (CustodyCounts{.settled = 1, .movedToOutbox = 1}));
}

TEST_F(CustodyDeskTest, an_event_that_went_back_in_part_is_not_settled) {
  const auto item = open();
  item->begun();
  item->begun();
  publish(item);
  item->ended(End::GivenBack);
  item->ended(End::Over);
  EXPECT_EQ(desk_->counts(), (CustodyCounts{.givenBack = 1}));
  EXPECT_TRUE(desk_->awaitEnd(desk_->leave("log/0"), time_, Clock::time_point::max()));
}

TEST_F(CustodyDeskTest, a_publication_that_was_refused_leaves_nothing) {
  const auto item = open();
  desk_->refused({item});
  EXPECT_EQ(desk_->counts(), CustodyCounts{});
  EXPECT_TRUE(desk_->awaitEnd(desk_->leave("log/0"), time_, Clock::time_point::max()));
}

TEST_F(CustodyDeskTest, a_closed_group_tells_nothing_more) {
  const auto settled = open(), underWay = open(), other = open("log/1");
  underWay->begun();
  for (const auto& item : {settled, underWay, other}) publish(item);
  const auto group = desk_->leave("log/0");
  EXPECT_EQ(settled->group(), group);
  EXPECT_NE(other->group(), group);
  EXPECT_FALSE(desk_->awaitEnd(group, time_, time_.now()));
  desk_->close(group);
  underWay->ended(End::Over);
  EXPECT_TRUE(work());
  EXPECT_EQ(told_, 1);
  EXPECT_EQ(desk_->counts(), (CustodyCounts{.settled = 1, .givenBack = 2}));
}

TEST_F(CustodyDeskTest, the_name_of_a_group_that_left_is_free) {
  open();
  const auto group = desk_->leave("log/0");
  EXPECT_EQ(desk_->leave("log/0"), nullptr);
  const auto again = open();
  EXPECT_NE(again->group(), group);
  desk_->close(group);
  publish(again);
  EXPECT_TRUE(work());
}

TEST_F(CustodyDeskTest, the_end_of_a_run_closes_groups_that_are_leaving_too) {
  const auto one = open(), two = open("log/1");
  const auto leaving = desk_->leave("log/0");
  desk_->closeAll();
  publish(one);
  publish(two);
  EXPECT_EQ(desk_->counts(), (CustodyCounts{.givenBack = 2}));
  EXPECT_TRUE(desk_->awaitEnd(leaving, time_, Clock::time_point::max()));
}

TEST_F(CustodyDeskTest, a_wait_for_the_end_can_be_shortened) {
  const auto item = open();
  item->begun();
  publish(item);
  const auto group = desk_->leave("log/0");
  std::thread source([&] { EXPECT_FALSE(desk_->awaitEnd(group, time_, time_.now() + 10s)); });
  time_.awaitWaiterIn(10s, 10s);
  desk_->hurry(time_.now() + 3s);
  time_.awaitWaiterIn(3s, 3s);
  desk_->hurry(time_.now() + 4s);
  time_.advanceTo(time_.awaitWaiterIn(3s, 3s));
  source.join();
}

TEST_F(CustodyDeskTest, a_shortened_wait_ends_when_nothing_is_left) {
  const auto item = open();
  item->begun();
  publish(item);
  const auto group = desk_->leave("log/0");
  desk_->hurry(time_.now() + 3s);
  std::thread source([&] { EXPECT_TRUE(desk_->awaitEnd(group, time_, Clock::time_point::max())); });
  time_.awaitWaiterIn(3s, 3s);
  item->ended(End::Over);
  EXPECT_TRUE(work());
  source.join();
}

TEST_F(CustodyDeskTest, a_wait_that_begins_too_late_does_not_wait) {
  const auto item = open();
  item->begun();
  publish(item);
  desk_->hurry(time_.now());
  EXPECT_FALSE(desk_->awaitEnd(desk_->leave("log/0"), time_, time_.now() + 10s));
}

TEST_F(CustodyDeskTest, says_when_to_save) {
  const auto item = open("log/0", 60000ms);
  item->begun();
  publish(item);
  time_.advance(60s);
  EXPECT_TRUE(desk_->awaitWork(time_).save);
  desk_->saved(time_.now() + 10s);
  time_.advance(10s);
  EXPECT_TRUE(desk_->awaitWork(time_).save);
  item->mustBeSaved();
  EXPECT_TRUE(desk_->awaitWork(time_).save);
}

TEST_F(CustodyDeskTest, many_settled_events_do_not_keep_it_from_saving) {
  open()->mustBeSaved();
  for (int i = 0; i < 1000; ++i) publish(open());
  int told = 0;
  while (work()) ++told;
  EXPECT_EQ(told, 256);
}

TEST_F(CustodyDeskTest, what_a_transform_keeps_has_to_be_safe_first) {
  const auto item = open();
  desk_->published({item}, true, time_.now());
  EXPECT_TRUE(desk_->awaitWork(time_).save);
  auto unsaved = desk_->takeUnsaved();
  EXPECT_EQ(unsaved.size(), 1u);
  desk_->keepUnsaved(std::move(unsaved));
  unsaved = desk_->takeUnsaved();
  unsaved.front()->ended(End::Over);
  EXPECT_TRUE(work());
}

TEST_F(CustodyDeskTest, after_the_stop_there_is_no_work) {
  publish(open());
  EXPECT_TRUE(desk_->stop());
  EXPECT_TRUE(desk_->awaitWork(time_).stop);
}

}  // namespace
}  // namespace herald::core
