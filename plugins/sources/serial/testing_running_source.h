// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "herald/mutex.h"
#include "herald/testing/fake_feed.h"
#include "herald/testing/temporary_folder.h"
#include "serial_source.h"
#include "testing_pty.h"

namespace herald::serial {

/// A feed whose calls a test can wait for. Any thread may call it.
class WatchedFeed : public test::FakeFeed {
 public:
  using FakeFeed::publish;
  void publish(std::span<Event> events, const Notes& notes) override {
    FakeFeed::publish(events, notes);
    notifyAll();
  }
  void ready(std::string_view what) override {
    FakeFeed::ready(what);
    notifyAll();
  }
  void log(Level level, std::string_view text) override {
    FakeFeed::log(level, text);
    notifyAll();
  }
  /// Waits for tick() or a request to stop.
  bool waitFor(Millis time) override {
    {
      const MutexLock lock(mutex_);
      changed_.wait(mutex_, [this]() HERALD_REQUIRES(mutex_) { return ticks_ > 0 || stop().stop_requested(); });
      if (ticks_ > 0) --ticks_;
    }
    return FakeFeed::waitFor(time);
  }
  void tick() {
    const MutexLock lock(mutex_);
    ++ticks_;
    changed_.notifyAll();
  }
  void end() {
    requestStop();
    notifyAll();
  }

  /// Waits until `done` is true. Throws after a minute.
  void waitUntil(const std::function<bool()>& done) {
    const MutexLock lock(mutex_);
    if (!changed_.waitUntil(mutex_, std::chrono::steady_clock::now() + std::chrono::minutes(1), done))
      throw std::runtime_error("waited for a minute in vain");
  }

  bool logged(std::string_view text) const {
    for (const auto& line : host.lines())
      if (line.text.find(text) != std::string::npos) return true;
    return false;
  }

 private:
  void notifyAll() {
    const MutexLock lock(mutex_);
    changed_.notifyAll();
  }

  Mutex mutex_;
  Condition changed_;
  int ticks_ HERALD_GUARDED_BY(mutex_) = 0;
};

/// Runs a source in a thread, until it must stop or fails. The core runs a source in the same way.
class RunningSource {
 public:
  RunningSource(WatchedFeed& feed, Settings::Values values) : feed_(feed) {
    source_.configure(Settings(source_.options(), std::move(values)), feed);
    thread_ = std::thread([this] { work(); });
  }
  ~RunningSource() {
    if (!thread_.joinable()) return;
    feed_.end();
    thread_.join();
  }
  RunningSource(const RunningSource&) = delete;
  RunningSource& operator=(const RunningSource&) = delete;

  /// Waits until the source has ended. Returns the reason if it failed.
  std::optional<Failure> wait() {
    thread_.join();
    return failure_;
  }
  std::optional<Failure> stop() {
    feed_.end();
    return wait();
  }

 private:
  void work() {
    try {
      source_.run(feed_);
    } catch (const Failure& failure) {
      failure_.emplace(failure);
    }
  }

  WatchedFeed& feed_;
  SerialSource source_{};
  std::optional<Failure> failure_{};
  std::thread thread_{};
};

/// A mark is a line that becomes one event, after the events of all lines before it.
inline std::string mark(int number) { return "FIRMWARE_NAME:mark " + std::to_string(number) + "\n"; }

inline bool isMark(const Event& event) { return event.payload.starts_with(R"({"name":"mark )"); }

inline void waitForMark(WatchedFeed& feed, int number) {
  const std::string name = "{\"name\":\"mark " + std::to_string(number) + "\"";
  feed.waitUntil([&] {
    const auto events = feed.events();
    return !events.empty() && events.back().payload.starts_with(name);
  });
}

inline std::vector<Event> withoutMarks(const std::vector<Event>& events) {
  std::vector<Event> rest;
  for (const Event& event : events)
    if (!isMark(event)) rest.push_back(event);
  return rest;
}

inline std::vector<std::string> typesOf(const std::vector<Event>& events) {
  std::vector<std::string> types;
  for (const Event& event : withoutMarks(events)) types.push_back(event.type);
  return types;
}

}  // namespace herald::serial
