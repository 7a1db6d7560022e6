#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "herald/testing/fake_feed.h"
#include "serial_source.h"
#include "testing_pty.h"

namespace herald::serial {

/// A folder of a test's own.
class Folder {
 public:
  Folder() {
    std::string name = std::filesystem::temp_directory_path() / "herald-serial-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder");
    path_ = name;
  }
  ~Folder() {
    std::error_code none;
    std::filesystem::remove_all(path_, none);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

/// A feed that one can wait at.
class WatchedFeed : public test::FakeFeed {
 public:
  using FakeFeed::publish;
  void publish(std::span<Event> events, const Notes& notes) override {
    FakeFeed::publish(events, notes);
    note();
  }
  void ready(std::string_view what) override {
    FakeFeed::ready(what);
    note();
  }
  void log(Level level, std::string_view text) override {
    FakeFeed::log(level, text);
    note();
  }
  /// A wait ends when the test says so, or with a request to stop.
  bool waitFor(Millis time) override {
    std::unique_lock lock(waiting_);
    changed_.wait(lock, [this] { return ticks_ > 0 || stop().stop_requested(); });
    if (ticks_ > 0) --ticks_;
    return FakeFeed::waitFor(time);
  }
  void tick() {
    const std::lock_guard lock(waiting_);
    ++ticks_;
    changed_.notify_all();
  }
  void end() {
    requestStop();
    note();
  }
  void note() {
    const std::lock_guard lock(waiting_);
    changed_.notify_all();
  }

  void waitUntil(const std::function<bool()>& holds) {
    std::unique_lock lock(waiting_);
    if (!changed_.wait_for(lock, std::chrono::minutes(1), holds))
      throw std::runtime_error("waited for a minute in vain");
  }

  bool logged(std::string_view text) const {
    for (const auto& line : host.lines())
      if (line.text.find(text) != std::string::npos) return true;
    return false;
  }

 private:
  int ticks_ = 0;
  std::mutex waiting_;
  std::condition_variable changed_;
};

/// A source at work in a thread, as the core runs it once: until it is asked to stop or fails.
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

  /// Waits until it has ended; the reason with which it gave up.
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

/// Marks: a line that becomes an event of its own, behind all that was said before it. events() leaves them out.
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
