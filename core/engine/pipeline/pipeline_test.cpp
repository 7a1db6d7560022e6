// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/pipeline.h"

#include <gmock/gmock.h>

#include <atomic>
#include <latch>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "engine/outbox/testing/roomy_outbox.h"
#include "engine/snapshots/testing/scripted_camera.h"
#include "herald/source_watcher.h"
#include "herald/testing/temporary_folder.h"
#include "testing/fake_time.h"

namespace herald::core {
namespace {

constexpr int kSources = 4;
constexpr int kEvents = 300;

/// Publishes its events, numbered by their subject, and waits for the end.
class BusySource final : public Source {
 public:
  explicit BusySource(std::latch& done) : done_(done) {}
  std::vector<Option> options() const override { return {}; }
  void configure(const Settings&, Host&) override {}
  void run(Feed& feed) override {
    feed.ready("busy");
    for (int i = 1; i <= kEvents; ++i) {
      Event event{.type = "PrintDone", .category = Category::Lifecycle, .subject = std::to_string(i)};
      feed.publish(std::span(&event, 1));
    }
    done_.count_down();
    while (feed.waitFor(std::chrono::hours(1))) {
    }
  }

 private:
  std::latch& done_;
};

/// What all instances of the sink have seen.
struct Seen {
  std::mutex mutex{};
  std::map<std::string, int> last{};  // by device
  int delivered = 0;
  int calls = 0;
  bool ordered = true;
};

/// Fails now and then, and notes whether each device's events come once and in their order.
class MoodySink final : public Sink {
 public:
  explicit MoodySink(Seen& seen) : seen_(seen) {}
  std::vector<Option> options() const override { return {}; }
  void configure(const Settings&, Host&) override {}
  bool concurrent() const override { return true; }
  Outcome deliver(const Attempt& attempt) override {
    const std::lock_guard guard(seen_.mutex);
    const auto call = ++seen_.calls;
    if (call % 13 == 0) return {.verdict = Outcome::Verdict::Retry, .reason = "503", .status = 503};
    if (call % 97 == 0) throw std::runtime_error("a bug");
    auto& last = seen_.last[attempt.event.device];
    seen_.ordered = seen_.ordered && std::stoi(attempt.event.subject) == ++last;
    ++seen_.delivered;
    return {};
  }

 private:
  Seen& seen_;
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
  std::shared_ptr<InstanceHost> host(const std::string& name) {
    return std::make_shared<InstanceHost>(name, nullptr, InstanceHost::Saving::WithEvent, nullptr, time);
  }

  Plan plan() {
    Plan plan;
    plan.routes.push_back(std::make_shared<const BusRoute>(BusRoute{{"all", {}, {"PrintDone"}, {"slack"}}, {}}));
    PlannedSink sink{{.fingerprint = "", .settings = {}, .host = host("sink.slack"), .plugin = nullptr}, {}};
    sink.setup.name = "slack";
    sink.setup.sink = std::make_shared<MoodySink>(seen);
    sink.setup.host = sink.instance.host;
    sink.setup.retry = {.first = Millis(0), .most = Millis(0)};
    sink.setup.concurrency = 3;
    plan.sinks.emplace("slack", std::move(sink));
    for (const auto& [name, source] : sources) {
      plan.sources.emplace(name, PlannedSource{{"", {}, host("source." + name), source}, {name, name, {}}, {}, source});
    }
    return plan;
  }

  std::shared_ptr<ShowingSink> showPictures(Plan& plan) {
    auto sink = std::make_shared<ShowingSink>();
    auto& setup = plan.sinks.at("slack").setup;
    setup.sink = sink;
    setup.snapshot = [](const Event&) { return 1 << 20; };
    return sink;
  }

