// SPDX-License-Identifier: Apache-2.0
// What is due in a lane without an attempt: the work of the watchdog and of the tidier.
#include <algorithm>
#include <string>
#include <utility>

#include "engine/dispatch/threads/lane.h"

namespace herald::core {

// What is expected meanwhile may be earlier than what it finds.
Clock::time_point Lane::watch() {
  const MutexLock lock(mutex_);
  watchAt_ = Clock::time_point::max();
  while (!closed_ && check()) {
  }
  settled_.notifyAll();
  const auto limit = wallOff();
  return watchAt_ = std::min({watchAt_, limit, closed_ ? Clock::time_point::max() : schedule_.checkAt()});
}

Clock::time_point Lane::tidy() {
  const MutexLock lock(mutex_);
  readOutbox(true);
  while (!closed_ && check()) {
  }
  const auto now = environment_.time.now();
  if (workerAt_ <= now) workerAt_ = Clock::time_point::max();
  if (schedule_.due() <= now) nudge();
  settled_.notifyAll();
  return tidyAt_ = closed_ ? Clock::time_point::max() : nextTidy();
}

/// Returns the earliest limit of the calls that are not walled off. A sink may lose all its calls at once: the log gets
/// one line for them.
Clock::time_point Lane::wallOff() {
  const auto overdue = calls_.overdue(environment_.time.now());
  std::optional<std::pair<Schedule::Report, std::shared_ptr<Host>>> first;  // a setup could be the last one of its sink
  std::size_t more = 0;
  for (const auto& call : overdue.calls) {
    const bool isTurn = !call->isTrial && !call->isConcluded;
    if (!abandon(*call)) continue;
    const bool stale = call->setup->sink != setup_->sink;
    if (stale) workers_.dismissHanging();
    auto report = isTurn ? schedule_.hangs(call->turn, stale)
                         : schedule_.callHangs(call->isTrial ? "the call of a test" : "begin()", stale);
    if (first) {
      ++more;
      if (report.news) first->first.news = std::move(report.news);
    } else {
      first.emplace(std::move(report), call->setup->host);
    }
  }
  if (!first) return overdue.next;
  if (more > 0) first->first.text += "; " + std::to_string(more) + " more calls do not return";
  report(first->first, first->second);
  expectNext();  // from now on tidy() takes in what is new: the worker of the call cannot
  nudge();
  settled_.notifyAll();
  return overdue.next;
}

/// Nobody waits for the call any longer; its delivery waits for another attempt. False if it is not under way.
bool Lane::abandon(Call& call) {
  if (!calls_.wallOff(call)) return false;
  if (call.setup->onHang) call.setup->onHang();
  if (!call.isTrial && !call.isConcluded) deliverer_.abandon(call);
  return true;
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

}  // namespace herald::core
