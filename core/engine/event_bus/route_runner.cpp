// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/route_runner.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "engine/plugin_host/plugin_call.h"
#include "herald/mutex.h"

namespace herald::core {

/// One publication, or one wake-up, on the thread of the route. It owns all that it uses, and outlives the runner if a
/// transform hangs.
class RouteRunner::Run {
 public:
  Run(const RouteRunner& runner, std::vector<RoutedEvent> events, std::string notTo)
      : route_(runner.route_), place_(runner.place_), in_(std::move(events)), notTo_(std::move(notTo)) {}

  /// Begins with the timer of this step. `store` gets the result, unless the run is abandoned before.
  Run(const RouteRunner& runner, const TransformStep& first, StoredTimer timer,
      std::chrono::system_clock::time_point now, const Store& store)
      : route_(runner.route_),
        place_(runner.place_),
        in_(1),
        notTo_(timer.notTo),
        woken_(&first),
        timer_(std::move(timer)),
        now_(now),
        store_(&store) {}

  void go();

  /// Nobody waits any longer: from now on, the run changes nothing outside. The events that have not passed become
  /// dead letters. False if all have passed.
  bool abandon();

  std::vector<RoutedEvent> result(std::vector<Note>& notes);  ///< after the end, or after abandon()

 private:
  std::optional<std::vector<RoutedEvent>> take(const TransformStep& step, std::vector<RoutedEvent> events);
  bool begins(const TransformStep& step);
  void passed(std::vector<RoutedEvent> results);
  void finish();

  const std::shared_ptr<const BusRoute> route_;
  const std::shared_ptr<Place> place_;
  const std::vector<RoutedEvent> in_;
  const std::string notTo_;                     // see Origin
  const TransformStep* const woken_ = nullptr;  // of a wake-up; otherwise null
  const StoredTimer timer_{};
  const std::chrono::system_clock::time_point now_{};
  const Store* const store_ = nullptr;  // of a wake-up
  mutable Mutex mutex_{};
  std::vector<RoutedEvent> out_ HERALD_GUARDED_BY(mutex_){};
  std::vector<Note> notes_ HERALD_GUARDED_BY(mutex_){};
  std::size_t done_ HERALD_GUARDED_BY(mutex_) = 0;  // how many of in_ have passed all transforms
  bool finished_ HERALD_GUARDED_BY(mutex_) = false;
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
    passed(std::move(current));
  }
  finish();
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
  if (!abandoned_) *place_ = &step;
  return !abandoned_;
}

void RouteRunner::Run::passed(std::vector<RoutedEvent> results) {
  const MutexLock lock(mutex_);
  if (abandoned_) return;
  std::move(results.begin(), results.end(), std::back_inserter(out_));
  ++done_;
}

/// What the transforms have saved belongs to this run, not to the next one. So the thread of the route takes it, and
/// stores the result of a wake-up.
void RouteRunner::Run::finish() {
  const MutexLock lock(mutex_);
  if (abandoned_) return;
  finished_ = true;
  if (woken_) woken_->timers->woken(timer_);
  const auto add = [this](std::vector<Note> more)
                       HERALD_REQUIRES(mutex_) { std::move(more.begin(), more.end(), std::back_inserter(notes_)); };
  for (const auto& step : route_->steps) {
    if (step.state) add(step.state->takeNotes());
    if (step.timers) add(step.timers->takeNotes());
  }
  if (store_) (*store_)(std::move(out_), notes_);
}

bool RouteRunner::Run::abandon() {
  const MutexLock lock(mutex_);
  if (finished_) return false;
  abandoned_ = true;
  const auto& hanging = *place_->load();
  for (; done_ < in_.size(); ++done_) {
    out_.push_back(in_[done_]);
    out_.back().deadReason =
        "transform " + hanging.name + " hangs; restart Herald or remove it from route " + route_->name;
  }
  return true;
}

std::vector<RoutedEvent> RouteRunner::Run::result(std::vector<Note>& notes) {
  const MutexLock lock(mutex_);
  std::move(notes_.begin(), notes_.end(), std::back_inserter(notes));
  return std::move(out_);
}

RouteRunner::RouteRunner(std::shared_ptr<const BusRoute> route, Millis limit)
    : route_(std::move(route)), limit_(limit), place_(std::make_shared<Place>(route_->steps.data())) {
  if (!route_->steps.empty()) thread_ = std::make_unique<PluginThread>("route " + route_->name);
}

std::vector<RoutedEvent> RouteRunner::run(std::vector<RoutedEvent> events, std::vector<Note>& notes,
                                          const std::string& notTo) {
  if (!thread_) return events;
  const auto run = std::make_shared<Run>(*this, std::move(events), notTo);
  try {
    thread_->run([run] { run->go(); }, limit_);
  } catch (const PluginHangs&) {
    if (run->abandon()) nameHang();
  }
  return run->result(notes);
}

void RouteRunner::nameHang() {
  const auto& step = *place_->load();
  thread_->nameHang(whoIs("transform", step.name, step.plugin) + " of route " + route_->name);
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
  const auto run = std::make_shared<Run>(*this, *step, timer, now, store);
  try {
    thread_->run([run] { run->go(); }, limit_);
  } catch (const PluginHangs&) {
    if (!run->abandon()) return true;
    nameHang();
    return false;
  }
  return true;
}

}  // namespace herald::core
