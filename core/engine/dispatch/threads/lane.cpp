#include "engine/dispatch/threads/lane.h"

#include <algorithm>
#include <utility>

#include "engine/dispatch/threads/lane_call.h"

namespace herald::core {

namespace {

constexpr auto kNever = Clock::time_point::max();

}  // namespace

Lane::Lane(SinkSetup setup, std::shared_ptr<TokenBucket> rate, World world)
    : world_(std::move(world)),
      setup_(std::make_shared<const SinkSetup>(std::move(setup))),
      schedule_(world_.outbox, world_.time, setup_->name, setup_->retry) {
  schedule_.setRate(std::move(rate));
}

Lane::~Lane() = default;

void Lane::set(SinkSetup setup, std::shared_ptr<TokenBucket> rate) {
  auto next = std::make_shared<const SinkSetup>(std::move(setup));
  Lock lock(mutex_);
  Schedule::Report report;
  const bool fresh = next->sink != setup_->sink;
  setup_.swap(next);
  schedule_.setPolicy(setup_->retry);
  schedule_.setRate(std::move(rate));
  if (fresh) {
    report.news = schedule_.renew();
    for (const auto& worker : workers_) worker->dismissed |= worker->call && worker->call->walledOff;
    remember();
  }
  auto extra = activeWorkers() - setup_->concurrency;
  for (auto worker = workers_.begin(); extra > 0 && worker != workers_.end(); ++worker) {
    if (!std::exchange((*worker)->dismissed, true)) --extra;
  }
  ++signal_;
  changed_.notify_all();
  nudge();
  const auto current = setup_;
  tell(report, *current, lock);
}

void Lane::restore(bool moved) {
  const std::lock_guard guard(mutex_);
  if (remembered_ || !world_.recall) return;
  const auto text = world_.recall();
  remembered_ = !text.empty();
  auto record = parseSinkRecord(text);
  if (moved && record.drainTo) record.drainTo = world_.outbox.lastSequence();
  schedule_.restore(record, setup_->fingerprint);
}

// A worker that hangs cannot take in what is new; the watchdog can.
void Lane::wake() {
  const std::lock_guard guard(mutex_);
  schedule_.news();
  if (schedule_.hanging()) world_.watch(schedule_.checkAt());
  nudge();
}

void Lane::networkIsBack() {
  const std::lock_guard guard(mutex_);
  if (schedule_.networkIsBack()) nudge();
}

void Lane::obey(void (Schedule::*word)()) {
  const std::lock_guard guard(mutex_);
  (schedule_.*word)();
  remember();
  world_.watch(schedule_.checkAt());
  nudge();
}

bool Lane::finish(Clock::time_point deadline) {
  Lock lock(mutex_);
  return world_.time.waitUntil(settled_, lock, deadline, [this] { return quiet(); });
}

SinkStatus Lane::status() const {
  const std::lock_guard guard(mutex_);
  return schedule_.status();
}

Clock::time_point Lane::look() {
  Lock lock(mutex_);
  if (closed_) return wallOff(lock);
  while (check(lock)) {
  }
  if (schedule_.due() <= world_.time.now()) nudge();
  settled_.notify_all();
  return std::min(wallOff(lock), schedule_.checkAt());
}

/// Returns the earliest limit of the calls that are not walled off.
Clock::time_point Lane::wallOff(Lock& lock) {
  const auto now = world_.time.now();
  auto next = kNever;
  std::vector<std::pair<Schedule::Report, std::shared_ptr<const SinkSetup>>> reports;
  for (const auto& worker : workers_) {
    if (!worker->call || worker->call->walledOff) continue;
    auto& call = *worker->call;
    if (call.limit > now) {
      next = std::min(next, call.limit);
      continue;
    }
    abandon(call);
    const bool stale = call.setup->sink != setup_->sink;
    worker->dismissed |= stale;
    reports.emplace_back(call.isTrial ? schedule_.trialHangs(stale) : schedule_.hangs(call.turn, stale), call.setup);
  }
  for (const auto& [report, setup] : reports) tell(report, *setup, lock);
  if (!reports.empty()) {
    nudge();
    settled_.notify_all();
  }
  return next;
}

/// The call is left to itself; its delivery waits for another attempt.
void Lane::abandon(Call& call) const {
  call.walledOff = true;
  call.hanging.emplace();
  if (call.isTrial) return;
  call.turn.delivery.attempts = call.turn.number;
  world_.outbox.release(call.turn.delivery);
}

/// Does what is due without an attempt. True if there was something to tell meanwhile.
bool Lane::check(Lock& lock) {
  if (schedule_.checkAt() > world_.time.now()) return false;
  const auto report = schedule_.check();
  remember();
  if (report.empty()) return false;
  const auto setup = setup_;
  tell(report, *setup, lock);
  return true;
}

/// Without the lock, which what is told may need.
void Lane::tell(const Schedule::Report& report, const SinkSetup& setup, Lock& lock) const {
  if (report.empty()) return;
  lock.unlock();
  if (!report.text.empty()) setup.host->log(report.level, report.text);
  if (report.news && world_.announce) world_.announce(*report.news);
  if (report.networkIsBack) world_.networkIsBack();
  lock.lock();
}

void Lane::remember() {
  if (!world_.remember) return;
  const auto record = schedule_.changedRecord(setup_->fingerprint);
  if (!record) return;
  remembered_ = true;
  world_.remember(toText(*record));
}

void Lane::close() {
  endTrials();
  const std::lock_guard guard(mutex_);
  closed_ = true;
  ++signal_;
  changed_.notify_all();
  settled_.notify_all();
}

void Lane::askToGiveUp() { giveUp_.request_stop(); }

bool Lane::awaitCalls(Clock::time_point deadline) {
  Lock lock(mutex_);
  world_.time.waitUntil(settled_, lock, deadline, [this] { return allEnded(); });
  return std::all_of(workers_.begin(), workers_.end(), [](const auto& worker) { return worker->over; });
}

void Lane::leave() {
  Lock lock(mutex_);
  for (const auto& worker : workers_) {
    if (!worker->call || worker->call->walledOff || worker->call->limit == kNever) continue;
    abandon(*worker->call);
  }
  world_.time.waitUntil(settled_, lock, kNever, [this] { return allEnded(); });
  const auto workers = std::exchange(workers_, {});
  lock.unlock();
  for (const auto& worker : workers) {
    if (worker->over) {
      worker->thread.join();
    } else {
      worker->thread.detach();
    }
  }
}

}  // namespace herald::core
