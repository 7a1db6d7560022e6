// SPDX-License-Identifier: Apache-2.0
// A dispatcher over a whole DiskOutbox whose disk returns no read.
#include "engine/dispatch/dispatcher.h"
#include "engine/dispatch/testing/patient_setup.h"
#include "engine/dispatch/testing/scripted_sink.h"
#include "engine/dispatch/testing/sink_kind.h"
#include "engine/outbox/testing/disk_outbox_fixture.h"

namespace herald::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

/// What an earlier process left for the sink "slow" is on disk only, and the disk blocks. If that held up anything
/// else, these tests would hang.
class BlockedDiskTest : public DiskOutboxFixture, public OfBothKinds {
 protected:
  BlockedDiskTest() {
    for (const auto* id : {"a1", "a2"}) storeOne(outbox(), at(makeDelivery(id, "slow")));
    restart();
    storeOne(outbox(), at(makeDelivery("c1", "other")));  // the connection that writes has its pages in memory
    disk_.holdReads();
    dispatcher_ = std::make_unique<Dispatcher>(outbox(), time_);
    slow_ = add("slow");
    disk_.awaitHeldRead();
    other_ = add("other");
    other_->calls.await(1);
  }
  ~BlockedDiskTest() override { disk_.releaseReads(); }

  Delivery at(Delivery delivery) const {
    delivery.accepted = time_.now();
    return delivery;
  }

  std::shared_ptr<ScriptedSink> add(const std::string& name) {
    const auto sink = std::make_shared<ScriptedSink>();
    dispatcher_->set(patientSetup(ofKind(sink), name, std::make_shared<RecordingHost>()));
    return sink;
  }

  void publish(const std::string& id, const std::string& sink) {
    storeOne(outbox(), at(makeDelivery(id, sink)));
    dispatcher_->wake({sink});
  }

  std::unique_ptr<Dispatcher> dispatcher_{};
  std::shared_ptr<ScriptedSink> slow_{};
  std::shared_ptr<ScriptedSink> other_{};
};

FOR_BOTH_KINDS_OF_SINK(BlockedDiskTest);

TEST_P(BlockedDiskTest, publishers_and_the_other_sinks_go_on) {
  publish("b1", "other");
  EXPECT_THAT(other_->calls.await(2), ElementsAre("c1", "b1"));
  publish("a3", "slow");
  publish("b2", "other");
  EXPECT_THAT(other_->calls.await(3), ElementsAre("c1", "b1", "b2"));
  EXPECT_TRUE(outbox().health().durable) << outbox().health().problem;
  EXPECT_EQ(outbox().counts("slow").waiting, 3u);
  disk_.releaseReads();
  EXPECT_THAT(slow_->calls.await(3), ElementsAre("a1", "a2", "a3"));
  EXPECT_TRUE(dispatcher_->finish(Clock::time_point::max()));
}

TEST_P(BlockedDiskTest, the_operator_is_answered) {
  publish("a3", "slow");
  EXPECT_EQ(dispatcher_->status().size(), 2u);
  EXPECT_TRUE(dispatcher_->pause("slow"));
  EXPECT_EQ(outbox().purge("slow"), 3u);
  EXPECT_TRUE(dispatcher_->resume("slow"));
  disk_.releaseReads();
  publish("a4", "slow");
  EXPECT_THAT(slow_->calls.await(1), ElementsAre("a4"));
  EXPECT_TRUE(dispatcher_->finish(Clock::time_point::max()));
}

}  // namespace
}  // namespace herald::core
