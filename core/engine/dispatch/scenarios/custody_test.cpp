// SPDX-License-Identifier: Apache-2.0
// The dispatcher does not know what is in custody.
#include "engine/dispatch/testing/dispatch_test.h"
#include "engine/outbox/testing/recorded_holding.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class DispatchCustodyTest : public BothKindsTest {
 protected:
  void publishHeld(const std::shared_ptr<Holding>& by, const std::string& id) {
    std::vector<Delivery> deliveries{held(by, makeDelivery(id))};
    deliveries.front().accepted = time.now();
    outbox.store(deliveries, false);
    dispatcher.wake({"slack"});
  }

  const std::shared_ptr<RecordedHolding> holding = holdingOf(this);
};

FOR_BOTH_KINDS_OF_SINK(DispatchCustodyTest);

TEST_P(DispatchCustodyTest, a_line_has_deliveries_of_both_kinds_in_their_order) {
  publish({"a1"});
  publishHeld(holding, "a2");
  publish({"a3"});
  publishHeld(holding, "a4");
  const auto sink = add(std::make_shared<ScriptedSink>());
  finish();
  EXPECT_THAT(sink->calls.all(), ElementsAre("a1", "a2", "a3", "a4"));
  EXPECT_THAT(holding->ends(), ElementsAre(Holding::End::Over, Holding::End::Over));
}

TEST_P(DispatchCustodyTest, what_was_given_back_is_not_attempted) {
  publishHeld(holding, "a1");
  publish({"a2"});
  outbox.giveBack([](const Holding&) { return true; }, false);
  const auto sink = add(std::make_shared<ScriptedSink>());
  finish();
  EXPECT_THAT(sink->calls.all(), ElementsAre("a2"));
}

TEST_P(DispatchCustodyTest, a_rejected_event_is_a_dead_letter_first) {
  add(std::make_shared<ScriptedSink>(std::deque{rejected()}));
  publishHeld(holding, "a1");
  finish();
  EXPECT_THAT(holding->ends(), IsEmpty());
  EXPECT_TRUE(holding->takeMustBeSaved());
  outbox.saveHeld(this, time.now());
  EXPECT_THAT(holding->ends(), ElementsAre(Holding::End::DeadLetter));
}

}  // namespace
}  // namespace herald::core
