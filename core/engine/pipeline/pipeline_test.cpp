// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/pipeline.h"

#include <gmock/gmock.h>

#include <atomic>
#include <latch>
#include <map>
#include <thread>

#include "engine/outbox/testing/roomy_outbox.h"
#include "engine/pipeline/testing/small_plan.h"
#include "engine/snapshots/testing/scripted_camera.h"
#include "herald/source_watcher.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

/// Publishes one event, and waits for the end.
class PrintSource final : public Source {
 public:
  std::vector<Option> options() const override { return {}; }
  void configure(const Settings&, Host&) override {}
  void run(Feed& feed) override {
    Event event{.type = "PrintDone", .category = Category::Lifecycle, .subject = "1"};
    feed.publish(std::span(&event, 1));
    while (feed.waitFor(std::chrono::hours(1))) {
    }
  }
};

class FunctionSink final : public Sink {
 public:
  explicit FunctionSink(std::function<Outcome(const Event&)> act) : act_(std::move(act)) {}
  std::vector<Option> options() const override { return {}; }
  void configure(const Settings&, Host&) override {}
  Outcome deliver(const Attempt& attempt) override { return act_(attempt.event); }

 private:
  std::function<Outcome(const Event&)> act_;
};

/// A source with a camera, which publishes one event.
class CameraSource final : public Source, public Camera {
 public:
  explicit CameraSource(std::function<std::string(const Shot&)> act) : act_(std::move(act)) {}
  std::vector<Option> options() const override { return {}; }
  void configure(const Settings&, Host&) override {}
  void run(Feed& feed) override {
    Event event{.type = "PrintDone", .category = Category::Lifecycle, .subject = "1"};
    feed.publish(std::span(&event, 1));
    while (feed.waitFor(std::chrono::hours(1))) {
    }
  }
  Picture take(const Shot& shot) override { return {act_(shot), {}}; }

 private:
  const std::function<std::string(const Shot&)> act_;
};

/// Ends only when the latch is down.
class LastingSource final : public Source {
 public:
  explicit LastingSource(std::latch& end) : end_(end) {}
  std::vector<Option> options() const override { return {}; }
  void configure(const Settings&, Host&) override {}
  void run(Feed& feed) override {
    while (feed.waitFor(std::chrono::hours(1))) {
    }
    end_.wait();
  }

 private:
  std::latch& end_;
};

/// Notes whether it knew the sources at its first delivery.
class WatchingSink final : public Sink, public SourceWatcher {
 public:
  explicit WatchingSink(std::latch& delivered) : delivered_(delivered) {}
  std::vector<Option> options() const override { return {}; }
  void configure(const Settings&, Host&) override {}
  void sourcesAre(const std::vector<ConfiguredSource>&) override { knows_ = true; }
  Outcome deliver(const Attempt&) override {
    knew = knows_.load();
    delivered_.count_down();
    return {};
  }
  std::atomic<bool> knew = false;

 private:
  std::atomic<bool> knows_ = false;
  std::latch& delivered_;
};

/// Shows pictures, and keeps what it was given.
class ShowingSink final : public Sink {
 public:
  std::vector<Option> options() const override { return {}; }
  void configure(const Settings&, Host&) override {}
  Outcome deliver(const Attempt& attempt) override {
    shown.add(attempt.snapshot ? *attempt.snapshot : "none");
    return {};
  }

  Record shown{};
};

class PipelineTest : public ::testing::TestWithParam<RoomyOutbox::Kind> {
 protected:
  /// All prints of the sources to a sink.
  Plan plan(std::shared_ptr<Sink> sink) {
    Plan plan;
    plan.routes.push_back(plannedRoute("PrintDone", "slack"));
    addSink(plan, "slack", std::move(sink));
    for (const auto& [name, source] : sources) plan.sources.emplace(name, plannedSource(name, source, time));
    return plan;
  }

  /// The same to a sink that shows pictures.
  Plan planWithPictures(const std::shared_ptr<ShowingSink>& sink) {
    auto shows = plan(sink);
    shows.sinks.at("slack").setup.snapshot = [](const Event&) { return 1 << 20; };
    return shows;
  }

  void addSink(Plan& plan, const std::string& name, std::shared_ptr<Sink> sink) {
    plan.sinks.emplace(name, plannedSink(name, std::move(sink), time));
  }
  void addSink(Plan& plan, const std::string& name, std::function<Outcome(const Event&)> act) {
    addSink(plan, name, std::make_shared<FunctionSink>(std::move(act)));
  }

  SystemTime time{};
  const RoomyOutbox roomy{GetParam(), time};
  Outbox& outbox = *roomy;
  std::map<std::string, std::shared_ptr<Source>> sources{};
};

INSTANTIATE_TEST_SUITE_P(All, PipelineTest, ::testing::Values(RoomyOutbox::Kind::Memory, RoomyOutbox::Kind::Disk),
                         [](const auto& one) { return RoomyOutbox::nameOf(one.param); });

