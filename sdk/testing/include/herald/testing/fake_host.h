// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "herald/host.h"
#include "herald/mutex.h"
#include "herald/testing/fake_http.h"

namespace herald::test {

/// A host in memory. It keeps the log and the state. Only a test moves its clocks. Instances that get the same host
/// share objects, as those of one sink do. It outlives them. Any thread may use it.
class FakeHost : public Host {
 public:
  struct Line {
    Level level;
    std::string text;
  };

  void log(Level level, std::string_view text) override {
    const MutexLock lock(mutex_);
    lines_.push_back({level, std::string(text)});
  }

  std::unique_ptr<HttpClient> http(const Settings&) override { return std::make_unique<FakeHttpClient>(network_); }

  Clock::time_point now() const override {
    const MutexLock lock(mutex_);
    return now_;
  }

  std::chrono::system_clock::time_point wallClock() const override {
    const MutexLock lock(mutex_);
    return wall_;
  }

  void hide(const std::vector<std::string>& secrets) override { hideFor(this, secrets); }

  std::string load(std::string_view key) override {
    const MutexLock lock(mutex_);
    const auto found = state_.find(key);
    return found == state_.end() ? std::string() : found->second;
  }

  void save(std::string_view key, std::string_view value) override {
    const MutexLock lock(mutex_);
    state_.erase(std::string(key));
    if (!value.empty()) state_.emplace(key, value);
  }

  void ready(std::string_view what) override {
    const MutexLock lock(mutex_);
    connection_ = what;
  }

  using Host::count;
  void count(std::string_view name, std::uint64_t by) override {
    const MutexLock lock(mutex_);
    counts_[std::string(name)] += by;
  }

  void measure(std::string_view name, std::string_view of, std::optional<double> value) override {
    const MutexLock lock(mutex_);
    auto& values = measures_[std::string(name)];
    value ? void(values[std::string(of)] = *value) : void(values.erase(std::string(of)));
  }

  /// Moves both clocks on.
  void advance(Millis time) {
    const MutexLock lock(mutex_);
    now_ += time;
    wall_ += time;
  }

  std::vector<Line> lines() const {
    const MutexLock lock(mutex_);
    return lines_;
  }

  /// The texts of the last call of hide(), and those that the shared objects hide.
  std::vector<std::string> hidden() const {
    const MutexLock lock(mutex_);
    std::vector<std::string> all;
    for (const auto& [owner, texts] : hidden_) all.insert(all.end(), texts.begin(), texts.end());
    return all;
  }

  /// The saved values, by key. To test a restart, give the same host to a second instance.
  std::map<std::string, std::string, std::less<>> state() const {
    const MutexLock lock(mutex_);
    return state_;
  }

  /// The text of the last call of ready().
  std::string connection() const {
    const MutexLock lock(mutex_);
    return connection_;
  }

  /// The counters of the plugin.
  std::map<std::string, std::uint64_t> counts() const {
    const MutexLock lock(mutex_);
    return counts_;
  }

  /// The values that the plugin shows, by name, and by what they are of.
  std::map<std::string, std::map<std::string, double>> measures() const {
    const MutexLock lock(mutex_);
    return measures_;
  }

  /// The network of every client that http() returned.
  FakeHttp& network() { return *network_; }

 protected:
  std::shared_ptr<void> share(std::string_view key,
                              const std::function<std::shared_ptr<void>(Host& own)>& make) override {
    const auto living = [&] {
      const MutexLock lock(mutex_);
      return shared_[std::string(key)].lock();
    };
    auto shared = living();
    if (!shared) {
      auto made = std::make_shared<Shared>(*this);
      made->object = make(*made);
      const MutexLock lock(mutex_);
      shared_[std::string(key)] = shared = std::move(made);
    }
    return {shared, shared->object.get()};
  }

 private:
  /// A shared object with the host of its own.
  struct Shared final : Host {
    explicit Shared(FakeHost& whole) : parent(whole) {}
    ~Shared() override {
      object.reset();
      hide({});
    }
    void log(Level level, std::string_view text) override { parent.log(level, text); }
    std::unique_ptr<HttpClient> http(const Settings& settings) override { return parent.http(settings); }
    Clock::time_point now() const override { return parent.now(); }
    std::chrono::system_clock::time_point wallClock() const override { return parent.wallClock(); }
    void hide(const std::vector<std::string>& secrets) override { parent.hideFor(this, secrets); }
    std::string load(std::string_view key) override { return parent.load(key); }
    void save(std::string_view key, std::string_view value) override { parent.save(key, value); }
    void ready(std::string_view what) override { parent.ready(what); }
    using Host::count;
    void count(std::string_view name, std::uint64_t by) override { parent.count(name, by); }
    void measure(std::string_view name, std::string_view of, std::optional<double> value) override {
      parent.measure(name, of, value);
    }

    FakeHost& parent;
    std::shared_ptr<void> object{};
  };

  void hideFor(const Host* owner, const std::vector<std::string>& secrets) {
    const MutexLock lock(mutex_);
    hidden_[owner] = secrets;
    if (secrets.empty()) hidden_.erase(owner);
  }

  mutable Mutex mutex_{};
  std::vector<Line> lines_ HERALD_GUARDED_BY(mutex_);
  std::map<std::string, std::string, std::less<>> state_ HERALD_GUARDED_BY(mutex_);
  std::map<const Host*, std::vector<std::string>> hidden_ HERALD_GUARDED_BY(mutex_);
  std::map<std::string, std::weak_ptr<Shared>> shared_ HERALD_GUARDED_BY(mutex_);
  std::string connection_ HERALD_GUARDED_BY(mutex_);
  std::map<std::string, std::uint64_t> counts_ HERALD_GUARDED_BY(mutex_);
  std::map<std::string, std::map<std::string, double>> measures_ HERALD_GUARDED_BY(mutex_);
  Clock::time_point now_ HERALD_GUARDED_BY(mutex_){std::chrono::hours(1)};
  std::chrono::system_clock::time_point wall_ HERALD_GUARDED_BY(mutex_){
      std::chrono::seconds(1588195498)};  // the time of event() of builders.h
  const std::shared_ptr<FakeHttp> network_ = std::make_shared<FakeHttp>();
};

}  // namespace herald::test
