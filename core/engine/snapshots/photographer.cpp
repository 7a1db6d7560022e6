// SPDX-License-Identifier: Apache-2.0
#include "engine/snapshots/photographer.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>

#include "engine/plugin_host/plugin_call.h"
#include "engine/plugin_host/plugin_thread.h"
#include "herald/thread.h"

namespace herald::core {

namespace {

constexpr auto kNoLimit = Clock::time_point::max();

std::vector<std::string> eventsOf(const std::vector<PictureWish>& wishes) {
  std::vector<std::string> events;
  for (const auto& wish : wishes) events.push_back(wish.event);
  return events;
}

/// Moves those that match to the result.
template <typename Matches>
std::vector<PictureWish> taken(std::vector<PictureWish>& wishes, Matches matches) {
  const auto first = std::stable_partition(wishes.begin(), wishes.end(), std::not_fn(matches));
  std::vector<PictureWish> result(std::make_move_iterator(first), std::make_move_iterator(wishes.end()));
  wishes.erase(first, wishes.end());
  return result;
}

}  // namespace

Photographer::Photographer(CameraSetup setup, std::shared_ptr<SnapshotBook> book, TimeSource& time)
    : setup_(std::move(setup)), book_(std::move(book)), time_(time) {}

std::string Photographer::name() const { return whoIs("camera", setup_.source, setup_.plugin); }

void Photographer::want(PictureWish wish) {
  const Events events{wish.event};
  bool accepted = false;
  std::thread ended;
  {
    const MutexLock lock(mutex_);
    accepted = !closed_ && !hanging_;
    if (accepted) wishes_.push_back(std::move(wish));
    if (accepted && !running_) {
      ended = std::exchange(thread_, {});
      accepted = begin();
    }
  }
  if (ended.joinable()) ended.join();
  if (!accepted) book_->failed(events);
}

/// Starts the thread. Without one, no event is served.
bool Photographer::begin() {
  try {
    thread_ = startThread([self = shared_from_this()] { self->loop(); });
    running_ = true;
    return true;
  } catch (const NoThread& none) {
    wishes_.clear();
    report({nullptr, none.what()});  // gives the mutex back meanwhile: another event may have its thread by now
    return false;
  }
}

void Photographer::loop() {
  const MutexLock lock(mutex_);
  for (auto group = nextGroup(); !group.empty(); group = nextGroup()) serve(std::move(group));
  running_ = false;
  changed_.notifyAll();
}

/// All that waits for a picture of one device.
std::vector<PictureWish> Photographer::nextGroup() {
  std::vector<PictureWish> group, others;
  for (auto& wish : std::exchange(wishes_, {})) {
    const bool belongs = group.empty() || group.front().device == wish.device;
    (belongs ? group : others).push_back(std::move(wish));
  }
  wishes_.assign(std::make_move_iterator(others.begin()), std::make_move_iterator(others.end()));
  return group;
}

void Photographer::serve(std::vector<PictureWish> wishes) {
  serveFromLast(wishes);
  endLate(wishes);
  if (wishes.empty() || closed_) return end(eventsOf(wishes), nullptr);
  const auto byUntil = [](const auto& one, const auto& other) { return one.until < other.until; };
  const auto byMost = [](const auto& one, const auto& other) { return one.most < other.most; };
  const auto deadline = std::max_element(wishes.begin(), wishes.end(), byUntil)->until;
  const auto most = std::min_element(wishes.begin(), wishes.end(), byMost)->most;
  const auto device = wishes.front().device;
  const auto began = time_.now();
  limit_ = deadline + kGrace;
  underWay_ = eventsOf(wishes);
  Shown shown;
  {
    const MutexUnlock unlocked(mutex_);
    book_->expectWatch(deadline + kGrace);
    shown = take(device, deadline, most);
  }
  if (!returned()) return;
  last_ = {device, began, shown.jpeg != nullptr, shown.jpeg};
  report(shown);
  end(std::exchange(underWay_, {}), shown.jpeg);
}

/// The last call may be new enough for some of these.
void Photographer::serveFromLast(std::vector<PictureWish>& wishes) {
  const auto jpeg = last_.jpeg.lock();
  const auto fits = [&](const PictureWish& wish) HERALD_REQUIRES(mutex_) {
    if (wish.device != last_.device || wish.at > last_.began + kFresh) return false;
    return !last_.taken || (jpeg && jpeg->size() <= wish.most);
  };
  end(eventsOf(taken(wishes, fits)), jpeg);
}

void Photographer::endLate(std::vector<PictureWish>& wishes) {
  const auto now = time_.now();
  end(eventsOf(taken(wishes, [&](const PictureWish& wish) { return wish.until <= now; })), nullptr);
}

Photographer::Shown Photographer::take(const std::string& device, Clock::time_point deadline,
                                       std::uint64_t most) const {
  try {
    Picture picture;
    {
      const PluginCall call("camera", setup_.source, setup_.plugin);
      picture = setup_.camera->take({.device = device, .deadline = deadline, .stop = stopping_.get_token()});
    }
    if (stopping_.stop_requested()) return {nullptr, "Herald stops"};  // if the call hung, the clock may be gone
    return {std::make_shared<const std::string>(book_->darkroom().upright(picture, most, deadline)), {}};
  } catch (...) {
    return {nullptr, currentExceptionText()};
  }
}

/// The call has returned. False if it was walled off meanwhile.
bool Photographer::returned() {
  limit_ = kNoLimit;
  if (!hanging_) return true;
  hanging_.reset();
  if (closed_) return false;
  const MutexUnlock unlocked(mutex_);
  setup_.host->log(Level::Notice, "the call of its camera that hung has returned");
  return false;
}

/// Counts it. The log names a failure once, until there is a picture again.
void Photographer::report(const Shown& shown) {
  if (closed_ && !shown.jpeg) return;
  const bool failed = !shown.jpeg;
  const bool isNews = std::exchange(told_, failed) != failed;
  book_->count(setup_.source, !failed, shown.problem);
  if (!isNews) return;
  const MutexUnlock unlocked(mutex_);
  if (failed) {
    setup_.host->log(Level::Warning, "no picture: " + shown.problem + "; messages go without one until there is one");
  } else {
    setup_.host->log(Level::Notice, "its camera gives pictures again");
  }
}

void Photographer::end(const Events& events, const Jpeg& jpeg) {
  if (events.empty()) return;
  const MutexUnlock unlocked(mutex_);
  jpeg ? book_->taken(events, jpeg) : book_->failed(events);
}

Clock::time_point Photographer::watch() {
  Events given;
  {
    const MutexLock lock(mutex_);
    if (hanging_ || limit_ > time_.now()) return hanging_ ? kNoLimit : limit_;
    hanging_.emplace(name());
    told_ = true;
    given = std::exchange(underWay_, {});
    for (const auto& wish : std::exchange(wishes_, {})) given.push_back(wish.event);
  }
  book_->count(setup_.source, false, "a call does not return");
  setup_.host->log(Level::Error,
                   "hangs: a call of its camera did not return; Herald asks it for no picture until it does");
  book_->failed(given);
  return kNoLimit;
}

bool Photographer::isIdle() const {
  const MutexLock lock(mutex_);
  return !running_;
}

bool Photographer::closeIfIdle() {
  const MutexLock lock(mutex_);
  if (!running_) closed_ = true;
  return !running_;
}

void Photographer::askToStop() {
  Events given;
  {
    const MutexLock lock(mutex_);
    closed_ = true;
    given = underWay_;
    for (const auto& wish : std::exchange(wishes_, {})) given.push_back(wish.event);
  }
  stopping_.request_stop();  // without the mutex: this runs what plugins have registered
  book_->failed(given);
}

bool Photographer::join(Clock::time_point deadline) {
  std::thread ended;
  bool over = false;
  {
    const MutexLock lock(mutex_);
    if (hanging_ && !thread_.joinable()) return false;  // it was left behind before
    over = time_.waitUntil(changed_, mutex_, deadline, [this]() HERALD_REQUIRES(mutex_) { return !running_; });
    if (!over && !hanging_) hanging_.emplace(name());
    ended = std::exchange(thread_, {});
  }
  if (!ended.joinable()) return over;
  over ? ended.join() : ended.detach();
  return over;
}

}  // namespace herald::core
