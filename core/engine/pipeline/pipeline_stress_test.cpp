// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <latch>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "engine/dispatch/testing/patient_setup.h"
#include "engine/dispatch/testing/sink_kind.h"
#include "engine/pipeline/pipeline.h"
#include "engine/pipeline/testing/crowd_network.h"
#include "engine/pipeline/testing/small_plan.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

constexpr int kSources = 4, kDevices = 125, kEach = 3;  // devices of each source, events of each device

/// Publishes the events of its devices, numbered by their subjects, and waits for the end.
class BusySource final : public Source {
 public:
  BusySource(std::string name, std::latch& done) : name_(std::move(name)), done_(done) {}
  std::vector<Option> options() const override { return {}; }
  void configure(const Settings&, Host&) override {}
  void run(Feed& feed) override {
    for (int number = 1; number <= kEach; ++number) {
      for (int device = 0; device < kDevices; ++device) {
        Event event{.type = "PrintDone", .category = Category::Lifecycle, .subject = std::to_string(number)};
        event.device = name_ + std::to_string(device);
        feed.publish(std::span(&event, 1));
      }
    }
    done_.count_down();
    while (feed.waitFor(std::chrono::hours(1))) {
    }
  }

 private:
  const std::string name_;
  std::latch& done_;
};

class CrowdSink final : public Sink, public AsyncSink {
 public:
  explicit CrowdSink(CrowdNetwork& network) : network_(network) {}
  std::vector<Option> options() const override { return {}; }
  void configure(const Settings&, Host&) override {}
  bool concurrent() const override { return true; }
  Outcome deliver(const Attempt& attempt) override { return awaitOutcome(*this, attempt); }
  void begin(const Attempt& attempt, Completion done) override { network_.begin(attempt, std::move(done)); }

 private:
  CrowdNetwork& network_;
};

/// The same as a plain sink.
class WaitingSink final : public Sink {
 public:
  explicit WaitingSink(CrowdNetwork& network) : sink_(network) {}
  std::vector<Option> options() const override { return {}; }
  void configure(const Settings&, Host&) override {}
  bool concurrent() const override { return true; }
  Outcome deliver(const Attempt& attempt) override { return sink_.deliver(attempt); }

 private:
  CrowdSink sink_;
};

/// Many threads at once, for the thread sanitizer to see. An asynchronous sink has 500 attempts under way.
class PipelineStressTest : public ::testing::TestWithParam<OutboxAndSink> {
 protected:
  PipelineStressTest() {
    for (const std::string name : {"a", "b", "c", "d"})
      sources.emplace(name, std::make_shared<BusySource>(name, published));
  }

  bool isAsync() const { return std::get<SinkKind>(GetParam()) == SinkKind::Async; }
  int crowd() const { return isAsync() ? kSources * kDevices : 3; }

  /// With a new instance of the sink.
  Plan plan() {
    std::shared_ptr<Sink> sink = std::make_shared<WaitingSink>(network);
    if (isAsync()) sink = std::make_shared<CrowdSink>(network);
    auto planned = plannedSink("slack", std::move(sink), time);
    planned.setup.retry = {.first = Millis(0), .most = Millis(0)};
    planned.setup.concurrency = crowd();
    planned.setup.timeout = kOutOfTheWay;
    Plan plan;
    plan.routes.push_back(plannedRoute("PrintDone", "slack"));
    plan.sinks.emplace("slack", std::move(planned));
    for (const auto& [name, source] : sources) plan.sources.emplace(name, plannedSource(name, source, time));
    return plan;
  }

  void awaitEmpty() const {
    while (outbox.counts("slack").waiting > 0) std::this_thread::yield();
  }

  void expectAllDelivered() const {
    EXPECT_TRUE(network.seen().ordered);
    EXPECT_EQ(network.seen().delivered, kSources * kDevices * kEach);
  }

  bool stop(Pipeline& pipeline) { return pipeline.stop(time.now() + kStopTime); }

  static constexpr auto kStopTime = std::chrono::seconds(10);
  FakeTime time{};
  const RoomyOutbox roomy{std::get<RoomyOutbox::Kind>(GetParam()), time};
  Outbox& outbox = *roomy;
  CrowdNetwork network{};
  std::latch published{kSources};
  std::map<std::string, std::shared_ptr<Source>> sources{};
};

FOR_BOTH_KINDS_OF_OUTBOX_AND_SINK(PipelineStressTest);

TEST_P(PipelineStressTest, LosesAndReordersNothingWhileTheConfigurationChangesAllTheTime) {
  Pipeline pipeline(outbox, time);
  pipeline.apply(plan());
  network.await(crowd());
  for (int round = 0; !published.try_wait() || round < 20; ++round) {
    pipeline.apply(plan());
    pipeline.status();
    outbox.counts("slack");
    if (round == 10) network.open();
  }
  awaitEmpty();
  EXPECT_TRUE(stop(pipeline));
  expectAllDelivered();
}

TEST_P(PipelineStressTest, LosesAndReordersNothingWhileTheSinkIsRemovedAndComesBack) {
  network.open();
  Pipeline pipeline(outbox, time);
  for (int round = 0; !published.try_wait() || round < 20; ++round) {
    auto next = plan();
    if (round % 2) next.sinks.clear();
    pipeline.apply(std::move(next));
  }
  pipeline.apply(plan());
  awaitEmpty();
  EXPECT_TRUE(stop(pipeline));
  expectAllDelivered();
}

TEST_P(PipelineStressTest, AStopGivesUpWhatIsUnderWayAndTheNextStartDeliversIt) {
  Pipeline first(outbox, time);
  first.apply(plan());
  network.await(crowd());
  published.wait();
  bool isClean = false;
  std::thread stopper([&] { isClean = stop(first); });
  const auto untilItAsks = kStopTime - std::chrono::seconds(1);
  time.advanceTo(time.awaitWaiterIn(untilItAsks, untilItAsks));
  stopper.join();
  EXPECT_TRUE(isClean);
  EXPECT_EQ(network.seen().delivered, 0);
  network.open();
  sources.clear();
  Pipeline second(outbox, time);
  second.apply(plan());
  awaitEmpty();
  EXPECT_TRUE(stop(second));
  expectAllDelivered();
}

}  // namespace
}  // namespace herald::core
