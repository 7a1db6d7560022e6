#include "engine/dispatch/dispatcher.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "engine/dispatch/old_letters.h"
#include "engine/dispatch/orphans.h"
#include "engine/dispatch/threads/lane.h"
#include "engine/dispatch/threads/watchdog.h"
#include "engine/plugin_host/plugin_thread.h"

namespace herald::core {

namespace {

constexpr auto kRecord = "sink";
constexpr Millis kToStop = std::chrono::seconds(5);
constexpr Millis kToEnd = std::chrono::seconds(2);
constexpr Millis kToGiveUp = std::chrono::seconds(1);

/// One worker, unless the sink itself says that it takes more.
int allowedWorkers(const SinkSetup& setup) {
  if (setup.concurrency <= 1) return 1;
  bool concurrent = false;
  try {
    concurrent = setup.sink->concurrent();
  } catch (...) {
    setup.host->log(Level::Error, "its question for concurrency failed: " + currentExceptionText());
  }
  return concurrent ? setup.concurrency : 1;
}

}  // namespace

struct Dispatcher::Impl {
  using Lanes = std::vector<std::shared_ptr<Lane>>;

  Impl(Outbox& theOutbox, TimeSource& theTime, Surroundings theSurroundings)
      : outbox(theOutbox), time(theTime), surroundings(std::move(theSurroundings)) {}

  std::shared_ptr<Lane> find(const std::string& sink) const {
    const std::lock_guard guard(mutex);
    const auto found = lanes.find(sink);
    return found == lanes.end() ? nullptr : found->second;
  }

  Lanes all() const {
    const std::lock_guard guard(mutex);
    Lanes result;
    for (const auto& [name, lane] : lanes) result.push_back(lane);
    return result;
  }

  Clock::time_point look() {
    auto next = Clock::time_point::max();
    for (const auto& lane : all()) next = std::min(next, lane->look());
    if (!allSet) return next;
    next = std::min(next, oldLetters.look());
    return std::min(next, orphans.look([this](const std::string& sink) { return find(sink) != nullptr; }));
  }

  std::shared_ptr<Lane> makeLane(SinkSetup setup);
  std::shared_ptr<TokenBucket> rateOf(const SinkSetup& setup);
  bool tell(const std::string& sink, void (Schedule::*word)()) const;
  static bool end(const Lanes& ended, Clock::time_point patience, Clock::time_point deadline);

