// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/route_runner.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "engine/plugin_host/plugin_call.h"

namespace herald::core {

/// One publication, or one wake-up, on the thread of the route. It owns all that it uses, and outlives the runner if a
/// transform hangs.
class RouteRunner::Run {
 public:
  Run(std::shared_ptr<const BusRoute> route, std::vector<RoutedEvent> events, std::string notTo)
      : route_(std::move(route)), in_(std::move(events)), notTo_(std::move(notTo)) {}

  /// Begins with the timer of this step.
  Run(std::shared_ptr<const BusRoute> route, const TransformStep& first, StoredTimer timer,
      std::chrono::system_clock::time_point now)
      : route_(std::move(route)), in_(1), notTo_(timer.notTo), woken_(&first), timer_(std::move(timer)), now_(now) {}

  void go();
  bool isFinished() const;  ///< false for the timer that a transform no longer has
  std::vector<RoutedEvent> finished();
  std::vector<RoutedEvent> abandon(const TransformStep*& hanging);

 private:
  std::optional<std::vector<RoutedEvent>> take(const TransformStep& step, std::vector<RoutedEvent> events);
  bool begins(const TransformStep& step);

  const std::shared_ptr<const BusRoute> route_;
  const std::vector<RoutedEvent> in_;
  const std::string notTo_;                     // see Origin
  const TransformStep* const woken_ = nullptr;  // of a wake-up; otherwise null
  const StoredTimer timer_{};
  const std::chrono::system_clock::time_point now_{};
  mutable Mutex mutex_{};
  std::vector<RoutedEvent> out_ HERALD_GUARDED_BY(mutex_){};
  std::size_t done_ HERALD_GUARDED_BY(mutex_) = 0;  // how many of in_ have passed all transforms
  const TransformStep* step_ HERALD_GUARDED_BY(mutex_) = nullptr;
  bool abandoned_ HERALD_GUARDED_BY(mutex_) = false;
};

void RouteRunner::Run::go() {
  const auto* const end = route_->steps.data() + route_->steps.size();
  for (const auto& event : in_) {
    std::vector<RoutedEvent> current{event};
    for (const auto* next = woken_ ? woken_ : route_->steps.data(); next != end; ++next) {
      auto result = take(*next, std::move(current));
      if (!result) return;
      current = std::move(*result);
    }
    const MutexLock lock(mutex_);
    for (auto& result : current) out_.push_back(std::move(result));
    ++done_;
  }
}

/// Nothing if nobody waits for the result any longer, or if the step has to be woken by a timer that it no longer has.
std::optional<std::vector<RoutedEvent>> RouteRunner::Run::take(const TransformStep& step,
                                                               std::vector<RoutedEvent> events) {
  if (!begins(step)) return std::nullopt;
  const MutexLock turn(step.turn->mutex);
  if (!begins(step)) return std::nullopt;
  if (step.timers) step.timers->expect(notTo_);
  if (&step != woken_) return applyStep(step, std::move(events));
  if (!step.timers->has(timer_)) return std::nullopt;
  return wakeStep(step, timer_, now_);
}

/// Says where this run is, so that it can be named if it hangs. False if nobody waits for it any longer.
bool RouteRunner::Run::begins(const TransformStep& step) {
  const MutexLock lock(mutex_);
  if (!abandoned_) step_ = &step;
  return !abandoned_;
}

bool RouteRunner::Run::isFinished() const {
  const MutexLock lock(mutex_);
  return done_ == in_.size();
}

std::vector<RoutedEvent> RouteRunner::Run::finished() {
  const MutexLock lock(mutex_);
  return std::move(out_);
}

std::vector<RoutedEvent> RouteRunner::Run::abandon(const TransformStep*& hanging) {
  const MutexLock lock(mutex_);
  abandoned_ = true;
  if (step_) hanging = step_;
  for (; done_ < in_.size(); ++done_) {
    out_.push_back(in_[done_]);
    out_.back().deadReason =
        "transform " + hanging->name + " hangs; restart Herald or remove it from route " + route_->name;
  }
  return std::move(out_);
}

RouteRunner::RouteRunner(std::shared_ptr<const BusRoute> route, Millis limit)
    : route_(std::move(route)), limit_(limit) {
  if (route_->steps.empty()) return;
  thread_ = std::make_unique<PluginThread>("route " + route_->name);
  hanging_ = &route_->steps.front();
}

std::vector<RoutedEvent> RouteRunner::run(std::vector<RoutedEvent> events, std::vector<Note>& notes,
                                          const std::string& notTo) {
  if (!thread_) return events;
  const auto run = std::make_shared<Run>(route_, std::move(events), notTo);
  const MutexLock lock(mutex_);
  try {
    thread_->run([run] { run->go(); }, limit_);
    auto saved = takeNotes();
    std::move(saved.begin(), saved.end(), std::back_inserter(notes));
    return run->finished();
  } catch (const PluginHangs&) {
    auto dead = run->abandon(hanging_);
    thread_->nameHang(whoIs("transform", hanging_->name, hanging_->plugin) + " of route " + route_->name);
    return dead;
  }
}

std::vector<Note> RouteRunner::takeNotes() {
  std::vector<Note> notes;
  const auto add = [&notes](std::vector<Note> more) { std::move(more.begin(), more.end(), std::back_inserter(notes)); };
  for (const auto& step : route_->steps) {
    if (step.state) add(step.state->takeNotes());
    if (step.timers) add(step.timers->takeNotes());
  }
  return notes;
}

std::shared_ptr<TimerBook> RouteRunner::timersOf(const StoredTimer& timer) const {
  const auto owns = [&](const TransformStep& step) { return step.timers && step.timers->owns(timer); };
  const auto found = std::find_if(route_->steps.begin(), route_->steps.end(), owns);
  return found == route_->steps.end() ? nullptr : found->timers;
}

bool RouteRunner::wake(const StoredTimer& timer, std::chrono::system_clock::time_point now, const Store& store) {
  const auto timers = timersOf(timer);
  const auto step = std::find_if(route_->steps.begin(), route_->steps.end(),
                                 [&](const TransformStep& one) { return one.timers == timers; });
  const auto run = std::make_shared<Run>(route_, *step, timer, now);
  const MutexLock lock(mutex_);
  try {
    thread_->run([run] { run->go(); }, limit_);
  } catch (const PluginHangs&) {
    run->abandon(hanging_);
    thread_->nameHang(whoIs("transform", hanging_->name, hanging_->plugin) + " of route " + route_->name);
    return false;
  }
  if (!run->isFinished()) return true;
  timers->woken(timer);
  store(run->finished(), takeNotes());
  return true;
}

}  // namespace herald::core
