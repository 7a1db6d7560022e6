#include "engine/pipeline/pipeline.h"

#include <algorithm>

#include "engine/plugin_host/plugin_thread.h"

namespace herald::core {

namespace {

constexpr std::chrono::seconds kSourceLimit{5};
constexpr std::chrono::seconds kSinkLimit{5};
constexpr Clock::duration kToGiveUp = std::chrono::seconds(1);

}  // namespace

/// Answers for the plan of the moment, to sources that outlive it.
class Pipeline::Wanted {
 public:
  void set(std::shared_ptr<const Plan> plan) {
    const std::lock_guard lock(mutex_);
    plan_ = std::move(plan);
  }
  std::shared_ptr<const Plan> plan() const {
    const std::lock_guard lock(mutex_);
    return plan_;
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Plan> plan_;
};

Pipeline::Pipeline(Outbox& outbox, TimeSource& time,
                   std::function<std::shared_ptr<StateStore>(const std::string&)> state)
    : outbox_(outbox),
      time_(time),
      dispatcher_(outbox, time, {std::move(state), [this](const SinkNews& news) { announcer_.announce(news); }}),
      bus_(outbox, time, [this](const std::set<std::string>& sinks) { dispatcher_.wake(sinks); }),
      plan_(std::make_shared<const Plan>()),
      wanted_(std::make_shared<Wanted>()) {
  outbox_.setWake([this](const std::set<std::string>& sinks) {
    dispatcher_.restore();
    dispatcher_.wake(sinks);
  });
}

Pipeline::~Pipeline() {
  outbox_.setWake({});
  endSources(nullptr);
  dispatcher_.stop(time_.now() + kSinkLimit);
}

void Pipeline::apply(Plan plan) {
  const auto next = std::make_shared<const Plan>(std::move(plan));
  for (const auto& [name, sink] : next->sinks) {
    const auto old = plan_->sinks.find(name);
    if (old == plan_->sinks.end() || old->second.setup.sink != sink.setup.sink) dispatcher_.set(sink.setup);
  }
  wanted_->set(next);
  endSources(next.get());
  bus_.setRoutes(next->routes);
  std::set<std::string> gone;
  for (const auto& [name, sink] : plan_->sinks) {
    if (!next->sinks.contains(name)) gone.insert(name);
  }
  dispatcher_.remove(gone);
  dispatcher_.allSet();
  {
    const std::lock_guard guard(mutex_);
    plan_ = next;
  }
  startSources();
}

std::shared_ptr<const Plan> Pipeline::plan() const {
  const std::lock_guard guard(mutex_);
  return plan_;
}

PipelineStatus Pipeline::status() const {
  PipelineStatus status;
  {
    const std::lock_guard guard(mutex_);
    for (const auto& [name, runner] : runners_) status.sources.emplace(name, runner->status());
  }
  status.sinks = dispatcher_.status();
  return status;
}

/// Ends the sources that `next` does not have, or has otherwise: first all are asked, then each is waited for.
bool Pipeline::endSources(const Plan* next) {
  const auto stays = [&](const std::string& name) {
    if (!next) return false;
    const auto planned = next->sources.find(name);
    return planned != next->sources.end() && planned->second.source == plan_->sources.at(name).source;
  };
  for (const auto& [name, runner] : runners_) {
    if (!stays(name)) runner->requestStop();
  }
  const auto deadline = time_.now() + kSourceLimit;
  bool all = true;
  std::vector<std::string> ended;
  for (const auto& [name, runner] : runners_) {
    if (stays(name)) continue;
    all = runner->join(deadline) && all;
    ended.push_back(name);
  }
  const std::lock_guard guard(mutex_);
  for (const auto& name : ended) runners_.erase(name);
  return all;
}

void Pipeline::startSources() {
  for (const auto& [name, source] : plan_->sources) {
    if (runners_.contains(name)) continue;
    auto runner = std::make_unique<SourceRunner>(
        source.origin, source.source, source.instance.host, bus_,
        Demand{[wanted = wanted_](std::string_view variable) { return wanted->plan()->uses(variable); },
               [wanted = wanted_, origin = source.origin](std::string_view type) {
                 return wanted->plan()->leads(origin, type);
               }},
        time_, source.policy);
    runner->start();
    const std::lock_guard guard(mutex_);
    runners_.emplace(name, std::move(runner));
  }
}

bool Pipeline::stop(Clock::time_point deadline) {
  const auto grace = std::min(kToGiveUp, (deadline - time_.now()) / 2);
  const bool sources = endSources(nullptr);
  dispatcher_.finish(deadline - grace);
  const bool sinks = dispatcher_.stop(std::max(deadline, time_.now() + grace));
  announcer_.stop();
  return sources && sinks && hangingCalls() == 0;
}

}  // namespace herald::core