  Outbox& outbox;
  TimeSource& time;
  const Surroundings surroundings;
  mutable std::mutex mutex{};
  std::map<std::string, std::shared_ptr<Lane>> lanes{};
  std::map<std::string, std::weak_ptr<TokenBucket>> rates{};  // of each lane, or of all that share one
  bool stopped = false;
  std::atomic<bool> allSet = false;
  Orphans orphans{outbox, time};        // for the watchdog alone
  OldLetters oldLetters{outbox, time};  // the same
  Watchdog watchdog{time, [this] { return look(); }};
};

std::shared_ptr<Lane> Dispatcher::Impl::makeLane(SinkSetup setup) {
  Lane::World world{outbox, time};
  world.watch = [this](Clock::time_point limit) { watchdog.expect(limit); };
  world.networkIsBack = [this] {
    for (const auto& lane : all()) lane->networkIsBack();
  };
  world.announce = surroundings.announce;
  if (const auto state = surroundings.state ? surroundings.state(setup.name) : nullptr) {
    world.remember = [state](const std::string& record) { state->saveLater(kRecord, record); };
    world.recall = [state] { return state->load(kRecord); };
  }
  auto rate = rateOf(setup);
  auto lane = std::make_shared<Lane>(std::move(setup), std::move(rate), std::move(world));
  lane->restore(false);
  return lane;
}

/// The bucket that is there already keeps what was taken: a reload grants no second burst.
std::shared_ptr<TokenBucket> Dispatcher::Impl::rateOf(const SinkSetup& setup) {
  if (!setup.rate.limits()) return nullptr;
  const auto name = setup.sharedRate.empty() ? "sink " + setup.name : "shared " + setup.sharedRate;
  const std::lock_guard guard(mutex);
  std::erase_if(rates, [](const auto& rate) { return rate.second.expired(); });
  auto rate = rates[name].lock();
  if (rate) {
    rate->setRate(setup.rate, time.now());
  } else {
    rate = std::make_shared<TokenBucket>(setup.rate);
    rates[name] = rate;
  }
  return rate;
}

bool Dispatcher::Impl::tell(const std::string& sink, void (Schedule::*word)()) const {
  const auto lane = find(sink);
  if (!lane) return false;
  lane->obey(word);
  outbox.flush();
  return true;
}

/// No more calls begin. Those under way may end until `patience`, and have then until `deadline` to give up. All at
/// once: one that is slow takes no time from the others. False if one is left behind.
bool Dispatcher::Impl::end(const Lanes& ended, Clock::time_point patience, Clock::time_point deadline) {
  for (const auto& lane : ended) lane->close();
  for (const auto& lane : ended) lane->awaitCalls(patience);
  for (const auto& lane : ended) lane->askToGiveUp();
  bool all = true;
  for (const auto& lane : ended) {
    all &= lane->awaitCalls(deadline);
    lane->leave();
  }
  return all;
}

Dispatcher::Dispatcher(Outbox& outbox, TimeSource& time, Surroundings surroundings)
    : impl_(std::make_unique<Impl>(outbox, time, std::move(surroundings))) {}

Dispatcher::~Dispatcher() { stop(impl_->time.now() + kToStop); }

void Dispatcher::set(SinkSetup setup) {
  setup.concurrency = allowedWorkers(setup);
  if (const auto lane = impl_->find(setup.name)) {
    auto rate = impl_->rateOf(setup);
    return lane->set(std::move(setup), std::move(rate));
  }
  const auto name = setup.name;
  const auto lane = impl_->makeLane(std::move(setup));
  {
    const std::lock_guard guard(impl_->mutex);
    if (impl_->stopped) return;
    impl_->lanes.emplace(name, lane);
  }
  lane->wake();
}

void Dispatcher::remove(const std::set<std::string>& sinks) {
  Impl::Lanes lanes;
  for (const auto& sink : sinks) {
    if (auto lane = impl_->find(sink)) lanes.push_back(std::move(lane));
  }
  const auto patience = impl_->time.now() + kToEnd;
  Impl::end(lanes, patience, patience + kToGiveUp);
  const std::lock_guard guard(impl_->mutex);
  for (const auto& sink : sinks) impl_->lanes.erase(sink);
}

void Dispatcher::wake(const std::set<std::string>& sinks) {
  for (const auto& sink : sinks) {
    if (const auto lane = impl_->find(sink)) lane->wake();
  }
}

void Dispatcher::restore() {
  for (const auto& lane : impl_->all()) lane->restore(true);
  impl_->oldLetters.lookAgain();
  impl_->watchdog.expect({});
}

bool Dispatcher::pause(const std::string& sink) { return impl_->tell(sink, &Schedule::pause); }
bool Dispatcher::resume(const std::string& sink) { return impl_->tell(sink, &Schedule::resume); }
bool Dispatcher::drain(const std::string& sink) { return impl_->tell(sink, &Schedule::drain); }
bool Dispatcher::retryNow(const std::string& sink) { return impl_->tell(sink, &Schedule::retryNow); }

void Dispatcher::allSet() {
  impl_->allSet = true;
  impl_->watchdog.expect({});
}

Outcome Dispatcher::tryOut(const std::string& sink, const TrialCall& trial) {
  const auto lane = impl_->find(sink);
  if (!lane) throw std::out_of_range("there is no sink " + sink);
  return lane->tryOut(trial);
}

void Dispatcher::endTrials() {
  for (const auto& lane : impl_->all()) lane->endTrials();
}

bool Dispatcher::finish(Clock::time_point deadline) {
  bool finished = true;
  for (const auto& lane : impl_->all()) finished &= lane->finish(deadline);
  return finished;
}

bool Dispatcher::stop(Clock::time_point deadline) {
  {
    const std::lock_guard guard(impl_->mutex);
    impl_->stopped = true;
  }
  const bool ended = Impl::end(impl_->all(), {}, deadline);
  impl_->watchdog.stop();
  return ended;
}

std::vector<SinkStatus> Dispatcher::status() const {
  std::vector<SinkStatus> result;
  for (const auto& lane : impl_->all()) result.push_back(lane->status());
  return result;
}

}  // namespace herald::core
