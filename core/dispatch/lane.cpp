#include "core/dispatch/lane.h"

#include <algorithm>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "core/dispatch/attempt.h"
#include "core/plugin_host/plugin_thread.h"

namespace herald::core {

namespace {

constexpr Millis kGrace = std::chrono::seconds(5);
constexpr auto kNever = Clock::time_point::max();

}  // namespace

/// One call into the sink. Its worker reads it without the lock as long as the call runs, and only `limit`, `walledOff`
/// and `hanging` change meanwhile, under the lock.
struct Lane::Call {
  Schedule::Turn turn{};
  std::shared_ptr<const SinkSetup> setup{};
  Clock::time_point deadline{};
  Clock::time_point limit{};  // kNever once the call has returned
  bool walledOff = false;
  std::optional<HangingCall> hanging{};
};

struct Lane::Worker {
  std::thread thread{};
  std::optional<Call> call{};
  bool dismissed = false;
  bool over = false;
};

Lane::Lane(SinkSetup setup, std::shared_ptr<TokenBucket> rate, World world)
    : world_(std::move(world)),
      setup_(std::make_shared<const SinkSetup>(std::move(setup))),
      schedule_(world_.outbox, setup_->name, setup_->retry) {
  schedule_.setRate(std::move(rate));
}

Lane::~Lane() = default;

void Lane::set(SinkSetup setup, std::shared_ptr<TokenBucket> rate) {
  auto next = std::make_shared<const SinkSetup>(std::move(setup));
  const std::lock_guard guard(mutex_);
  const bool fresh = next->sink != setup_->sink;
  setup_.swap(next);
  schedule_.setPolicy(setup_->retry);
  schedule_.setRate(std::move(rate));
  if (fresh) {
    schedule_.renew();
    walledOff_ = 0;
    for (const auto& worker : workers_) worker->dismissed |= worker->call && worker->call->walledOff;
  }
  auto extra = activeWorkers() - setup_->concurrency;
  for (auto worker = workers_.begin(); extra > 0 && worker != workers_.end(); ++worker) {
    if (!std::exchange((*worker)->dismissed, true)) --extra;
  }
  ++signal_;
  changed_.notify_all();
  nudge();
}

void Lane::wake() {
  const std::lock_guard guard(mutex_);
  schedule_.news();
  nudge();
}

void Lane::networkIsBack() {
  const std::lock_guard guard(mutex_);
  if (schedule_.networkIsBack(world_.time.now())) nudge();
}

bool Lane::drain(Clock::time_point deadline) {
  Lock lock(mutex_);
  return world_.time.waitUntil(settled_, lock, deadline, [this] { return quiet(); });
}

SinkStatus Lane::status() const {
  const std::lock_guard guard(mutex_);
  auto status = schedule_.status();
  if (walledOff_ > 0) status.state = SinkStatus::State::Hanging;
  return status;
}

Clock::time_point Lane::wallOff() {
  Lock lock(mutex_);
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
    call.walledOff = true;
    call.hanging.emplace();
    if (call.setup->sink == setup_->sink) {
      ++walledOff_;
    } else {
      worker->dismissed = true;
    }
    world_.outbox.release(call.turn.delivery);
    reports.emplace_back(schedule_.hangs(call.turn, now), call.setup);
  }
  lock.unlock();
  for (const auto& [report, setup] : reports) tell(report, *setup);
  if (!reports.empty()) {
    lock.lock();
    nudge();
    settled_.notify_all();
  }
  return next;
}

void Lane::close() {
  const std::lock_guard guard(mutex_);
  closed_ = true;
  ++signal_;
  changed_.notify_all();
  settled_.notify_all();
}

void Lane::askToGiveUp() { giveUp_.request_stop(); }

bool Lane::awaitEnd(Clock::time_point deadline) {
  Lock lock(mutex_);
  return world_.time.waitUntil(settled_, lock, deadline, [this] {
    return std::all_of(workers_.begin(), workers_.end(), [](const auto& worker) { return worker->over; });
  });
}

void Lane::awaitCalls() {
  Lock lock(mutex_);
  world_.time.waitUntil(settled_, lock, kNever, [this] { return allEnded(); });
}

