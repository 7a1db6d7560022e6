#include "engine/dispatch/policy/lines.h"

#include <gmock/gmock.h>

#include "engine/dispatch/testing/scripted_sink.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

constexpr Clock::time_point kNow{1h};

class LinesTest : public ::testing::Test {
 protected:
  void store(const std::string& id) {
    std::vector<Delivery> deliveries{makeDelivery(id)};
    outbox.store(deliveries);
  }

  std::string finishNext() {
    auto* line = lines.next(kNow);
    if (!line) return "";
    const auto delivery = line->head();
    outbox.delivered(delivery);
    lines.done(*line);
    return delivery.event->id;
  }

  MemoryOutbox outbox{100000};
  Lines lines{outbox, "slack", RetryPolicy{}};
};

TEST_F(LinesTest, take_turns_and_keep_their_own_order) {
  for (const auto* id : {"a1", "a2", "a3", "b1", "b2"}) store(id);
  lines.read();
  std::vector<std::string> order;
  for (int i = 0; i < 5; ++i) order.push_back(finishNext());
  EXPECT_THAT(order, ElementsAre("a1", "b1", "a2", "b2", "a3"));
  EXPECT_EQ(lines.due(), Clock::time_point::max());
}

TEST_F(LinesTest, a_line_whose_head_is_attempted_is_nobody_elses) {
  store("a1");
  store("a2");
  lines.read();
  auto* line = lines.next(kNow);
  ASSERT_NE(line, nullptr);
  EXPECT_EQ(lines.next(kNow), nullptr);
  lines.again(*line, {});
  EXPECT_EQ(lines.next(kNow)->head().event->id, "a1");
}

TEST_F(LinesTest, a_line_that_waits_holds_up_no_other) {
  store("a1");
  store("b1");
  lines.read();
  auto* line = lines.next(kNow);
  const auto wait = lines.later(*line, {}, kNow);
  EXPECT_EQ(line->head().attempts, 1);
  EXPECT_EQ(finishNext(), "b1");
  EXPECT_EQ(lines.due(), kNow + wait);
  EXPECT_EQ(lines.next(kNow + wait - 1ms), nullptr);
  EXPECT_EQ(lines.next(kNow + wait), line);
  lines.later(*line, {}, kNow);
  lines.releaseAll();
  EXPECT_EQ(lines.next(kNow), line);
}

TEST_F(LinesTest, what_has_ended_elsewhere_costs_a_line_no_turn) {
  for (const auto* id : {"a1", "a2", "a3"}) store(id);
  store("b1");
  lines.read();
  outbox.purge("slack");
  store("a4");
  store("b2");
  lines.read();
  auto* line = lines.next(kNow);
  ASSERT_EQ(line->head().event->id, "a1") << "it has been in memory from the start";
  lines.skip(*line);
  EXPECT_EQ(finishNext(), "a4");
}

TEST_F(LinesTest, a_long_line_hides_no_other_and_loses_nothing) {
  constexpr int kMany = 1000;
  for (int i = 1; i <= kMany; ++i) store("a" + std::to_string(i));
  store("b1");
  lines.read();
  auto* blocked = lines.next(kNow);
  EXPECT_EQ(finishNext(), "b1");
  lines.again(*blocked, {});
  for (int i = 1; i <= kMany; ++i) {
    ASSERT_EQ(finishNext(), "a" + std::to_string(i));
    if (i == 500) store("a1001");
  }
  EXPECT_EQ(finishNext(), "") << "nobody has said yet that there is something new";
  lines.read();
  EXPECT_EQ(finishNext(), "a1001");
  EXPECT_EQ(finishNext(), "");
}

TEST_F(LinesTest, a_long_line_mixed_with_others_is_read_on_in_order) {
  for (int i = 1; i <= 300; ++i) {
    store("a" + std::to_string(i));
    store("b" + std::to_string(i));
  }
  lines.read();
  std::map<char, int> last;
  for (int i = 0; i < 600; ++i) {
    const auto id = finishNext();
    ASSERT_FALSE(id.empty());
    ASSERT_EQ(std::stoi(id.substr(1)), ++last[id[0]]);
  }
}

}  // namespace
}  // namespace herald::core
