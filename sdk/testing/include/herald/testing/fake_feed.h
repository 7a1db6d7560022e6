#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "herald/json.h"
#include "herald/source.h"
#include "herald/testing/fake_host.h"

namespace herald::test {

/// What Source::run gets in a test: collects the events, and nobody waits. waitFor moves the clock on and returns at
/// once, so that a print of three hours runs in a moment. Every thread may use it.
class FakeFeed : public Feed {
 public:
  /// A stop is asked for once the source has waited for `lasts` in all, so that no test runs for ever.
  explicit FakeFeed(Millis lasts = std::chrono::hours(24)) : end_(host.now() + lasts) {}

  /// Asks for a stop once `count` events were published.
  void stopAfter(std::size_t count) {
    std::lock_guard lock(mutex_);
    most_ = count;
  }
  void requestStop() { stop_.request_stop(); }

  /// Makes wanted(variable) true.
  void want(std::string variable) {
    std::lock_guard lock(mutex_);
    wanted_.insert(std::move(variable));
  }

  /// Makes wantedEvent(type) true for these types only; without a call it is true for all.
  void wantEvents(std::set<std::string, std::less<>> types) {
    std::lock_guard lock(mutex_);
    wantedEvents_ = std::move(types);
  }

  std::vector<Event> events() const {
    std::lock_guard lock(mutex_);
    return events_;
  }

  /// What ready() was called with.
  std::vector<std::string> connections() const {
    std::lock_guard lock(mutex_);
    return connections_;
  }

  using Feed::publish;
  void publish(std::span<Event> events, const Notes& notes) override {
    std::lock_guard lock(mutex_);
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

  /// From now on there is no room for what tryPublish offers, or there is again.
  void setFull(bool full) {
    std::lock_guard lock(mutex_);
    full_ = full;
  }

  void ready(std::string_view what) override {
    std::lock_guard lock(mutex_);
    connections_.emplace_back(what);
  }

  bool wanted(std::string_view variable) const override {
    std::lock_guard lock(mutex_);
    return wanted_.contains(std::string(variable));
  }

  bool wantedEvent(std::string_view type) const override {
    std::lock_guard lock(mutex_);
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

  FakeHost host;  ///< the log, the state, the clock and the network

 private:
  bool full() const {
    std::lock_guard lock(mutex_);
    return full_;
  }

  static void check(const Event& event) {
    if (event.type.empty()) throw std::invalid_argument("an event has no type");
    if (!isJsonObject(event.payload))
      throw std::invalid_argument("the payload of " + event.type + " is no JSON object");
    if (!isJsonObject(event.context))
      throw std::invalid_argument("the context of " + event.type + " is no JSON object");
  }

  /// As the core does it, with ids that a test can foresee and the time of the clock above.
  void complete(Event& event) const {
    if (event.id.empty()) event.id = "event-" + std::to_string(events_.size());
    if (event.source.empty()) event.source = "source";
    if (event.device.empty()) event.device = event.source;
    if (event.time == decltype(event.time){})
      event.time = std::chrono::system_clock::time_point(
          std::chrono::duration_cast<std::chrono::system_clock::duration>(host.now().time_since_epoch()));
  }

  mutable std::mutex mutex_;
  std::stop_source stop_;
  bool full_ = false;
  std::size_t most_ = static_cast<std::size_t>(-1);
  Clock::time_point end_;
  std::vector<Event> events_;
  std::vector<std::string> connections_;
  std::set<std::string> wanted_;
  std::optional<std::set<std::string, std::less<>>> wantedEvents_;
};

}  // namespace herald::test