void Lane::leave() {
  Lock lock(mutex_);
  for (const auto& worker : workers_) {
    if (!worker->call || worker->call->walledOff || worker->call->limit == kNever) continue;
    worker->call->walledOff = true;
    worker->call->hanging.emplace();
    world_.outbox.release(worker->call->turn.delivery);
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

void Lane::work(Worker& worker) {
  Lock lock(mutex_);
  while (!closed_ && !worker.dismissed) {
    if (begin(worker)) {
      perform(worker, lock);
    } else {
      rest(lock);
    }
  }
  nudge();
  worker.over = true;
  settled_.notify_all();
}

bool Lane::begin(Worker& worker) {
  if (walledOff_ > 0) return false;
  const auto now = world_.time.now();
  auto turn = schedule_.next(now);
  if (!turn) return false;
  auto& call = worker.call.emplace();
  call.turn = std::move(*turn);
  call.setup = setup_;
  call.deadline = now + setup_->timeout;
  call.limit = call.deadline + kGrace;
  world_.watch(call.limit);
  if (schedule_.due() <= now) nudge();
  return true;
}

void Lane::perform(Worker& worker, Lock& lock) {
  const auto& call = *worker.call;
  lock.unlock();
  const auto outcome =
      attempt(*call.setup, *call.turn.delivery.event, call.turn.number, call.deadline, giveUp_.get_token());
  lock.lock();
  if (call.walledOff) {
    comeBack(worker, lock);
  } else {
    settle(worker, outcome, lock);
  }
  auto setup = std::move(worker.call->setup);
  worker.call.reset();
  if (setup == setup_) return;
  lock.unlock();  // the old instance may end with this call, and nobody has to wait for its destructor
  setup.reset();
  lock.lock();
}

void Lane::settle(Worker& worker, const Outcome& outcome, Lock& lock) {
  auto& call = *worker.call;
  call.limit = kNever;
  lock.unlock();
  auto& delivery = call.turn.delivery;
  delivery.attempts = call.turn.number;
  switch (outcome.verdict) {
    case Outcome::Verdict::Delivered: world_.outbox.delivered(delivery); break;
    case Outcome::Verdict::Rejected:
      world_.outbox.bury(delivery, {outcome.reason, outcome.status, outcome.answer, world_.time.wallClock()});
      break;
    default: world_.outbox.release(delivery);
  }
  lock.lock();
  const auto report = schedule_.conclude(call.turn, outcome, world_.time.now());
  if (report.text.empty() && !report.networkIsBack) return;
  lock.unlock();
  tell(report, *call.setup);
  if (report.networkIsBack) world_.networkIsBack();
  lock.lock();
}

// If it was left behind, what is outside of the lane may be gone.
void Lane::comeBack(Worker& worker, Lock& lock) {
  auto& call = *worker.call;
  call.hanging.reset();
  if (call.setup->sink == setup_->sink) --walledOff_;
  if (closed_) return;
  call.walledOff = false;
  call.limit = kNever;
  lock.unlock();
  tell({Level::Notice, "the call that hung has returned"}, *call.setup);
  lock.lock();
}

void Lane::rest(Lock& lock) {
  settled_.notify_all();
  const auto seen = signal_;
  ++resting_;
  world_.time.waitUntil(changed_, lock, walledOff_ > 0 ? kNever : schedule_.due(), [&] { return signal_ != seen; });
  --resting_;
}

void Lane::tell(const Schedule::Report& report, const SinkSetup& setup) const {
  if (!report.text.empty()) setup.host->log(report.level, report.text);
}

/// There may be something to do: sees to it that a worker looks.
void Lane::nudge() {
  if (closed_) return;
  ++signal_;
  if (resting_ > 0) {
    changed_.notify_one();
  } else if (activeWorkers() < setup_->concurrency) {
    startWorker();
  }
}

void Lane::startWorker() {
  std::erase_if(workers_, [](const auto& worker) {
    if (worker->over) worker->thread.join();
    return worker->over;
  });
  auto worker = std::make_shared<Worker>();
  try {
    worker->thread = std::thread([lane = shared_from_this(), worker] { lane->work(*worker); });
    workers_.push_back(std::move(worker));
  } catch (const std::system_error& error) {
    setup_->host->log(Level::Error, std::string("no thread for a worker: ") + error.what());
  }
}

int Lane::activeWorkers() const {
  return static_cast<int>(std::count_if(workers_.begin(), workers_.end(),
                                        [](const auto& worker) { return !worker->dismissed && !worker->over; }));
}

bool Lane::allEnded() const {
  return std::all_of(workers_.begin(), workers_.end(),
                     [](const auto& worker) { return worker->over || (worker->call && worker->call->walledOff); });
}

/// Nothing is under way, and nothing is due at once.
bool Lane::quiet() const {
  const bool busy = std::any_of(workers_.begin(), workers_.end(),
                                [](const auto& worker) { return worker->call && !worker->call->walledOff; });
  return !busy && (closed_ || walledOff_ > 0 || schedule_.due() > world_.time.now());
}

}  // namespace herald::core
