// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/dispatcher.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "engine/dispatch/threads/lane.h"
#include "engine/plugin_host/plugin_thread.h"

namespace herald::core {

namespace {

constexpr auto kRecord = "sink";
constexpr Millis kToStop = std::chrono::seconds(5);
constexpr Millis kToEnd = std::chrono::seconds(2);
constexpr Millis kToGiveUp = std::chrono::seconds(1);

/// One attempt at a time, unless the sink itself says that it takes more.
int allowedAtOnce(const SinkSetup& setup) {
  if (setup.concurrency <= 1) return 1;
  bool concurrent = false;
  try {
    concurrent = setup.sink->concurrent();
  } catch (...) {
    setup.host->log(Level::Error,
                    "concurrent() failed, so Herald makes one attempt at a time: " + currentExceptionText());
  }
  return concurrent ? setup.concurrency : 1;
}

/// Begins no further calls. Those under way may end until `patience`, and then have until `deadline` to give up. All
/// lanes end together: a slow one takes no time from the others. False if a call is left behind.
bool end(const std::vector<std::shared_ptr<Lane>>& lanes, Clock::time_point patience, Clock::time_point deadline) {
  for (const auto& lane : lanes) lane->close();
  for (const auto& lane : lanes) lane->awaitCalls(patience);
  for (const auto& lane : lanes) lane->askToGiveUp();
  bool all = true;
  for (const auto& lane : lanes) {
    lane->awaitCalls(deadline);
    all &= lane->endWorkers();
  }
  return all;
}

}  // namespace

Dispatcher::Dispatcher(Outbox& outbox, TimeSource& time, DispatcherCallbacks callbacks)
    : outbox_(outbox),
      time_(time),
      callbacks_(std::move(callbacks)),
      deadLetterAges_(outbox, time),
      removedSinkAges_(outbox, time),
      watchdog_(time, [this] { return watch(); }),
      tidier_(time, [this] { return tidy(); }) {
  if (!callbacks_.snapshots) return;
  callbacks_.snapshots->connect({.wake = [this](const auto& sinks) { picturesCame(sinks); },
                                 .expectWatch = [this](Clock::time_point when) { watchdog_.expect(when); },
                                 .expectTidy = [this](Clock::time_point when) { tidier_.expect(when); }});
}

Dispatcher::~Dispatcher() {
  if (callbacks_.snapshots) callbacks_.snapshots->connect({});
  stop(time_.now() + kToStop);
}

std::shared_ptr<Lane> Dispatcher::find(const std::string& sink) const {
  const MutexLock lock(mutex_);
  const auto found = lanes_.find(sink);
  return found == lanes_.end() ? nullptr : found->second;
}

Dispatcher::Lanes Dispatcher::all() const {
  const MutexLock lock(mutex_);
  Lanes result;
  for (const auto& [name, lane] : lanes_) result.push_back(lane);
  return result;
}

Clock::time_point Dispatcher::watch() {
  auto next = Clock::time_point::max();
  for (const auto& lane : all()) next = std::min(next, lane->watch());
  if (callbacks_.snapshots) next = std::min(next, callbacks_.snapshots->watch());
  return next;
}

Clock::time_point Dispatcher::tidy() {
  auto next = Clock::time_point::max();
  for (const auto& lane : all()) next = std::min(next, lane->tidy());
  if (!allSet_) return next;
  if (callbacks_.snapshots) next = std::min(next, callbacks_.snapshots->tidy());
  next = std::min(next, deadLetterAges_.endTooOld());
  return std::min(next, removedSinkAges_.endTooOld([this](const auto& sink) { return find(sink) != nullptr; }));
}

std::shared_ptr<Lane> Dispatcher::makeLane(SinkSetup setup) {
  Lane::Environment environment{outbox_, time_};
  environment.expectWatch = [this](Clock::time_point when) { watchdog_.expect(when); };
  environment.expectTidy = [this](Clock::time_point when) { tidier_.expect(when); };
  environment.networkIsBack = [this] {
    for (const auto& lane : all()) lane->networkIsBack();
  };
  environment.announce = callbacks_.announce;
  environment.snapshots = callbacks_.snapshots;
  environment.log = callbacks_.log;
  if (const auto state = callbacks_.state ? callbacks_.state(setup.name) : nullptr) {
    environment.saveRecord = [state](const std::string& record) { state->saveLater(kRecord, record); };
    environment.loadRecord = [state] { return state->load(kRecord); };
  }
  auto rate = rateOf(setup);
  auto lane = std::make_shared<Lane>(std::move(setup), std::move(rate), std::move(environment));
  lane->restore(false);
  return lane;
}

/// A bucket that exists keeps its count of what was taken: a reload grants no second burst.
std::shared_ptr<TokenBucket> Dispatcher::rateOf(const SinkSetup& setup) {
  if (!setup.rate.limits()) return nullptr;
  const auto name = setup.sharedRate.empty() ? "sink " + setup.name : "shared " + setup.sharedRate;
  const MutexLock lock(mutex_);
  std::erase_if(rates_, [](const auto& rate) { return rate.second.expired(); });
  auto rate = rates_[name].lock();
  if (rate) {
    rate->setRate(setup.rate, time_.now());
  } else {
    rate = std::make_shared<TokenBucket>(setup.rate);
    rates_[name] = rate;
  }
  return rate;
}

void Dispatcher::set(SinkSetup setup) {
  setup.concurrency = allowedAtOnce(setup);
  if (const auto lane = find(setup.name)) {
    auto rate = rateOf(setup);
    return lane->set(std::move(setup), std::move(rate));
  }
  const auto name = setup.name;
  const auto lane = makeLane(std::move(setup));
  {
    const MutexLock lock(mutex_);
    if (stopped_) return;
    lanes_.emplace(name, lane);
  }
  lane->wake();
}

void Dispatcher::remove(const std::set<std::string>& sinks) {
  Lanes lanes;
  for (const auto& sink : sinks) {
    if (auto lane = find(sink)) lanes.push_back(std::move(lane));
  }
  const auto patience = time_.now() + kToEnd;
  end(lanes, patience, patience + kToGiveUp);
  const MutexLock lock(mutex_);
  for (const auto& sink : sinks) lanes_.erase(sink);
}

void Dispatcher::wake(const std::set<std::string>& sinks) {
  for (const auto& sink : sinks) {
    if (const auto lane = find(sink)) {
      lane->wake();
    } else {
      tidier_.expect({});  // for the ages of what waits for removed sinks
    }
  }
}

void Dispatcher::picturesCame(const std::set<std::string>& sinks) {
  for (const auto& sink : sinks) {
    if (const auto lane = find(sink)) lane->picturesCame();
  }
}

void Dispatcher::restore() {
  for (const auto& lane : all()) lane->restore(true);
  deadLetterAges_.lookAgain();
  tidier_.expect({});
}

bool Dispatcher::apply(const std::string& sink, void (Schedule::*command)()) {
  const auto lane = find(sink);
  if (!lane) return false;
  lane->apply(command);
  outbox_.flush();
  return true;
}

bool Dispatcher::pause(const std::string& sink) { return apply(sink, &Schedule::pause); }
bool Dispatcher::resume(const std::string& sink) { return apply(sink, &Schedule::resume); }
bool Dispatcher::drain(const std::string& sink) { return apply(sink, &Schedule::drain); }
bool Dispatcher::retryNow(const std::string& sink) { return apply(sink, &Schedule::retryNow); }

void Dispatcher::allSet() {
  allSet_ = true;
  tidier_.expect({});
}

Outcome Dispatcher::tryOut(const std::string& sink, const TrialCall& trial) {
  const auto lane = find(sink);
  if (!lane) throw std::out_of_range("there is no sink " + sink);
  return lane->tryOut(trial);
}

void Dispatcher::endTrials() {
  for (const auto& lane : all()) lane->endTrials();
}

bool Dispatcher::finish(Clock::time_point deadline) {
  bool finished = true;
  for (const auto& lane : all()) finished &= lane->finish(deadline);
  return finished;
}

bool Dispatcher::stop(Clock::time_point deadline) {
  {
    const MutexLock lock(mutex_);
    stopped_ = true;
  }
  const bool ended = end(all(), {}, deadline);
  watchdog_.stop();
  tidier_.stop();
  return ended;
}

std::vector<SinkStatus> Dispatcher::status() const {
  std::vector<SinkStatus> result;
  for (const auto& lane : all()) result.push_back(lane->status());
  return result;
}

}  // namespace herald::core
