// SPDX-License-Identifier: Apache-2.0
#include "engine/dispatch/threads/lane.h"

#include <algorithm>
#include <thread>
#include <utility>
#include <vector>

#include "engine/dispatch/threads/attempt.h"
#include "herald/thread.h"

namespace herald::core {

namespace {

constexpr auto kNoTime = Clock::time_point::max();
constexpr Millis kNoThreadWait = std::chrono::seconds(1);

}  // namespace

Lane::Lane(SinkSetup setup, std::shared_ptr<TokenBucket> rate, Environment environment)
    : environment_(std::move(environment)),
      sink_(setup.name),
      setup_(std::make_shared<const SinkSetup>(std::move(setup))),
      schedule_(environment_.outbox, environment_.time, sink_, setup_->retry) {
  schedule_.setRate(std::move(rate));
  const MutexLock lock(mutex_);
  setPictureWait();
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
  setPictureWait();
  schedule_.picturesCame();  // it may want none any longer
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

// What is expected meanwhile may be earlier than what it finds.
Clock::time_point Lane::watch() {
  const MutexLock lock(mutex_);
  watchAt_ = kNoTime;
  while (!closed_ && check()) {
  }
  settled_.notifyAll();
  const auto limit = wallOff();
  return watchAt_ = std::min({watchAt_, limit, closed_ ? kNoTime : schedule_.checkAt()});
}

Clock::time_point Lane::tidy() {
  const MutexLock lock(mutex_);
  readOutbox();
  while (!closed_ && check()) {
  }
  const auto now = environment_.time.now();
  if (workerAt_ <= now) workerAt_ = kNoTime;
  if (schedule_.due() <= now) nudge();
  settled_.notifyAll();
  return tidyAt_ = closed_ ? kNoTime : nextTidy();
}

/// Does what the schedule wants from the outbox: one thread at a time, and at most one slice of a long queue. It keeps
/// the mutex only for what is in memory.
void Lane::readOutbox() {
  bool mayReadSlice = true;
  bool any = false;
  while (!closed_) {
    const auto request = schedule_.request(mayReadSlice);
    if (!request) break;
    any = true;
    mayReadSlice = mayReadSlice && request->kind != OutboxRequest::Kind::ReadSlice;
    auto answer = answerFromMemory(*request, sink_, environment_.outbox);
    if (!answer) {
      const MutexUnlock unlocked(mutex_);
      auto& time = environment_.time;
      answer = core::perform(*request, sink_, environment_.outbox, time.now(), time.wallClock());
    }
    schedule_.answer(*request, std::move(*answer));
  }
  if (any) expectTidy();
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
  auto& call = worker.call.emplace(setup_);
  call.turn = std::move(*turn);
  expectWatch(call.limit(call.turn.began));
  expectNext();
  if (schedule_.due() <= call.turn.began) nudge();
  return true;
}

void Lane::perform(Worker& worker) {
  auto& call = *worker.call;
  std::optional<Outcome> outcome;
  {
    const MutexUnlock unlocked(mutex_);
    outcome = deliver(call);
  }
  if (call.isWalledOff()) {
    hungCallReturned(call);
  } else if (outcome) {
    conclude(call, *outcome);
  } else {
    schedule_.cancel(call.turn);
  }
  endCall(worker);
}

/// Claims the delivery, calls the sink and stores how that went. Null if the delivery has ended before, if the lane
/// ends, or if the call was walled off: its late answer is ignored. May wait for the disk.
std::optional<Outcome> Lane::deliver(Call& call) const {
  auto& outbox = environment_.outbox;
  auto& delivery = call.turn.delivery;
  if (!outbox.claim(delivery)) return std::nullopt;
  auto picture = pictureFor(*call.setup, *delivery.event);
  if (!call.begin(environment_.time.now())) {
    outbox.release(delivery);
    return std::nullopt;
  }
  auto outcome =
      attempt(*call.setup, *delivery.event, call.turn.number, call.deadline(), giveUp_.get_token(), std::move(picture));
  if (!call.end()) return std::nullopt;
  delivery.attempts = call.turn.number;
  store(outcome, delivery, outbox, environment_.time);
  return outcome;
}

/// The picture of the event as the sink takes it: none rather than one that is too large.
Jpeg Lane::pictureFor(const SinkSetup& setup, const Event& event) const {
  if (!setup.snapshot || !environment_.snapshots) return nullptr;
  const auto most = setup.snapshot(event);
  auto jpeg = most > 0 ? environment_.snapshots->find(event.id) : nullptr;
  return jpeg && jpeg->size() <= most ? jpeg : nullptr;
}

void Lane::conclude(const Call& call, const Outcome& outcome) {
  const auto concluded = schedule_.conclude(call.turn, outcome);
  saveRecord();
  expectCheck();  // the worker may have to wait for the disk before it looks at the clock again
  report(concluded, call.setup);
}

void Lane::endCall(Worker& worker) {
  auto setup = std::move(worker.call->setup);
  worker.call.reset();
  if (trials_.isWaiting()) settled_.notifyAll();
  if (setup == setup_) return;
  const MutexUnlock unlocked(mutex_);  // the old instance may end here, and nobody has to wait for its destructor
  setup.reset();
}

// If the call was left behind, the environment may be gone.
void Lane::hungCallReturned(Call& call) {
  call.comeBack();
  if (closed_) return;
  Schedule::Report returned{Level::Notice, "the call that hung has returned"};
  if (call.setup->sink == setup_->sink) returned.news = schedule_.returned();
  report(returned, call.setup);
}

void Lane::rest() {
  settled_.notifyAll();
  expectNext();
  workers_.rest(mutex_, environment_.time, isBlockedByTrial() ? kNoTime : schedule_.due());
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
  trials_.enter(
      mutex_, settled_, environment_.time, setup_->timeout + Call::kGrace,
      {.isFree = [this]() HERALD_REQUIRES(mutex_) { return setup_->concurrency > 1 || !workers_.isCalling(); },
       .isHanging = [this]() HERALD_REQUIRES(mutex_) { return schedule_.isHanging(); }});
  const auto now = environment_.time.now();
  auto trial = std::make_shared<Trial>(call, setup_, now);
  try {
    workers_.start(trial->worker(), [lane = shared_from_this(), trial] { lane->work(*trial); });
  } catch (const NoThread&) {
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
  const bool isInTime = trial.run(trialsEnd_.get_token());
  const MutexLock lock(mutex_);
  auto& worker = *trial.worker();
  if (!isInTime) hungCallReturned(*worker.call);
  endCall(worker);
  endWorker(worker);
}

/// For a sink that takes one call at a time, a trial is such a call.
bool Lane::isBlockedByTrial() const { return setup_->concurrency <= 1 && (trials_.isWaiting() || workers_.isTrying()); }

/// Returns the earliest limit of the calls that are not walled off.
Clock::time_point Lane::wallOff() {
  const auto now = environment_.time.now();
  auto next = kNoTime;
  std::vector<std::pair<Schedule::Report, std::shared_ptr<const SinkSetup>>> reports;
  for (const auto& worker : workers_.calling()) {
    auto& call = *worker->call;
    if (const auto limit = call.limit(now); limit > now) {
      next = std::min(next, limit);
      continue;
    }
    if (!abandon(call)) continue;
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

/// Nobody waits for the call any longer; its delivery waits for another attempt. False if it is not under way.
bool Lane::abandon(Call& call) const {
  if (!call.wallOff()) return false;
  if (call.isTrial) return true;
  call.turn.delivery.attempts = call.turn.number;
  environment_.outbox.release(call.turn.delivery);
  return true;
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
  expectCheck();
  expectTidy();
}

void Lane::expectCheck() { expectWatch(schedule_.checkAt()); }

/// Each call moves the time when it would hang. The watchdog need not hear of that: it asks again when it is early.
void Lane::expectWatch(Clock::time_point at) {
  if (at >= watchAt_) return;
  watchAt_ = at;
  environment_.expectWatch(at);
}

/// A worker takes in what is new, unless it hangs. To wake another thread for each event would cost more than the
/// event.
Clock::time_point Lane::nextTidy() const {
  return std::min(workerAt_, schedule_.isHanging() ? schedule_.requestAt() : schedule_.ageAt());
}

void Lane::expectTidy() {
  const auto at = nextTidy();
  if (at >= tidyAt_) return;
  tidyAt_ = at;
  environment_.expectTidy(at);
}

/// There may be something to do: sees to it that a worker looks.
void Lane::nudge() {
  if (closed_ || workers_.wakeOne() || workers_.active() >= setup_->concurrency) return;
  const auto now = environment_.time.now();
  if (workerAt_ != kNoTime && now < workerAt_) return;
  workerAt_ = kNoTime;
  auto worker = std::make_shared<Worker>();
  try {
    workers_.start(worker, [lane = shared_from_this(), worker] { lane->work(*worker); });
  } catch (const NoThread& error) {
    setup_->host->log(Level::Error, std::string("no worker: ") + error.what());
    workerAt_ = now + kNoThreadWait;
    expectTidy();
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
      if (!call.cancel()) abandon(call);
    }
    environment_.time.waitUntil(settled_, mutex_, kNoTime, [this]() HERALD_REQUIRES(mutex_) {
      return workers_.allEnded() && !schedule_.isReading();
    });
    all = workers_.allOver();
    threads = workers_.leaveBehind();
  }
  for (auto& thread : threads) thread.join();
  return all;
}

}  // namespace herald::core
