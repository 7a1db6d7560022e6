// What the workers of a lane do.
#include <algorithm>
#include <system_error>
#include <utility>

#include "engine/dispatch/threads/attempt.h"
#include "engine/dispatch/threads/lane_call.h"

namespace herald::core {

namespace {

constexpr Millis kGrace = std::chrono::seconds(5);
constexpr auto kNever = Clock::time_point::max();

}  // namespace

void Lane::work(Worker& worker) {
  Lock lock(mutex_);
  while (!closed_ && !worker.dismissed) {
    if (check(lock)) continue;
    if (begin(worker)) {
      perform(worker, lock);
    } else {
      rest(lock);
    }
  }
  retire(worker);
}

void Lane::retire(Worker& worker) {
  nudge();
  worker.over = true;
  settled_.notify_all();
}

bool Lane::begin(Worker& worker) {
  if (blockedByTrial()) return false;
  auto turn = schedule_.next();
  if (!turn) return false;
  auto& call = worker.call.emplace();
  call.turn = std::move(*turn);
  call.setup = setup_;
  call.deadline = call.turn.began + setup_->timeout;
  call.limit = call.deadline + kGrace;
  world_.watch(std::min(call.limit, schedule_.checkAt()));
  if (schedule_.due() <= call.turn.began) nudge();
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
  endCall(worker, lock);
}

void Lane::endCall(Worker& worker, Lock& lock) {
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
      world_.outbox.bury(delivery,
                         {outcome.reason, outcome.status, outcome.answer, world_.time.wallClock(), world_.time.now()});
      break;
    default: world_.outbox.release(delivery);
  }
  lock.lock();
  const auto report = schedule_.conclude(call.turn, outcome);
  remember();
  tell(report, *call.setup, lock);
}

// If it was left behind, what is outside of the lane may be gone.
void Lane::comeBack(Worker& worker, Lock& lock) {
  auto& call = *worker.call;
  call.hanging.reset();
  if (closed_) return;
  Schedule::Report report{Level::Notice, "the call that hung has returned"};
  if (call.setup->sink == setup_->sink) report.news = schedule_.returned();
  call.walledOff = false;
  call.limit = kNever;
  tell(report, *call.setup, lock);
}

void Lane::rest(Lock& lock) {
  settled_.notify_all();
  const auto seen = signal_;
  if (schedule_.checkAt() != kNever) world_.watch(schedule_.checkAt());
  ++resting_;
  world_.time.waitUntil(changed_, lock, blockedByTrial() ? kNever : schedule_.due(), [&] { return signal_ != seen; });
  --resting_;
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
  reap();
  auto worker = std::make_shared<Worker>();
  try {
    worker->thread = std::thread([lane = shared_from_this(), worker] { lane->work(*worker); });
    workers_.push_back(std::move(worker));
  } catch (const std::system_error& error) {
    setup_->host->log(Level::Error, std::string("no thread for a worker: ") + error.what());
  }
}

/// Forgets the workers that are over.
void Lane::reap() {
  std::erase_if(workers_, [](const auto& worker) {
    if (worker->over) worker->thread.join();
    return worker->over;
  });
}

int Lane::activeWorkers() const {
  return static_cast<int>(std::count_if(workers_.begin(), workers_.end(),
                                        [](const auto& worker) { return !worker->dismissed && !worker->over; }));
}

bool Lane::allEnded() const {
  return std::all_of(workers_.begin(), workers_.end(),
                     [](const auto& worker) { return worker->over || (worker->call && worker->call->walledOff); });
}

bool Lane::calling() const {
  return std::any_of(workers_.begin(), workers_.end(),
                     [](const auto& worker) { return worker->call && !worker->call->walledOff; });
}

/// Nothing is under way, and nothing is due at once.
bool Lane::quiet() const { return !calling() && (closed_ || schedule_.due() > world_.time.now()); }

}  // namespace herald::core
