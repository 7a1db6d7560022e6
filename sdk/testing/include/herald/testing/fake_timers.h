// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "herald/json.h"
#include "herald/testing/fake_host.h"
#include "herald/transform.h"

namespace herald::test {

/// The timers of a transform in a test. Only advance() moves their time. It moves the clocks of a FakeHost too, and
/// wakes the transform, so an hour takes a moment. To test a restart, give the same timers to a second instance. For
/// one thread.
class FakeTimers : public Timers {
 public:
  explicit FakeTimers(FakeHost& host) : host_(host) {}  ///< `host` outlives it

  /// Gives itself to a transform, if that uses timers.
  void serve(Transform& transform) {
    if (auto* user = dynamic_cast<TimerUser*>(&transform)) user->useTimers(*this);
  }

  bool set(const Timer& timer, Millis after) override {
    if (!isJsonObject(timer.event.payload) || !isJsonObject(timer.event.context))
      throw std::invalid_argument("the payload or the context of a timer's event is not a JSON object");
    if (full_) return false;
    const Millis wait = std::clamp(after, kLeast, kMost);
    timers_.insert_or_assign({timer.device, timer.name}, Set{timer, passed_ + wait, ++count_});
    return true;
  }

  bool cancel(std::string_view device, std::string_view name) override {
    return timers_.erase({std::string(device), std::string(name)}) > 0;
  }

  std::vector<std::string> names(std::string_view device) const override {
    std::vector<std::string> found;
    for (const auto& [key, set] : timers_)
      if (key.first == device) found.push_back(key.second);
    return found;
  }

  /// Moves the clocks of the host on, and wakes the transform at each time that comes. Returns what it emits. Fills the
  /// empty fields as Herald does, with predictable ids: "timer-1".
  std::vector<Event> advance(Transform& transform, Millis time) {
    const Millis end = passed_ + time;
    std::vector<Event> out;
    for (auto next = first(); next != timers_.end() && next->second.due <= end; next = first()) {
      moveTo(next->second.due);
      const Set due = timers_.extract(next).mapped();
      wake(transform, due, out);
    }
    moveTo(end);
    return out;
  }

  /// If `full`, set() returns false.
  void setFull(bool full) { full_ = full; }

  std::size_t size() const { return timers_.size(); }  ///< how many timers are set

 private:
  struct Set {
    Timer timer{};
    Millis due{};
    int count = 0;
  };
  using Key = std::pair<std::string, std::string>;  // device and name

  static constexpr Millis kLeast{100};
  static constexpr Millis kMost = std::chrono::hours(24 * 366);

  std::map<Key, Set>::iterator first() {
    const auto earlier = [](const auto& one, const auto& other) { return one.second.due < other.second.due; };
    return std::min_element(timers_.begin(), timers_.end(), earlier);
  }

  void moveTo(Millis time) {
    if (time <= passed_) return;
    host_.advance(time - passed_);
    passed_ = time;
  }

  void wake(Transform& transform, const Set& due, std::vector<Event>& out) const {
    std::string id = "timer-" + std::to_string(due.count);
    dynamic_cast<TimerUser&>(transform).wake(due.timer, [&](Event event) {
      if (event.id.empty()) event.id = id;
      if (event.source.empty()) event.source = due.timer.event.source;
      if (event.device.empty()) event.device = due.timer.device;
      if (event.time == decltype(event.time){}) event.time = host_.wallClock();
      out.push_back(std::move(event));
    });
  }

  FakeHost& host_;
  std::map<Key, Set> timers_{};
  Millis passed_{0};  // since the beginning
  int count_ = 0;
  bool full_ = false;
};

}  // namespace herald::test