TEST_P(PipelineTest, ReportsASinksStateToTheOtherSinksAndTheNextProcess) {
  std::latch heard(1);
  std::atomic<int> toItself = 0;
  Plan plan;
  plan.routes.push_back(std::make_shared<const BusRoute>(BusRoute{{"prints", {"a"}, {}, {"slack"}}, {}}));
  plan.routes.push_back(std::make_shared<const BusRoute>(BusRoute{{"alerts", {}, {"Sink*"}, {"slack", "mail"}}, {}}));
  addSink(plan, "slack", [&](const Event& event) -> Outcome {
    toItself += event.type == "SinkFailing" ? 1 : 0;
    return {.verdict = Outcome::Verdict::Gone, .reason = "410", .status = 410};
  });
  addSink(plan, "mail", [&](const Event& event) {
    EXPECT_EQ(event.type + " of " + event.device, "SinkFailing of slack");
    heard.count_down();
    return Outcome{};
  });
  plan.sources.emplace("a", plannedSource("a", std::make_shared<PrintSource>(), time));
  Pipeline pipeline(outbox, time, [&](const std::string& sink) { return std::make_shared<StateStore>(outbox, sink); });
  pipeline.apply(std::move(plan));
  heard.wait();
  EXPECT_TRUE(pipeline.stop(time.now() + std::chrono::minutes(1)));
  EXPECT_EQ(toItself, 0);
  EXPECT_THAT(outbox.note("slack", "sink"), ::testing::HasSubstr("\"stop\":\"gone\""));
}

/// Ends only after a request to give up, and not immediately.
class RelentingSink final : public Sink {
 public:
  std::vector<Option> options() const override { return {}; }
  void configure(const Settings&, Host&) override {}
  Outcome deliver(const Attempt& attempt) override {
    const std::stop_callback ask(attempt.stop, [this] { asked.count_down(); });
    inside.count_down();
    asked.wait();
    release.wait();
    return {.verdict = Outcome::Verdict::Retry, .reason = "it gave up"};
  }

  std::latch inside{1}, asked{1}, release{1};
};

TEST(PipelineStop, LeavesACallThatRunsUntilThenTimeToGiveUp) {
  FakeTime time;
  MemoryOutbox outbox(10);
  const auto sink = std::make_shared<RelentingSink>();
  Plan plan;
  auto& planned = plan.sinks.emplace("slack", plannedSink("slack", sink, time)).first->second;
  planned.setup.timeout = std::chrono::hours(1);
  storeOne(outbox, make("a1"));
  Pipeline pipeline(outbox, time);
  pipeline.apply(std::move(plan));
  sink->inside.wait();
  bool clean = false;
  std::thread stopper([&] { clean = pipeline.stop(time.now() + std::chrono::seconds(10)); });
  time.advanceTo(time.awaitWaiterIn(std::chrono::seconds(9), std::chrono::seconds(10)));
  sink->asked.wait();
  sink->release.count_down();
  stopper.join();
  EXPECT_TRUE(clean);
  EXPECT_EQ(outbox.counts("slack").waiting, 1u);
}

TEST_P(PipelineTest, ASinkKnowsTheSourcesBeforeItsFirstDelivery) {
  std::latch delivered(1);
  const auto sink = std::make_shared<WatchingSink>(delivered);
  sources.emplace("a", std::make_shared<LastingSource>(delivered));
  auto first = plan(sink);
  first.sinks.clear();
  sources.clear();
  auto second = plan(sink);
  second.sinks.at("slack").instance.plugin = sink;
  auto delivery = make("a1");
  delivery.accepted = time.now();  // a machine that runs for long would find it too old
  storeOne(outbox, std::move(delivery));
  Pipeline pipeline(outbox, time);
  pipeline.apply(std::move(first));
  pipeline.apply(std::move(second));
  delivered.wait();
  EXPECT_TRUE(sink->knew);
}

TEST_P(PipelineTest, ADeliveryHasThePictureOfItsSource) {
  sources.emplace("mk3", std::make_shared<CameraSource>([](const Shot& shot) { return pictureOf(shot.device); }));
  const auto sink = std::make_shared<ShowingSink>();
  Pipeline pipeline(outbox, time);
  pipeline.apply(planWithPictures(sink));
  EXPECT_EQ(sink->shown.await(1).front(), pictureOf("mk3"));
  const auto status = pipeline.status().snapshots;
  EXPECT_EQ(status.cameras.at("mk3").taken, 1u);
  EXPECT_EQ(status.kept.kept, 1u);
}

TEST_P(PipelineTest, AStopSendsWhatWaitsForAPictureWithoutIt) {
  sources.emplace("mk3", std::make_shared<CameraSource>([](const Shot& shot) -> std::string {
                    while (!shot.stop.stop_requested()) std::this_thread::yield();
                    return {};
                  }));
  const auto sink = std::make_shared<ShowingSink>();
  Pipeline pipeline(outbox, time);
  pipeline.apply(planWithPictures(sink));
  while (outbox.counts("slack").waiting == 0) std::this_thread::yield();
  EXPECT_TRUE(pipeline.stop(time.now() + std::chrono::minutes(1)));
  EXPECT_THAT(sink->shown.all(), ::testing::ElementsAre("none"));
}

}  // namespace
}  // namespace herald::core
