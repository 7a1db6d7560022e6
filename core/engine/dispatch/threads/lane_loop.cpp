// SPDX-License-Identifier: Apache-2.0
// The loop of the threads that work for a lane. A worker makes calls, and rests when nothing is due. A thread of an
// AsyncSink, on which a call has ended, does the same for a moment, and never waits for the disk.
#include <string>
#include <utility>

#include "engine/dispatch/threads/lane.h"
#include "engine/plugin_host/plugin_call.h"
#include "herald/thread.h"

namespace herald::core {

namespace {

constexpr Millis kNoThreadWait = std::chrono::seconds(1);
constexpr int kMostInARow = 64;  // a thread of the sink has answers to read, too

}  // namespace

void Lane::work(Worker& worker) {
  const MutexLock lock(mutex_);
  worker.id = std::this_thread::get_id();
  while (!closed_ && !worker.dismissed) {
    dropRetired();
    readOutbox(true);
    if (check() || closed_ || worker.dismissed) continue;
    if (const auto call = next()) {
      perform(worker, call);
    } else {
      rest(worker);
    }
  }
  dropRetired();
  endWorker(worker);
}

/// It may have been woken for something. Who takes its place would join it, if it were over before.
void Lane::endWorker(Worker& worker) {
  nudge();
  worker.over = true;
  settled_.notifyAll();
}

/// A sink ends a call. It may do so from within begin(): then the loop that has called begin() goes on, so that the
/// stack does not grow.
void Lane::end(const std::shared_ptr<Call>& call, Outcome outcome) {
  const PluginCall nobody(PluginCall::Carried{});  // this is Herald's own code
  const AttemptTrace::Scope none(nullptr);
  deliverer_.end(*call, std::move(outcome));
  const MutexLock lock(mutex_);
  workers_.isHere() ? settle(*call) : serve(*call);
}

/// The calling thread is one of the sink that has ended the call. It begins no call of another sink, and none with a
/// picture, which it would have to read from the disk.
void Lane::serve(Call& ended) {
  Worker guest;
  workers_.enter(guest);
  const auto* const sink = ended.setup->async;
  settle(ended);
  for (int begun = 0; begun < kMostInARow && !closed_ && setup_->async == sink && !setup_->snapshot; ++begun) {
    readOutbox(false);
    const auto call = next();
    if (!call) break;
    perform(guest, call);
  }
  workers_.leave(guest);
  if (isOver()) retired_.dropElsewhere();
  if (!closed_ && hasForWorker()) callWorker();
  if (closed_ || isQuiet()) settled_.notifyAll();
}

/// Does what the schedule wants from the outbox: one thread at a time, and at most one slice of a long queue. It keeps
/// the mutex only for what is in memory. A thread that must not wait for the disk hands the request over to a worker.
void Lane::readOutbox(bool mayWait) {
  bool mayReadSlice = true;
  bool any = false;
  while (!closed_ && (mayWait || !handedOver_)) {
    auto request = handedOver_ ? std::exchange(handedOver_, {}) : schedule_.request(mayReadSlice);
    if (!request) break;
    any = true;
    mayReadSlice = mayReadSlice && request->kind != OutboxRequest::Kind::ReadSlice;
    if (auto answer = ask(*request, mayWait)) {
      schedule_.answer(*request, std::move(*answer));
    } else {
      handedOver_ = std::move(request);
    }
  }
  if (any) expectTidy();
}

std::optional<OutboxAnswer> Lane::ask(const OutboxRequest& request, bool mayWait) {
  if (auto answer = answerFromMemory(request, sink_, environment_.outbox)) return answer;
  const MutexUnlock unlocked(mutex_);
  if (!mayWait) return readFromMemory(request, sink_, environment_.outbox);
  auto& time = environment_.time;
  return core::perform(request, sink_, environment_.outbox, time.now(), time.wallClock());
}

/// Does what else is due without an attempt. True if there was something to report meanwhile.
bool Lane::check() {
  if (schedule_.checkAt() > environment_.time.now()) return false;
  const auto checked = schedule_.check();
  saveRecord();
  report(checked, setup_->host);
  return !checked.empty();
}

bool Lane::mayBegin() const { return !isBlockedByTrial() && calls_.attempts() < setup_->concurrency; }

/// The next call, if one is due and may begin.
std::shared_ptr<Call> Lane::next() {
  if (!mayBegin()) return nullptr;
  auto turn = schedule_.next();
  if (!turn) return nullptr;
  auto call = std::make_shared<Call>(setup_);
  call->turn = std::move(*turn);
  calls_.add(call);
  expectWatch(call->limit(call->turn.began));
  expectNext();
  if (schedule_.due() <= call->turn.began) nudge();
  return call;
}

void Lane::perform(Worker& worker, const std::shared_ptr<Call>& call) {
  worker.call = call;
  bool isBegun = false;
  {
    const MutexUnlock unlocked(mutex_);
    isBegun = attempt(call);
  }
  worker.call.reset();
  call->isInside = false;
  if (!isBegun) {
    schedule_.cancel(call->turn);
    call->isConcluded = true;
  }
  if (!isBegun || !call->setup->async) call->hasEnded = true;
  if (call->hasEnded && !call->isConcluded && !call->isWalledOff()) conclude(*call);
  leave(*call);
}

/// False if the delivery has ended before, or if the lane ends. May wait for the disk.
bool Lane::attempt(const std::shared_ptr<Call>& call) {
  if (!deliverer_.prepare(*call)) return false;
  if (call->setup->async) {
    deliverer_.begin(
        *call, Completion([lane = shared_from_this(), call](Outcome outcome) { lane->end(call, std::move(outcome)); }));
  } else {
    deliverer_.end(*call, deliverer_.deliver(*call));
  }
  return true;
}

/// The sink has ended the call. But begin() may still be under way, and hang.
void Lane::settle(Call& call) {
  call.hasEnded = true;
  if (!call.isWalledOff()) conclude(call);
  if (call.isInside) expectWatch(call.limit({}));
  leave(call);
  if (closed_) settled_.notifyAll();
}

void Lane::conclude(Call& call) {
  call.isConcluded = true;
  const auto concluded = schedule_.conclude(call.turn, call.outcome);
  deliverer_.log(call, std::chrono::duration_cast<Millis>(concluded.untilNext));
  saveRecord();
  expectCheck();  // the thread may have to wait for the disk before it looks at the clock again
  report(concluded, call.setup->host);
}

/// The call may be over.
void Lane::leave(Call& call) {
  if (!call.isOver() || !call.setup) return;
  if (call.isWalledOff()) {
    hungCallReturned(call);
  } else {
    calls_.remove(call);
  }
  retired_.add(std::exchange(call.setup, nullptr), setup_);
  if (trials_.isWaiting()) settled_.notifyAll();
}

// If the call was left behind, the environment may be gone.
void Lane::hungCallReturned(Call& call) {
  calls_.comeBack(call);
  if (closed_) return;
  Schedule::Report returned{Level::Notice, "the call that hung has returned"};
  if (call.setup->sink == setup_->sink) returned.news = schedule_.returned();
  report(returned, call.setup->host);
}

void Lane::dropRetired() {
  while (!retired_.isEmpty()) {
    auto dropped = retired_.take();
    const MutexUnlock unlocked(mutex_);
    dropped.clear();
  }
}

void Lane::rest(Worker& worker) {
  settled_.notifyAll();
  expectNext();
  if (!retired_.isEmpty() || handedOver_) return;
  const bool looks = mayBegin() || schedule_.wantsOutbox();
  workers_.rest(worker, mutex_, environment_.time, looks ? schedule_.due() : Clock::time_point::max());
}

/// Is there something that a worker would not see by itself in time?
bool Lane::hasForWorker() const {
  return handedOver_ || !retired_.isEmpty() || (mayBegin() && schedule_.due() < workers_.looksAt());
}

int Lane::mostWorkers() const { return setup_->async ? 1 : setup_->concurrency; }

/// There may be something to do: sees to it that a worker looks. A guest looks by itself before it leaves.
void Lane::nudge() {
  if (mayBegin() && !workers_.hasGuest()) callWorker();
}

void Lane::callWorker() {
  if (closed_ || workers_.wakeOne() || workers_.active() >= mostWorkers()) return;
  const auto now = environment_.time.now();
  if (workerAt_ != Clock::time_point::max() && now < workerAt_) return;
  workerAt_ = Clock::time_point::max();
  auto worker = std::make_shared<Worker>();
  try {
    workers_.start(worker, [lane = shared_from_this(), worker] { lane->work(*worker); });
  } catch (const NoThread& error) {
    setup_->host->log(Level::Error, std::string("no worker: ") + error.what());
    workerAt_ = now + kNoThreadWait;
    expectTidy();
  }
}

}  // namespace herald::core
