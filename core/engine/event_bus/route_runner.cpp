#include "engine/event_bus/route_runner.h"

#include <iterator>
#include <utility>

#include "engine/state/state_store.h"

namespace herald::core {

/// One publication on the route's thread. It owns all that it uses, and outlives the runner if a transform hangs.
struct RouteRunner::Run {
  Run(std::shared_ptr<const Route> theRoute, std::vector<Passenger> passengers)
      : route(std::move(theRoute)), in(std::move(passengers)) {}

  void go();
  std::vector<Passenger> finished();
  std::vector<Passenger> abandon(std::string& hangingStep);

  const std::shared_ptr<const Route> route;
  const std::vector<Passenger> in;
  std::mutex mutex{};
  std::vector<Passenger> out{};
  std::size_t done = 0;  // how many of `in` are through
  const Route::Step* step = nullptr;
  bool abandoned = false;
};

void RouteRunner::Run::go() {
  for (const auto& passenger : in) {
    std::vector<Passenger> current{passenger};
    for (const auto& next : route->steps) {
      {
        const std::lock_guard guard(mutex);
        if (abandoned) return;
        step = &next;
      }
      current = applyStep(next, std::move(current));
    }
    const std::lock_guard guard(mutex);
    for (auto& result : current) out.push_back(std::move(result));
    ++done;
  }
}

std::vector<Passenger> RouteRunner::Run::finished() {
  const std::lock_guard guard(mutex);
  return std::move(out);
}

std::vector<Passenger> RouteRunner::Run::abandon(std::string& hangingStep) {
  const std::lock_guard guard(mutex);
  abandoned = true;
  if (step) hangingStep = step->name;
  for (; done < in.size(); ++done) {
    out.push_back(in[done]);
    out.back().deadReason =
        "transform " + hangingStep + " hangs; restart Herald or remove it from route " + route->name;
  }
  return std::move(out);
}

RouteRunner::RouteRunner(std::shared_ptr<const Route> route, Millis limit) : route_(std::move(route)), limit_(limit) {
  if (route_->steps.empty()) return;
  thread_ = std::make_unique<PluginThread>("route " + route_->name);
  hanging_ = route_->steps.front().name;
}

std::vector<Passenger> RouteRunner::run(std::vector<Passenger> passengers, std::vector<Note>& notes) {
  if (!thread_) return passengers;
  const auto run = std::make_shared<Run>(route_, std::move(passengers));
  const std::lock_guard guard(mutex_);
  try {
    thread_->run([run] { run->go(); }, limit_);
    for (const auto& step : route_->steps) {
      if (!step.state) continue;
      auto saved = step.state->takeNotes();
      std::move(saved.begin(), saved.end(), std::back_inserter(notes));
    }
    return run->finished();
  } catch (const PluginHangs&) {
    return run->abandon(hanging_);
  }
}

}  // namespace herald::core
