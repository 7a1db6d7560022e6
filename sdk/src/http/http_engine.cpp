// SPDX-License-Identifier: Apache-2.0
#include "http/http_engine.h"

#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

#include "herald/thread.h"

namespace herald::inline v1 {
namespace {

constexpr HttpEngine::Id kWakeUpPlace = 0;
constexpr std::uint32_t kEnds = EPOLLERR | EPOLLHUP;  // epoll reports them always

FileDescriptor opened(int fd, const char* what) {
  if (fd < 0) throw std::system_error(errno, std::generic_category(), what);
  return FileDescriptor(fd);
}

}  // namespace

HttpEngine::HttpEngine(Millis mostIdle, std::function<void()> whenIdle)
    : mostIdle_(mostIdle), whenIdle_(std::move(whenIdle)) {}

HttpEngine::~HttpEngine() {
  if (!thread_.joinable()) return;
  if (thread_.get_id() == std::this_thread::get_id())
    thread_.detach();
  else
    thread_.join();
}

void HttpEngine::needDescriptors() {
  if (poll_.get() >= 0) return;
  FileDescriptor wakeUp = opened(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), "eventfd");
  poll_ = opened(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
  wakeUp_ = std::move(wakeUp);
  epoll_event event{.events = EPOLLIN | EPOLLET, .data = {.u64 = kWakeUpPlace}};  // each write counts; nobody reads
  ::epoll_ctl(poll_.get(), EPOLL_CTL_ADD, wakeUp_.get(), &event);
  wakeUpFd_ = wakeUp_.get();
}

HttpEngine::Id HttpEngine::add(int fd) {
  const MutexLock lock(mutex_);
  needDescriptors();
  const Id id = ++lastId_;
  places_.emplace(id, Place{.fd = fd});
  return id;
}

void HttpEngine::remove(Id place) {
  const MutexLock lock(mutex_);
  const auto found = places_.find(place);
  if (found == places_.end()) return;
  if (found->second.watched != kUnwatched) ::epoll_ctl(poll_.get(), EPOLL_CTL_DEL, found->second.fd, nullptr);
  places_.erase(found);
}

void HttpEngine::finish(Id place) {
  {
    const MutexLock lock(mutex_);
    const auto found = places_.find(place);
    if (found == places_.end()) return;
    found->second.isFinished = true;
    if (found->second.wait == nullptr) return;
  }
  look();
}

HttpEngine::Wait HttpEngine::until(Id place, std::uint32_t events, const Limit& limit) {
  return {*this, place, events, limit};
}

void HttpEngine::look() {
  if (!mustLook_.exchange(true)) wake();
}

void HttpEngine::wake() const {
  const int fd = wakeUpFd_;
  const std::uint64_t one = 1;
  if (fd < 0) return;  // nobody has waited yet
  [[maybe_unused]] const auto written = ::write(fd, &one, sizeof one);
}

/// False if there is nothing to wait for. Otherwise the coroutine may already run in the other thread when this
/// returns, and let go of the engine: so nothing is touched after the lock.
bool HttpEngine::begin(Wait& wait) {
  const MutexLock lock(mutex_);
  Place& place = places_.at(wait.place_);
  if (place.isFinished || isOver(wait.limit_)) {
    wait.isReady_ = std::exchange(place.isFinished, false);
    return false;
  }
  needThread();
  if (place.fd >= 0) watch(wait.place_, place, wait.events_);
  place.wait = &wait;
  ++waiting_;
  if (wait.limit_.deadline < nextCheck_) {
    nextCheck_ = wait.limit_.deadline;
    if (!isThisThread()) wake();
  }
  return true;
}

/// The registration stays as it is from one wait to the next, as nearly all are for input: that costs no system call.
/// Where nobody waits it goes at the first event: epoll would report a peer that has hung up again and again.
void HttpEngine::watch(Id id, Place& place, std::uint32_t events) {
  if (place.watched == events) return;
  const int change = events == kUnwatched ? EPOLL_CTL_DEL : place.watched == kUnwatched ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
  epoll_event event{.events = events, .data = {.u64 = id}};
  if (::epoll_ctl(poll_.get(), change, place.fd, &event) != 0 && events != kUnwatched) {
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
  }
  place.watched = events;
}

void HttpEngine::needThread() {
  if (isRunning_) return;
  if (thread_.joinable()) thread_.join();  // it has ended
  thread_ = startThread([self = shared_from_this()] { self->run(); });
  isRunning_ = true;
}

void HttpEngine::run() {
  threadId_ = std::this_thread::get_id();
  sigset_t brokenPipe;
  sigemptyset(&brokenPipe);
  sigaddset(&brokenPipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &brokenPipe, nullptr);
  do {
    while (!isIdle()) turn();
    if (whenIdle_ && !end_.stop_requested()) whenIdle_();
  } while (!leave());
}

/// True if nobody waits, and nobody will soon.
bool HttpEngine::isIdle() {
  const MutexLock lock(mutex_);
  if (waiting_ > 0) {
    idleSince_ = Clock::time_point::max();
    return false;
  }
  if (idleSince_ == Clock::time_point::max()) idleSince_ = Clock::now();
  return end_.stop_requested() || Clock::now() >= idleSince_ + mostIdle_;
}

/// True if the thread ends now.
bool HttpEngine::leave() {
  const MutexLock lock(mutex_);
  idleSince_ = Clock::time_point::max();
  if (waiting_ > 0) return false;
  threadId_ = std::thread::id();
  isRunning_ = false;
  return true;
}

int HttpEngine::waitMillis() {
  const MutexLock lock(mutex_);
  if (mustLook_ || end_.stop_requested()) return 0;
  auto until = nextCheck_;
  if (idleSince_ != Clock::time_point::max()) until = std::min(until, idleSince_ + mostIdle_);
  if (until == Clock::time_point::max()) return -1;
  const auto left = std::chrono::ceil<Millis>(until - Clock::now());
  return static_cast<int>(std::clamp<Millis::rep>(left.count(), 0, 60'000));
}

// Another turn within a coroutine goes on with what this one has not resumed yet.
void HttpEngine::turn() {
  if (ready_.empty()) collect();
  while (!ready_.empty()) {
    const auto coroutine = ready_.front();
    ready_.pop_front();
    coroutine.resume();
  }
}

/// Waits until somebody may go on.
void HttpEngine::collect() {
  std::array<epoll_event, 64> events;
  const int count = ::epoll_wait(poll_.get(), events.data(), static_cast<int>(events.size()), waitMillis());
  const MutexLock lock(mutex_);
  for (int i = 0; i < count; ++i) {
    const auto& event = events[static_cast<std::size_t>(i)];
    const auto found = places_.find(event.data.u64);
    if (found == places_.end()) continue;
    Place& place = found->second;
    if (place.wait == nullptr)
      watch(found->first, place, kUnwatched);
    else if ((event.events & (place.wait->events_ | kEnds)) != 0)
      resume(place, true);
  }
  if (mustLook_.exchange(false) || end_.stop_requested() || Clock::now() >= nextCheck_) resumeOver();
}

void HttpEngine::resume(Place& place, bool isReady) {
  Wait& wait = *std::exchange(place.wait, nullptr);
  wait.isReady_ = isReady;
  place.isFinished = false;
  --waiting_;
  ready_.push_back(wait.coroutine_);
}

void HttpEngine::resumeOver() {
  nextCheck_ = Clock::time_point::max();
  for (auto& [id, place] : places_) {
    if (place.wait == nullptr) continue;
    if (place.isFinished || isOver(place.wait->limit_))
      resume(place, place.isFinished);
    else
      nextCheck_ = std::min(nextCheck_, place.wait->limit_.deadline);
  }
}

void HttpEngine::end() {
  end_.request_stop();
  look();
  if (isThisThread()) return;
  std::thread thread;
  {
    const MutexLock lock(mutex_);
    thread.swap(thread_);
  }
  if (thread.joinable()) thread.join();
}

}  // namespace herald::inline v1
