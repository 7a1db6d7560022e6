// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/threads/lane.h"

#include <algorithm>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "engine/dispatch/threads/attempt.h"

namespace herald::core {

namespace {

constexpr Millis kGrace = std::chrono::seconds(5);  // for a call that is over its timeout
constexpr auto kNever = Clock::time_point::max();

}  // namespace

/// For the thread that waits for the trial, if it still does.
struct Lane::TrialResult {
  Outcome outcome{};
  std::optional<std::string> error{};
};

Lane::Lane(SinkSetup setup, std::shared_ptr<TokenBucket> rate, Environment environment)
    : environment_(std::move(environment)),
      sink_(setup.name),
      setup_(std::make_shared<const SinkSetup>(std::move(setup))),
      schedule_(environment_.outbox, environment_.time, sink_, setup_->retry) {
  schedule_.setRate(std::move(rate));
}

Lane::~Lane() = default;

void Lane::set(SinkSetup setup, std::shared_ptr<TokenBucket> rate) {
  auto next = std::make_shared<const SinkSetup>(std::move(setup));
  const MutexLock lock(mutex_);
  Schedule::Report news;
  const bool fresh = next->sink != setup_->sink;
  setup_.swap(next);
  schedule_.setPolicy(setup_->retry);
  schedule_.setRate(std::move(rate));
  if (fresh) {
    news.news = schedule_.renew();
    workers_.dismissHanging();
    saveRecord();
  }
  workers_.dismissSurplus(setup_->concurrency);
  workers_.wakeAll();
  nudge();
  report(news, setup_);
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

Clock::time_point Lane::watch() {
  const MutexLock lock(mutex_);
  if (closed_) return wallOff();
  while (check()) {
  }
  settled_.notifyAll();
  const auto limit = wallOff();
  return std::min(limit, schedule_.checkAt());
}

Clock::time_point Lane::tidy() {
  const MutexLock lock(mutex_);
  readOutbox();
  if (closed_) return kNever;
  while (check()) {
  }
  if (schedule_.due() <= environment_.time.now()) nudge();
  settled_.notifyAll();
  return tidyAt_ = nextTidy();
}

/// Does what the schedule wants from the outbox, without the mutex: one thread at a time, and at most one slice of a
/// long queue.
void Lane::readOutbox() {
  bool mayReadSlice = true;
  bool any = false;
  while (!closed_) {
    const auto request = schedule_.request(mayReadSlice);
    if (!request) break;
    any = true;
    mayReadSlice = mayReadSlice && request->kind != OutboxRequest::Kind::ReadSlice;
    OutboxAnswer answer;
    {
      const MutexUnlock unlocked(mutex_);
      auto& time = environment_.time;
      answer = core::perform(*request, sink_, environment_.outbox, time.now(), time.wallClock());
    }
    schedule_.answer(*request, std::move(answer));
  }
  if (!any) return;
  expectTidy();
  settled_.notifyAll();
}

/// Does what else is due without an attempt. True if there was something to report meanwhile.
bool Lane::check() {
  if (schedule_.checkAt() > environment_.time.now()) return false;
  const auto checked = schedule_.check();
  saveRecord();
  report(checked, setup_);
  return !checked.empty();
}

void Lane::work(Worker& worker) {
  const MutexLock lock(mutex_);
  while (!closed_ && !worker.dismissed) {
    readOutbox();
    if (check() || closed_ || worker.dismissed) continue;
    if (begin(worker)) {
      perform(worker);
    } else {
      rest();
    }
  }
  endWorker(worker);
}

void Lane::endWorker(Worker& worker) {
  nudge();
  worker.over = true;
  settled_.notifyAll();
}

bool Lane::begin(Worker& worker) {
  if (isBlockedByTrial()) return false;
  auto turn = schedule_.next();
  if (!turn) return false;
  auto& call = worker.call.emplace();
  call.turn = std::move(*turn);
  call.setup = setup_;
  startClock(call);
  expectNext();
  if (schedule_.due() <= call.turn.began) nudge();
  return true;
}

void Lane::perform(Worker& worker) {
  auto& call = *worker.call;
  if (!claim(call)) {
    schedule_.cancel(call.turn);
    return endCall(worker);
  }
  Outcome outcome;
  if (!call.walledOff) {
    startClock(call);
    const MutexUnlock unlocked(mutex_);
    outcome = attempt(*call.setup, *call.turn.delivery.event, call.turn.number, call.deadline, giveUp_.get_token());
  }
  if (call.walledOff) {
    hungCallReturned(call);
  } else {
    settle(call, outcome);
  }
  endCall(worker);
}

/// False if the delivery has ended, or if the lane ends. May wait for the disk.
bool Lane::claim(Call& call) {
  const MutexUnlock unlocked(mutex_);
  if (!environment_.outbox.claim(call.turn.delivery)) return false;
  if (call.begin()) return true;
  environment_.outbox.release(call.turn.delivery);
  return false;
}

void Lane::startClock(Call& call) {
  call.deadline = environment_.time.now() + call.setup->timeout;
  call.limit = call.deadline + kGrace;
  environment_.expectWatch(call.limit);
}

void Lane::endCall(Worker& worker) {
  auto setup = std::move(worker.call->setup);
  worker.call.reset();
  settled_.notifyAll();
  if (setup == setup_) return;
  const MutexUnlock unlocked(mutex_);  // the old instance may end here, and nobody has to wait for its destructor
  setup.reset();
}

void Lane::settle(Call& call, const Outcome& outcome) {
  call.limit = kNever;
  {
    const MutexUnlock unlocked(mutex_);
    call.turn.delivery.attempts = call.turn.number;
    store(outcome, call.turn.delivery, environment_.outbox, environment_.time);
  }
  const auto concluded = schedule_.conclude(call.turn, outcome);
  saveRecord();
  expectWatch();  // the worker may have to wait for the disk before it looks at the clock again
  report(concluded, call.setup);
}

// If the call was left behind, the environment may be gone.
void Lane::hungCallReturned(Call& call) {
  call.hanging.reset();
  if (closed_) return;
  Schedule::Report returned{Level::Notice, "the call that hung has returned"};
  if (call.setup->sink == setup_->sink) returned.news = schedule_.returned();
  call.walledOff = false;
  call.limit = kNever;
  report(returned, call.setup);
}

void Lane::rest() {
  settled_.notifyAll();
  expectNext();
  workers_.rest(mutex_, environment_.time, isBlockedByTrial() ? kNever : schedule_.due());
}

Outcome Lane::tryOut(const TrialCall& trial) {
  const MutexLock lock(mutex_);
  const TrialGate::Sink sink{
      .isFree = [this]() HERALD_REQUIRES(mutex_) { return setup_->concurrency > 1 || !workers_.isCalling(); },
      .isHanging = [this]() HERALD_REQUIRES(mutex_) { return schedule_.isHanging(); }};
  const auto result = std::make_shared<TrialResult>();
  std::shared_ptr<Worker> worker;
  try {
    trials_.enter(mutex_, settled_, environment_.time, setup_->timeout + kGrace, sink);
    worker = startTrial(trial, result);
  } catch (const std::runtime_error&) {
    nudge();  // deliveries have waited for the trial
    throw;
  }
  const auto isLeft = [&] { return worker->call && worker->call->walledOff; };
  environment_.time.waitUntil(settled_, mutex_, kNever,
                              [&]() HERALD_REQUIRES(mutex_) { return worker->over || isLeft() || trials_.isClosed(); });
  trials_.leave();
  settled_.notifyAll();
  if (worker->over && result->error) throw std::runtime_error(*result->error);
  if (worker->over) return result->outcome;
  if (isLeft()) throw PluginHangs("the call does not return; Herald asks nothing more of this sink until it does");
  throw std::runtime_error("the sink was stopped during the test: try again after the reload");
}

std::shared_ptr<WorkerPool::Worker> Lane::startTrial(const TrialCall& trial,
                                                     const std::shared_ptr<TrialResult>& result) {
  auto worker = std::make_shared<Worker>();
  worker->dismissed = true;
  auto& call = worker->call.emplace();
  call.begin();
  call.isTrial = true;
  call.setup = setup_;
  call.deadline = environment_.time.now() + setup_->timeout;
  call.limit = call.deadline + kGrace;
  try {
    workers_.start(worker,
                   [lane = shared_from_this(), worker, trial, result] { lane->workOnTrial(*worker, trial, *result); });
  } catch (const std::system_error&) {
    trials_.leave();
    settled_.notifyAll();
    throw;
  }
  environment_.expectWatch(call.limit);
  return worker;
}

void Lane::workOnTrial(Worker& worker, const TrialCall& trial, TrialResult& result) {
  auto& call = *worker.call;
  try {
    result.outcome = trial(*call.setup, call.deadline, trialsEnd_.get_token());
  } catch (...) {
    result.error = currentExceptionText();
  }
  const MutexLock lock(mutex_);
  if (call.walledOff) hungCallReturned(call);
  endCall(worker);
  endWorker(worker);
}

/// For a sink that takes one call at a time, a trial is such a call.
bool Lane::isBlockedByTrial() const { return setup_->concurrency <= 1 && (trials_.isWaiting() || workers_.isTrying()); }

/// Returns the earliest limit of the calls that are not walled off.
Clock::time_point Lane::wallOff() {
  const auto now = environment_.time.now();
  auto next = kNever;
  std::vector<std::pair<Schedule::Report, std::shared_ptr<const SinkSetup>>> reports;
  for (const auto& worker : workers_.calling()) {
    auto& call = *worker->call;
    if (call.limit <= now && !call.hasBegun()) call.limit = now + kGrace;  // it waits for the disk
    if (call.limit > now) {
      next = std::min(next, call.limit);
      continue;
    }
    abandon(call);
    const bool stale = call.setup->sink != setup_->sink;
    worker->dismissed |= stale;
    reports.emplace_back(call.isTrial ? schedule_.trialHangs(stale) : schedule_.hangs(call.turn, stale), call.setup);
  }
  for (const auto& [hangs, setup] : reports) report(hangs, setup);
  if (!reports.empty()) {
    expectNext();  // from now on tidy() takes in what is new: the worker of the call cannot
    nudge();
    settled_.notifyAll();
  }
  return next;
}

/// Nobody waits for the call any longer; its delivery waits for another attempt.
void Lane::abandon(Call& call) const {
  call.walledOff = true;
  call.hanging.emplace();
  if (call.isTrial) return;
  call.turn.delivery.attempts = call.turn.number;
  environment_.outbox.release(call.turn.delivery);
}

/// Without the mutex, which the functions of the environment may need.
void Lane::report(const Schedule::Report& report, const std::shared_ptr<const SinkSetup>& setup) const {
  if (report.empty()) return;
  const auto host = setup->host;
  const MutexUnlock unlocked(mutex_);
  if (!report.text.empty()) host->log(report.level, report.text);
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

/// Tells when watch() and tidy() have to be called.
void Lane::expectNext() {
  expectWatch();
  expectTidy();
}

void Lane::expectWatch() {
  if (const auto at = schedule_.checkAt(); at != kNever) environment_.expectWatch(at);
}

/// A worker takes in what is new, unless it hangs. To wake another thread for each event would cost more than the
/// event.
Clock::time_point Lane::nextTidy() const { return schedule_.isHanging() ? schedule_.requestAt() : schedule_.ageAt(); }

void Lane::expectTidy() {
  const auto at = nextTidy();
  if (at >= tidyAt_) return;
  tidyAt_ = at;
  environment_.expectTidy(at);
}

/// There may be something to do: sees to it that a worker looks.
void Lane::nudge() {
  if (closed_ || workers_.wakeOne() || workers_.active() >= setup_->concurrency) return;
  auto worker = std::make_shared<Worker>();
  try {
    workers_.start(worker, [lane = shared_from_this(), worker] { lane->work(*worker); });
  } catch (const std::system_error& error) {
    setup_->host->log(Level::Error, std::string("no thread for a worker: ") + error.what());
  }
}

/// Nothing is under way, and nothing is due now.
bool Lane::isQuiet() const {
  if (workers_.isCalling()) return false;
  return closed_ || (!schedule_.isReading() && schedule_.due() > environment_.time.now());
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
                              [this]() HERALD_REQUIRES(mutex_) { return workers_.allEnded(); });
}

bool Lane::endWorkers() {
  std::vector<std::thread> threads;
  bool all = false;
  {
    const MutexLock lock(mutex_);
    for (const auto& worker : workers_.calling()) {
      auto& call = *worker->call;
      if (call.limit != kNever && !call.cancel()) abandon(call);
    }
    environment_.time.waitUntil(settled_, mutex_, kNever, [this]() HERALD_REQUIRES(mutex_) {
      return workers_.allEnded() && !schedule_.isReading();
    });
    all = workers_.allOver();
    threads = workers_.leaveBehind();
  }
  for (auto& thread : threads) thread.join();
  return all;
}

}  // namespace herald::core
