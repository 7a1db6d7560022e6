// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "herald/feed.h"
#include "herald/json.h"
#include "herald/mutex.h"
#include "herald/testing/fake_custody.h"
#include "herald/testing/fake_host.h"

namespace herald::test {

/// The feed for Source::run in a test. It collects the events. waitFor() moves the clock and returns immediately, so a
/// print of three hours takes a moment. Any thread may use it.
class FakeFeed : public Feed {
 public:
  /// Requests a stop when the source has waited for `lasts` in all, so that no test runs for ever.
  explicit FakeFeed(Millis lasts = std::chrono::hours(24)) : end_(host.now() + lasts) {}

  /// Requests a stop when `count` events are published.
  void stopAfter(std::size_t count) {
    const MutexLock lock(mutex_);
    most_ = count;
  }
  void requestStop() { stop_.request_stop(); }

  /// Makes wanted(variable) true.
  void want(std::string variable) {
    const MutexLock lock(mutex_);
    wanted_.insert(std::move(variable));
  }

  /// Makes wantedEvent(type) true for these types only. Without this call it is true for every type.
  void wantEvents(std::set<std::string, std::less<>> types) {
    const MutexLock lock(mutex_);
    wantedEvents_ = std::move(types);
  }

  std::vector<Event> events() const {
    const MutexLock lock(mutex_);
    return events_;
  }

  /// The texts that ready() was called with.
  std::vector<std::string> connections() const {
    const MutexLock lock(mutex_);
    return connections_;
  }

  using Feed::publish;
  void publish(std::span<Event> events, const Notes& notes) override {
    const MutexLock lock(mutex_);
    for (const Event& event : events) check(event);
    for (Event& event : events) {
      events_.push_back(std::move(event));
      complete(events_.back());
    }
    for (const auto& [key, value] : notes) host.save(key, value);
    if (events_.size() >= most_) stop_.request_stop();
  }

  using Feed::tryPublish;
  bool tryPublish(std::span<Event> events, const Notes& notes) override {
    if (full()) return false;
    publish(events, notes);
    return true;
  }

  /// What the source publishes there is in events(), too.
  FakeCustody* custody() override { return &held; }

  /// If `full`, tryPublish returns false and takes nothing.
  void setFull(bool full) {
    const MutexLock lock(mutex_);
    full_ = full;
  }

  void ready(std::string_view what) override {
    const MutexLock lock(mutex_);
    connections_.emplace_back(what);
  }

  bool wanted(std::string_view variable) const override {
    const MutexLock lock(mutex_);
    return wanted_.contains(std::string(variable));
  }

  bool wantedEvent(std::string_view type) const override {
    const MutexLock lock(mutex_);
    return !wantedEvents_ || wantedEvents_->contains(type);
  }

  std::stop_token stop() const override { return stop_.get_token(); }

  bool waitFor(Millis time) override {
    host.advance(time);
    if (host.now() >= end_) stop_.request_stop();
    return !stop_.stop_requested();
  }

  void log(Level level, std::string_view text) override { host.log(level, text); }
  std::unique_ptr<HttpClient> http(const Settings& settings) override { return host.http(settings); }
  Clock::time_point now() const override { return host.now(); }
  std::chrono::system_clock::time_point wallClock() const override { return host.wallClock(); }
  void hide(const std::vector<std::string>& secrets) override { host.hide(secrets); }
  std::string load(std::string_view key) override { return host.load(key); }
  void save(std::string_view key, std::string_view value) override { host.save(key, value); }
  using Feed::count;
  void count(std::string_view name, std::uint64_t by) override { host.count(name, by); }
  void measure(std::string_view name, std::string_view of, std::optional<double> value) override {
    host.measure(name, of, value);
  }

  FakeHost host;  ///< the log, the state, the clocks and the network

  /// The events in custody. A publish() that waits for room moves the clock in steps of a second.
  FakeCustody held{[this](std::span<HeldEvent> events) { take(events); },
                   [this] { return waitFor(std::chrono::seconds(1)); }};

 protected:
  /// Takes events into custody: completes them in their place, and keeps copies.
  virtual void take(std::span<HeldEvent> events) {
    const MutexLock lock(mutex_);
    for (const auto& one : events) check(one.event);
    for (auto& one : events) {
      events_.push_back(std::move(one.event));
      complete(events_.back());
      one.event = events_.back();
    }
    if (events_.size() >= most_) stop_.request_stop();
  }

 private:
  bool full() const {
    const MutexLock lock(mutex_);
    return full_;
  }

  static void check(const Event& event) {
    if (event.type.empty()) throw std::invalid_argument("an event has no type: set its type");
    if (!isJsonObject(event.payload))
      throw std::invalid_argument("the payload of " + event.type + " is not a JSON object");
    if (!isJsonObject(event.context))
      throw std::invalid_argument("the context of " + event.type + " is not a JSON object");
  }

  /// Fills the empty fields as Herald does, with predictable ids and the time of the host's clock.
  void complete(Event& event) const HERALD_REQUIRES(mutex_) {
    if (event.id.empty()) event.id = "event-" + std::to_string(events_.size());
    if (event.source.empty()) event.source = "source";
    if (event.device.empty()) event.device = event.source;
    if (event.category == Category::Other) event.category = categoryOf(event.type);
    if (event.time == decltype(event.time){})
      event.time = std::chrono::system_clock::time_point(
          std::chrono::duration_cast<std::chrono::system_clock::duration>(host.now().time_since_epoch()));
  }

  mutable Mutex mutex_{};
  bool full_ HERALD_GUARDED_BY(mutex_) = false;
  std::size_t most_ HERALD_GUARDED_BY(mutex_) = static_cast<std::size_t>(-1);
  std::vector<Event> events_ HERALD_GUARDED_BY(mutex_);
  std::vector<std::string> connections_ HERALD_GUARDED_BY(mutex_);
  std::set<std::string> wanted_ HERALD_GUARDED_BY(mutex_);
  std::optional<std::set<std::string, std::less<>>> wantedEvents_ HERALD_GUARDED_BY(mutex_);

  std::stop_source stop_;
  const Clock::time_point end_;
};

}  // namespace herald::test
