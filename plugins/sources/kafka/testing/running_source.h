// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <future>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "../kafka_source.h"
#include "herald/mutex.h"
#include "herald/testing/builders.h"
#include "herald/testing/fake_feed.h"

namespace herald::kafka {

/// A feed that a test can wait for.
class WatchedFeed : public test::FakeFeed {
 public:
  /// Waits until `isTrue()`, which is asked again after each call of the source. Returns false after a minute.
  template <typename Predicate>
  bool waitUntil(Predicate isTrue) {
    const auto deadline = Clock::now() + std::chrono::minutes(1);
    for (;;) {
      const auto calls = calledSoFar();
      if (isTrue()) return true;
      const MutexLock lock(mutex_);
      if (!called_.waitUntil(mutex_, deadline, [&]() HERALD_REQUIRES(mutex_) { return calls_ != calls; })) return false;
    }
  }

  bool waitForEvents(std::size_t count) {
    return waitUntil([&] { return events().size() >= count; });
  }

  std::uint64_t counted(const std::string& name) const {
    const auto counts = host.counts();
    const auto found = counts.find(name);
    return found == counts.end() ? 0 : found->second;
  }

  using FakeFeed::publish;
  void publish(std::span<Event> events, const Notes& notes) override {
    FakeFeed::publish(events, notes);
    note();
  }
  void ready(std::string_view what) override {
    FakeFeed::ready(what);
    note();
  }
  using FakeFeed::count;
  void count(std::string_view name, std::uint64_t by) override {
    FakeFeed::count(name, by);
    note();
  }
  void measure(std::string_view name, std::string_view of, std::optional<double> value) override {
    FakeFeed::measure(name, of, value);
    note();
  }
  void log(Level level, std::string_view text) override {
    FakeFeed::log(level, text);
    note();
  }

 protected:
  void take(std::span<HeldEvent> events) override {
    FakeFeed::take(events);
    note();
  }

 private:
  std::uint64_t calledSoFar() {
    const MutexLock lock(mutex_);
    return calls_;
  }
  void note() {
    const MutexLock lock(mutex_);
    ++calls_;
    called_.notifyAll();
  }

  Mutex mutex_{};
  Condition called_{};
  std::uint64_t calls_ HERALD_GUARDED_BY(mutex_) = 0;
};

/// The same with a slow receiver: what is under way ends only when Herald gives it up, because the source has to stop.
class SlowFeed : public WatchedFeed {
 public:
  class SlowCustody final : public test::FakeCustody {
   public:
    explicit SlowCustody(SlowFeed& feed)
        : FakeCustody([&feed](std::span<HeldEvent> events) { feed.take(events); }, [] { return false; }), feed_(feed) {}

    void release(const std::vector<std::string>& groups, Clock::time_point deadline) override {
      if (!feed_.stop().stop_requested()) releasing_.set_value();
      std::promise<void> asked;
      const std::stop_callback stopping(feed_.stop(), [&asked] { asked.set_value(); });
      asked.get_future().wait();
      FakeCustody::release(groups, deadline);
    }

    /// Waits until a release waits for what is under way.
    void awaitRelease() { releasing_.get_future().wait(); }

   private:
    SlowFeed& feed_;
    std::promise<void> releasing_{};
  };

  test::FakeCustody* custody() override { return &slow; }

  SlowCustody slow{*this};
};

/// A source that runs in a thread of its own, as one member of the group `farm`.
template <typename FeedType = WatchedFeed>
class RunningSource {
 public:
  explicit RunningSource(const std::string& brokers, Settings::Values more = {}) {
    more.insert({{"brokers", brokers},
                 {"topics", "printers"},
                 {"group", "farm"},
                 {"librdkafka.heartbeat.interval.ms", "100"},
                 {"librdkafka.session.timeout.ms", "6000"},
                 {"librdkafka.reconnect.backoff.max.ms", "200"}});
    source_.configure(test::settingsFor(source_, std::move(more)), feed.host);
    thread_ = std::thread([this] { run(); });
  }
  ~RunningSource() { stop(); }

  /// Waits until the source has returned. Returns what it has thrown.
  std::string stop() {
    feed.requestStop();
    return end();
  }

  /// Waits until the source ends by itself. Returns what it has thrown.
  std::string end() {
    if (thread_.joinable()) thread_.join();
    return thrown_;
  }

  FeedType feed{};

 private:
  void run() {
    try {
      source_.run(feed);
    } catch (const std::exception& error) {
      thrown_ = error.what();
    }
  }

  KafkaSource source_{};
  std::string thrown_{};
  std::thread thread_{};
};

}  // namespace herald::kafka
