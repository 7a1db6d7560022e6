// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/route_runner.h"

#include <iterator>
#include <utility>

#include "engine/plugin_host/plugin_call.h"

namespace herald::core {

/// One publication on the thread of the route. It owns all that it uses, and outlives the runner if a transform hangs.
class RouteRunner::Run {
 public:
  Run(std::shared_ptr<const BusRoute> route, std::vector<RoutedEvent> events)
      : route_(std::move(route)), in_(std::move(events)) {}

  void go();
  std::vector<RoutedEvent> finished();
  std::vector<RoutedEvent> abandon(const TransformStep*& hanging);

 private:
  const std::shared_ptr<const BusRoute> route_;
  const std::vector<RoutedEvent> in_;
  Mutex mutex_{};
  std::vector<RoutedEvent> out_ HERALD_GUARDED_BY(mutex_){};
  std::size_t done_ HERALD_GUARDED_BY(mutex_) = 0;  // how many of in_ have passed all transforms
  const TransformStep* step_ HERALD_GUARDED_BY(mutex_) = nullptr;
  bool abandoned_ HERALD_GUARDED_BY(mutex_) = false;
};

void RouteRunner::Run::go() {
  for (const auto& event : in_) {
    std::vector<RoutedEvent> current{event};
    for (const auto& next : route_->steps) {
      {
        const MutexLock lock(mutex_);
        if (abandoned_) return;
        step_ = &next;
      }
      current = applyStep(next, std::move(current));
    }
    const MutexLock lock(mutex_);
    for (auto& result : current) out_.push_back(std::move(result));
    ++done_;
  }
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

std::vector<RoutedEvent> RouteRunner::run(std::vector<RoutedEvent> events, std::vector<Note>& notes) {
  if (!thread_) return events;
  const auto run = std::make_shared<Run>(route_, std::move(events));
  const MutexLock lock(mutex_);
  try {
    thread_->run([run] { run->go(); }, limit_);
    for (const auto& step : route_->steps) {
      if (!step.state) continue;
      auto saved = step.state->takeNotes();
      std::move(saved.begin(), saved.end(), std::back_inserter(notes));
    }
    return run->finished();
  } catch (const PluginHangs&) {
    auto dead = run->abandon(hanging_);
    thread_->nameHang(whoIs("transform", hanging_->name, hanging_->plugin) + " of route " + route_->name);
    return dead;
  }
}

}  // namespace herald::core
