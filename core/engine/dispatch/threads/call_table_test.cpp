// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/threads/call_table.h"

#include <gmock/gmock.h>

#include "engine/dispatch/testing/times.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class CallTableTest : public ::testing::Test {
 protected:
  std::shared_ptr<Call> add(Millis timeout = 10s, bool isTrial = false) {
    SinkSetup setup;
    setup.timeout = timeout;
    auto call = std::make_shared<Call>(std::make_shared<const SinkSetup>(std::move(setup)));
    call->isTrial = isTrial;
    call->begin(kNow);
    table.add(call);
    return call;
  }

  CallTable table{};
};

TEST_F(CallTableTest, has_each_call_until_it_is_over) {
  const auto first = add(), second = add(), third = add();
  table.remove(*first);
  EXPECT_EQ(table.attempts(), 2);
  table.remove(*first);
  EXPECT_EQ(table.attempts(), 2) << "it is gone already";
  table.remove(*third);
  table.remove(*second);
  EXPECT_TRUE(table.isEmpty());
}

TEST_F(CallTableTest, a_trial_is_no_attempt) {
  const auto trial = add(10s, true);
  EXPECT_FALSE(table.isEmpty());
  EXPECT_EQ(table.attempts(), 0);
  EXPECT_TRUE(table.isTrying());
  table.remove(*trial);
  EXPECT_FALSE(table.isTrying());
}

TEST_F(CallTableTest, finds_the_calls_whose_limit_has_passed) {
  const auto quick = add(1s), slow = add(20s), slower = add(30s);
  EXPECT_THAT(table.overdue(kNow).calls, IsEmpty());
  EXPECT_EQ(table.overdue(kNow).next, kNow + 6s);
  const auto later = table.overdue(kNow + 6s);
  EXPECT_THAT(later.calls, ElementsAre(quick));
  EXPECT_EQ(later.next, kNow + 25s);
}

TEST_F(CallTableTest, one_that_is_walled_off_leaves_and_comes_back) {
  const auto lost = add(), other = add(10s, true);
  EXPECT_TRUE(table.wallOff(*lost));
  EXPECT_FALSE(table.wallOff(*lost)) << "once";
  EXPECT_TRUE(table.areAnyWalledOff());
  EXPECT_THAT(table.all(), SizeIs(1));
  table.remove(*lost);
  EXPECT_THAT(table.all(), ElementsAre(other));
  table.comeBack(*lost);
  EXPECT_FALSE(table.areAnyWalledOff());
}

}  // namespace
}  // namespace herald::core