  void addSink(Plan& plan, const std::string& name, std::function<Outcome(const Event&)> act) {
    PlannedSink sink{{.fingerprint = "", .settings = {}, .host = host("sink." + name), .plugin = nullptr}, {}};
    sink.setup.name = name;
    sink.setup.sink = std::make_shared<FunctionSink>(std::move(act));
    sink.setup.host = sink.instance.host;
    plan.sinks.emplace(name, std::move(sink));
  }

  SystemTime time{};
  const RoomyOutbox roomy{GetParam(), time};
  Outbox& outbox = *roomy;
  Seen seen{};
  std::latch published{kSources};
  std::map<std::string, std::shared_ptr<Source>> sources{};
};

INSTANTIATE_TEST_SUITE_P(All, PipelineTest, ::testing::Values(RoomyOutbox::Kind::Memory, RoomyOutbox::Kind::Disk),
                         [](const auto& one) { return RoomyOutbox::nameOf(one.param); });

TEST_P(PipelineTest, LosesAndReordersNothingWhileTheConfigurationChangesAllTheTime) {
  for (int i = 0; i < kSources; ++i) {
    sources.emplace(std::string(1, static_cast<char>('a' + i)), std::make_shared<BusySource>(published));
  }
  Pipeline pipeline(outbox, time);
  pipeline.apply(plan());
  for (int round = 0; !published.try_wait() || round < 20; ++round) {
    pipeline.apply(plan());
    pipeline.status();
    outbox.counts("slack");
  }
  while (outbox.counts("slack").waiting > 0) std::this_thread::yield();
  EXPECT_TRUE(pipeline.stop(time.now() + std::chrono::minutes(1)));
  EXPECT_TRUE(seen.ordered);
  EXPECT_EQ(seen.delivered, kSources * kEvents);
}

TEST_P(PipelineTest, LosesAndReordersNothingWhileTheSinkIsRemovedAndComesBack) {
  for (int i = 0; i < kSources; ++i) {
    sources.emplace(std::string(1, static_cast<char>('a' + i)), std::make_shared<BusySource>(published));
  }
  Pipeline pipeline(outbox, time);
  for (int round = 0; !published.try_wait() || round < 20; ++round) {
    auto next = plan();
    if (round % 2) next.sinks.clear();
    pipeline.apply(std::move(next));
  }
  pipeline.apply(plan());
  while (outbox.counts("slack").waiting > 0) std::this_thread::yield();
  EXPECT_TRUE(pipeline.stop(time.now() + std::chrono::minutes(1)));
  EXPECT_TRUE(seen.ordered);
  EXPECT_EQ(seen.delivered, kSources * kEvents);
}

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
  const auto source = std::make_shared<BusySource>(published);
  plan.sources.emplace("a", PlannedSource{{"", {}, host("source.a"), source}, {"a", "a", {}}, {}, source});
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
  PlannedSink planned;
  planned.setup.name = "slack";
  planned.setup.sink = sink;
  planned.setup.host =
      std::make_shared<InstanceHost>("sink.slack", nullptr, InstanceHost::Saving::WithEvent, nullptr, time);
  planned.setup.timeout = std::chrono::hours(1);
  plan.sinks.emplace("slack", std::move(planned));
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
  auto first = plan();
  first.sinks.clear();
  sources.clear();
  auto second = plan();
  auto& planned = second.sinks.at("slack");
  planned.instance.plugin = sink;
  planned.setup.sink = sink;
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
  auto shows = plan();
  const auto sink = showPictures(shows);
  Pipeline pipeline(outbox, time);
  pipeline.apply(std::move(shows));
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
  auto shows = plan();
  const auto sink = showPictures(shows);
  Pipeline pipeline(outbox, time);
  pipeline.apply(std::move(shows));
  while (outbox.counts("slack").waiting == 0) std::this_thread::yield();
  EXPECT_TRUE(pipeline.stop(time.now() + std::chrono::minutes(1)));
  EXPECT_THAT(sink->shown.all(), ::testing::ElementsAre("none"));
}

}  // namespace
}  // namespace herald::core
