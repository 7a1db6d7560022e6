#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "herald/host.h"
#include "herald/testing/fake_http.h"

namespace herald::test {

/// A host in memory: keeps what was logged and saved, and its clocks stand still until a test moves them. Every thread
/// may use it.
class FakeHost : public Host {
 public:
  struct Line {
    Level level;
    std::string text;
  };

  void log(Level level, std::string_view text) override {
    std::lock_guard lock(mutex_);
    lines_.push_back({level, std::string(text)});
  }

  std::unique_ptr<HttpClient> http(const Settings&) override { return std::make_unique<FakeHttpClient>(network_); }

  Clock::time_point now() const override {
    std::lock_guard lock(mutex_);
    return now_;
  }

  std::chrono::system_clock::time_point wallClock() const override {
    std::lock_guard lock(mutex_);
    return wall_;
  }

  void hide(const std::vector<std::string>& secrets) override {
    std::lock_guard lock(mutex_);
    hidden_ = secrets;
  }

  std::string load(std::string_view key) override {
    std::lock_guard lock(mutex_);
    const auto found = state_.find(key);
    return found == state_.end() ? std::string() : found->second;
  }

  void save(std::string_view key, std::string_view value) override {
    std::lock_guard lock(mutex_);
    state_.erase(std::string(key));
    if (!value.empty()) state_.emplace(key, value);
  }

  void advance(Millis time) {
    std::lock_guard lock(mutex_);
    now_ += time;
    wall_ += time;
  }

  std::vector<Line> lines() const {
    std::lock_guard lock(mutex_);
    return lines_;
  }

  /// What was hidden last.
  std::vector<std::string> hidden() const {
    std::lock_guard lock(mutex_);
    return hidden_;
  }

  /// What was saved, by key. Handing the same host to a second instance shows what a restart does.
  std::map<std::string, std::string, std::less<>> state() const {
    std::lock_guard lock(mutex_);
    return state_;
  }

  /// The network behind every client that http() gave away.
  FakeHttp& network() { return *network_; }

 private:
  mutable std::mutex mutex_;
  std::vector<Line> lines_;
  std::map<std::string, std::string, std::less<>> state_;
  std::vector<std::string> hidden_;
  Clock::time_point now_{std::chrono::hours(1)};
  std::chrono::system_clock::time_point wall_{std::chrono::seconds(1588195498)};  // when event() of builders.h happened
  const std::shared_ptr<FakeHttp> network_ = std::make_shared<FakeHttp>();
};

}  // namespace herald::test
