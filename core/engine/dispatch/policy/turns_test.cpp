// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/policy/turns.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace herald::core {
namespace {

using ::testing::ElementsAre;

class TurnsTest : public ::testing::Test {
 protected:
  std::string takeAll(bool inOrder = false) {
    std::string order;
    while (!turns.empty()) order += turns.take(inOrder);
    return order;
  }

  char a = 'a', b = 'b', c = 'c', d = 'd';
  Turns<char> turns{};
};

TEST_F(TurnsTest, the_most_urgent_is_next_and_equals_keep_their_order) {
  turns.add(a, Urgency::Latest);
  turns.add(b, Urgency::Usual);
  turns.add(c, Urgency::Urgent);
  turns.add(d, Urgency::Urgent);
  EXPECT_EQ(takeAll(), "cdba");
}

TEST_F(TurnsTest, in_order_the_one_that_has_waited_longest_is_next) {
  turns.add(a, Urgency::Latest);
  turns.add(b, Urgency::Urgent);
  turns.addFirst(c, Urgency::Usual);
  EXPECT_EQ(takeAll(true), "cab");
}

TEST_F(TurnsTest, one_that_becomes_more_urgent_has_waited_as_long_as_before) {
  turns.add(a, Urgency::Latest);
  const auto place = turns.add(b, Urgency::Latest);
  turns.add(c, Urgency::Urgent);
  turns.change(place, Urgency::Urgent);
  EXPECT_EQ(takeAll(), "bca");
}

TEST_F(TurnsTest, one_that_was_removed_is_gone) {
  turns.add(a, Urgency::Urgent);
  turns.remove(turns.add(b, Urgency::Urgent));
  EXPECT_EQ(takeAll(), "a");
}

TEST_F(TurnsTest, all_of_them_come_in_the_order_of_their_waiting) {
  turns.add(a, Urgency::Latest);
  turns.add(b, Urgency::Urgent);
  turns.add(c, Urgency::Usual);
  EXPECT_THAT(turns.takeAll(), ElementsAre(&a, &b, &c));
  EXPECT_TRUE(turns.empty());
}

TEST_F(TurnsTest, after_nine_that_overtook_it_the_longest_waiting_is_next) {
  turns.add(a, Urgency::Latest);
  std::string order;
  for (int i = 0; i < 21; ++i) {
    turns.add(b, Urgency::Urgent);
    order += turns.take();
    if (order.back() == 'a') turns.add(a, Urgency::Latest);
  }
  EXPECT_EQ(order, "bbbbbbbbbabbbbbbbbbba") << "one b was there before the second a";
}

TEST_F(TurnsTest, urgent_ones_that_overtake_nobody_do_not_count) {
  for (int i = 0; i < 20; ++i) {
    turns.add(b, Urgency::Urgent);
    turns.take();
  }
  turns.add(a, Urgency::Latest);
  turns.add(b, Urgency::Urgent);
  EXPECT_EQ(takeAll(), "ba");
}

/// Those that wait, in a plain list: the one that has waited longest comes first.
class ModelTurns {
 public:
  struct Waiter {
    int who;
    Urgency urgency;
  };

  bool empty() const { return waiting_.empty(); }
  void add(const Waiter& waiter) { waiting_.push_back(waiter); }
  void addFirst(const Waiter& waiter) { waiting_.insert(waiting_.begin(), waiter); }
  void change(int who, Urgency urgency) { find(who)->urgency = urgency; }
  void remove(int who) { waiting_.erase(find(who)); }

  int take(bool inOrder) {
    auto next = waiting_.begin();
    if (!inOrder && overtakings_ < Turns<int>::kMostOvertakings) {
      next = std::min_element(waiting_.begin(), waiting_.end(),
                              [](const auto& one, const auto& other) { return one.urgency < other.urgency; });
    }
    overtakings_ = next == waiting_.begin() ? 0 : overtakings_ + 1;
    const int who = next->who;
    waiting_.erase(next);
    return who;
  }

 private:
  std::vector<Waiter>::iterator find(int who) {
    return std::find_if(waiting_.begin(), waiting_.end(), [=](const auto& one) { return one.who == who; });
  }

  std::vector<Waiter> waiting_{};
  int overtakings_ = 0;
};

RC_GTEST_PROP(Turns, are_those_of_a_plain_list, ()) {
  Turns<int> turns;
  ModelTurns model;
  std::vector<int> who{0, 1, 2, 3, 4, 5, 6, 7};
  std::vector<std::optional<TurnPlace>> places(who.size());
  for (const int number : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 1 << 10))) {
    auto& one = who.at(number % who.size());
    auto& place = places.at(number % who.size());
    const auto urgency = static_cast<Urgency>(number / 8 % 3);
    const int what = number / 32 % 5;
    if (what < 3 && !turns.empty()) {
      const auto taken = turns.take(what == 0);
      RC_ASSERT(taken == model.take(what == 0));
      places.at(static_cast<std::size_t>(taken)).reset();
    } else if (!place) {
      place = what == 3 ? turns.addFirst(one, urgency) : turns.add(one, urgency);
      what == 3 ? model.addFirst({one, urgency}) : model.add({one, urgency});
    } else if (what == 3) {
      turns.remove(*place);
      model.remove(one);
      place.reset();
    } else {
      place = turns.change(*place, urgency);
      model.change(one, urgency);
    }
    RC_ASSERT(turns.empty() == model.empty());
  }
}

}  // namespace
}  // namespace herald::core
