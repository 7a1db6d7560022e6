// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/threads/lane.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "herald/thread.h"

namespace herald::core {

namespace {

constexpr auto kNoTime = Clock::time_point::max();

}  // namespace

Lane::Lane(SinkSetup setup, std::shared_ptr<TokenBucket> rate, Environment environment)
    : environment_(std::move(environment)),
      sink_(setup.name),
      setup_(shared(std::move(setup))),
      schedule_(environment_.outbox, environment_.time, sink_, setup_->retry) {
  schedule_.setRate(std::move(rate));
  const MutexLock lock(mutex_);
  setPictureWait();
}

Lane::~Lane() = default;

std::shared_ptr<const SinkSetup> Lane::shared(SinkSetup setup) {
  setup.async = dynamic_cast<AsyncSink*>(setup.sink.get());
  return std::make_shared<const SinkSetup>(std::move(setup));
}

void Lane::set(SinkSetup setup, std::shared_ptr<TokenBucket> rate) {
  auto next = shared(std::move(setup));
  const MutexLock lock(mutex_);
  Schedule::Report news;
  const bool fresh = next->sink != setup_->sink;
  setup_.swap(next);
  schedule_.setPolicy(setup_->retry);
  schedule_.setRate(std::move(rate));
  setPictureWait();
  schedule_.picturesCame();  // it may want none any longer
  if (fresh) {
    news.news = schedule_.renew();
    workers_.dismissHanging();
    saveRecord();
  }
  workers_.dismissSurplus(mostWorkers());
  workers_.wakeAll();
  nudge();
  report(news, setup_->host);
}

void Lane::restore(bool moved) {
  const MutexLock lock(mutex_);
  if (hasRecord_ || !environment_.loadRecord) return;
  const auto text = environment_.loadRecord();
  hasRecord_ = !text.empty();
  auto record = parseSinkRecord(text);
  if (moved && record.drainTo) record.drainTo = environment_.outbox.lastSequence();
  schedule_.restore(record, setup_->fingerprint);
}

// A worker that hangs cannot take in what is new; tidy() can.
void Lane::wake() {
  const MutexLock lock(mutex_);
  schedule_.wake();
  if (schedule_.isHanging()) expectNext();
  nudge();
}

void Lane::picturesCame() {
  const MutexLock lock(mutex_);
  schedule_.picturesCame();
  nudge();
}

/// A sink without pictures asks for none: its events cost nothing. An event that goes without does not wait for the
/// picture that another sink shows.
void Lane::setPictureWait() {
  auto* const snapshots = setup_->snapshot ? environment_.snapshots : nullptr;
  if (!snapshots) return schedule_.setPictureWait({});
  schedule_.setPictureWait([snapshots, most = setup_->snapshot](const Event& event) {
    const auto until = snapshots->until(event.id);
    const bool waits = until != Clock::time_point{} && most(event) > 0;
    return waits ? until : Clock::time_point{};
  });
}

void Lane::networkIsBack() {
  const MutexLock lock(mutex_);
  if (schedule_.networkIsBack()) nudge();
}

void Lane::apply(void (Schedule::*command)()) {
  const MutexLock lock(mutex_);
  (schedule_.*command)();
  saveRecord();
  expectNext();
  nudge();
}

bool Lane::finish(Clock::time_point deadline) {
  const MutexLock lock(mutex_);
  return environment_.time.waitUntil(settled_, mutex_, deadline,
                                     [this]() HERALD_REQUIRES(mutex_) { return isQuiet(); });
}

SinkStatus Lane::status() const {
  const MutexLock lock(mutex_);
  return schedule_.status();
}

Outcome Lane::tryOut(const TrialCall& call) {
  const MutexLock lock(mutex_);
  const auto trial = startTrial(call);
  environment_.time.waitUntil(settled_, mutex_, kNoTime,
                              [&]() HERALD_REQUIRES(mutex_) { return trial->isDecided() || trials_.isClosed(); });
  trials_.leave();
  settled_.notifyAll();
  return trial->outcome();
}

std::shared_ptr<Trial> Lane::startTrial(const TrialCall& call) try {
  trials_.enter(mutex_, settled_, environment_.time, setup_->timeout + Call::kGrace,
                {.isFree = [this]() HERALD_REQUIRES(mutex_) { return setup_->concurrency > 1 || calls_.isEmpty(); },
                 .isHanging = [this]() HERALD_REQUIRES(mutex_) { return schedule_.isHanging(); }});
  const auto now = environment_.time.now();
  auto trial = std::make_shared<Trial>(call, setup_, now);
  calls_.add(trial->worker()->call);
  try {
    workers_.start(trial->worker(), [lane = shared_from_this(), trial] { lane->work(*trial); });
  } catch (const NoThread&) {
    calls_.remove(*trial->worker()->call);
    trials_.leave();
    settled_.notifyAll();
    throw;
  }
  expectWatch(trial->worker()->call->limit(now));
  return trial;
} catch (const std::runtime_error&) {
  nudge();  // deliveries have waited for the trial
  throw;
}

void Lane::work(Trial& trial) {
  trial.run(trialsEnd_.get_token());
  const MutexLock lock(mutex_);
  auto& worker = *trial.worker();
  const auto call = std::exchange(worker.call, nullptr);
  call->hasEnded = true;
  call->isInside = false;
  leave(*call);
  dropRetired();
  endWorker(worker);
}

/// For a sink that takes one call at a time, a trial is such a call.
bool Lane::isBlockedByTrial() const { return setup_->concurrency <= 1 && (trials_.isWaiting() || calls_.isTrying()); }

/// Without the mutex, which the functions of the environment may need. A reload may let the setup go meanwhile.
void Lane::report(const Schedule::Report& report, std::shared_ptr<Host> host) const {
  if (report.empty()) return;
  const auto kept = std::move(host);
  const MutexUnlock unlocked(mutex_);
  if (!report.text.empty()) kept->log(report.level, report.text);
  if (report.news && environment_.announce) environment_.announce(*report.news);
  if (report.networkIsBack) environment_.networkIsBack();
}

void Lane::saveRecord() {
  if (!environment_.saveRecord) return;
  const auto record = schedule_.changedRecord(setup_->fingerprint);
  if (!record) return;
  hasRecord_ = true;
  environment_.saveRecord(toText(*record));
}

/// Nothing is under way, and nothing is due now.
bool Lane::isQuiet() const {
  if (!calls_.isEmpty()) return false;
  const auto now = environment_.time.now();
  return closed_ || (!schedule_.isReading() && schedule_.due() > now && schedule_.checkAt() > now);
}

void Lane::endTrials() {
  trialsEnd_.request_stop();  // without the mutex: this runs what plugins have registered
  const MutexLock lock(mutex_);
  settled_.notifyAll();
}

void Lane::close() {
  endTrials();
  const MutexLock lock(mutex_);
  closed_ = true;
  workers_.wakeAll();
  settled_.notifyAll();
}

void Lane::askToGiveUp() { giveUp_.request_stop(); }

void Lane::awaitCalls(Clock::time_point deadline) {
  const MutexLock lock(mutex_);
  environment_.time.waitUntil(settled_, mutex_, deadline,
                              [this]() HERALD_REQUIRES(mutex_) { return calls_.isEmpty() && workers_.allEnded(); });
}

/// Begins no call, and waits for none that is under way. An end that has just come is stored first.
void Lane::abandonCalls() {
  const auto abandonAll = [this]() HERALD_REQUIRES(mutex_) {
    for (const auto& call : std::vector(calls_.all())) {
      if (!call->cancel()) abandon(*call);
    }
  };
  abandonAll();
  environment_.time.waitUntil(settled_, mutex_, kNoTime, [this]() HERALD_REQUIRES(mutex_) {
    return std::ranges::all_of(calls_.all(), [](const auto& call) { return call->isConcluded; });
  });
  abandonAll();  // begin() hangs in those that are left
}

// A call that is left behind keeps the lane. The sink goes here nevertheless: it must not go on a thread of its own.
bool Lane::endWorkers() {
  std::vector<std::thread> threads;
  RetiredSetups last;
  bool all = false;
  {
    const MutexLock lock(mutex_);
    abandonCalls();
    environment_.time.waitUntil(settled_, mutex_, kNoTime, [this]() HERALD_REQUIRES(mutex_) {
      return calls_.isEmpty() && workers_.allEnded() && (handedOver_ || !schedule_.isReading());
    });
    all = workers_.allOver() && !calls_.areAnyWalledOff();
    threads = workers_.leaveBehind();
    last = std::exchange(retired_, {});
    auto rest = *setup_;
    rest.sink.reset();
    last.add(std::exchange(setup_, shared(std::move(rest))), nullptr);
  }
  for (auto& thread : threads) thread.join();
  last.take();
  return all;
}

}  // namespace herald::core
