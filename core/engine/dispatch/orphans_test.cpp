#include "engine/dispatch/orphans.h"

#include <gmock/gmock.h>

#include "engine/dispatch/dispatcher.h"
#include "engine/outbox/memory_outbox.h"
#include "engine/outbox/testing/roomy_outbox.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class OrphansTest : public ::testing::Test {
 protected:
  void store(const std::string& id, Category category, const std::string& sink = "old") {
    auto delivery = make(id, category, sink);
    delivery.accepted = time.now();
    storeOne(outbox, delivery);
  }

  FakeTime time{};
  MemoryOutbox outbox{};
};

TEST_F(OrphansTest, end_by_age_and_what_is_configured_is_left_alone) {
  store("life", Category::Lifecycle);
  store("37 %", Category::Progress);
  store("other", Category::Progress, "phone");
  Orphans orphans(outbox, time);
  const auto isPhone = [](const std::string& sink) { return sink == "phone"; };
  EXPECT_EQ(orphans.look(isPhone), time.now() + 24h) << "only the head of a line grows too old";
  time.advance(24h - 1s);
  orphans.look(isPhone);
  EXPECT_THAT(waitingIds(outbox, "old"), ElementsAre("life", "37 %"));
  time.advance(1s);
  orphans.look(isPhone);
  EXPECT_THAT(waitingIds(outbox, "old"), IsEmpty());
  EXPECT_THAT(deadIds(outbox), ElementsAre("life"));
  EXPECT_THAT(waitingIds(outbox, "phone"), ElementsAre("other"));
}

TEST_F(OrphansTest, are_looked_after_by_the_dispatcher_once_all_sinks_are_set) {
  store("1", Category::Lifecycle);
  Dispatcher dispatcher(outbox, time);
  dispatcher.allSet();
  time.advanceTo(time.awaitWaiterIn(24h, 24h));
  time.awaitWaiterIn(29 * 24h, 29 * 24h);  // for the dead letters
  EXPECT_THAT(deadIds(outbox), ElementsAre("1"));
}

}  // namespace
}  // namespace herald::core
