// SPDX-License-Identifier: Apache-2.0
#include "engine/snapshots/snapshots.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

namespace herald::core {

namespace {

constexpr Millis kToStop = std::chrono::seconds(5);
constexpr Millis kLongestLook = std::chrono::minutes(10);

/// An event, and who wants its picture.
struct Wanted {
  std::shared_ptr<const Event> event{};
  SnapshotBook::Sinks sinks{};
  std::uint64_t most = 0;
};

std::string cameraOf(const Event& event, const std::string& source) { return source.empty() ? event.source : source; }

}  // namespace

Snapshots::Snapshots(SnapshotPlace place, const Outbox& outbox, TimeSource& time)
    : book_(std::make_shared<SnapshotBook>(std::move(place), time)),
      outbox_(outbox),
      time_(time),
      active_(std::make_shared<const Active>()) {}

Snapshots::~Snapshots() {
  book_->connect({});
  stop(time_.now() + kToStop);
}

std::shared_ptr<const Snapshots::Active> Snapshots::active() const {
  const MutexLock lock(mutex_);
  return active_;
}

std::vector<std::shared_ptr<Photographer>> Snapshots::all() const {
  const MutexLock lock(mutex_);
  auto result = retired_;
  for (const auto& [source, photographer] : active_->cameras) result.push_back(photographer);
  return result;
}

void Snapshots::use(SnapshotPlan plan) {
  const auto old = active();
  const auto next = std::make_shared<Active>(Active{std::move(plan.sinks), {}});
  for (auto& [source, camera] : plan.cameras) {
    const auto before = old->cameras.find(source);
    const bool stays = before != old->cameras.end() && before->second->camera() == camera.camera;
    // NOLINTNEXTLINE(performance-move-const-arg): the constructor takes a value
    next->cameras[source] = stays ? before->second : std::make_shared<Photographer>(std::move(camera), book_, time_);
  }
  {
    const MutexLock lock(mutex_);
    for (const auto& [source, photographer] : old->cameras) {
      const auto now = next->cameras.find(source);
      if (now == next->cameras.end() || now->second != photographer) retired_.push_back(photographer);
    }
    active_ = next;
  }
  wanted_ = !next->sinks.empty() && !next->cameras.empty();
  endRetired();
}

/// A publication that began before the reload may still ask a retired camera: so it is closed first, and refuses that.
void Snapshots::endRetired() {
  std::vector<std::shared_ptr<Photographer>> ended;
  bool left = false;
  {
    const MutexLock lock(mutex_);
    const auto first = std::stable_partition(retired_.begin(), retired_.end(),
                                             [](const auto& photographer) { return !photographer->closeIfIdle(); });
    ended.assign(first, retired_.end());
    retired_.erase(first, retired_.end());
    left = !retired_.empty();
  }
  for (const auto& photographer : ended) photographer->join(time_.now());
  if (left) book_->expectTidy(time_.now() + kLimit);
}

std::shared_ptr<const void> Snapshots::expect(const std::vector<Delivery>& deliveries, const std::string& source) {
  if (!wanted_.load(std::memory_order_relaxed)) return nullptr;
  const auto active = this->active();
  std::map<std::string_view, Wanted> byEvent;
  for (const auto& delivery : deliveries) {
    const auto sink = active->sinks.find(delivery.sink);
    if (sink == active->sinks.end() || !delivery.ending.reason.empty()) continue;
    if (!active->cameras.contains(cameraOf(*delivery.event, source))) continue;
    const auto most = sink->second(*delivery.event);
    if (most == 0) continue;
    auto& wanted = byEvent.try_emplace(delivery.event->id, Wanted{delivery.event, {}, most}).first->second;
    wanted.sinks.insert(delivery.sink);
    wanted.most = std::min(wanted.most, most);
  }
  if (byEvent.empty()) return nullptr;
  std::vector<std::string> events;
  for (const auto& [id, wanted] : byEvent) events.emplace_back(id);
  auto held = book_->hold(book_, std::move(events));
  const auto now = time_.now();
  for (auto& [id, wanted] : byEvent) {
    const auto& event = *wanted.event;
    if (!book_->expect(event.id, now + kLimit, std::move(wanted.sinks))) continue;
    active->cameras.at(cameraOf(event, source))->want({event.id, event.device, now, now + kLimit, wanted.most});
  }
  return held;
}

Jpeg Snapshots::takeFor(const Event& event, std::uint64_t most) {
  const auto active = this->active();
  const auto camera = active->cameras.find(event.source);
  if (camera == active->cameras.end()) return nullptr;
  const auto held = book_->hold(book_, {event.id});
  const auto now = time_.now();
  if (book_->expect(event.id, now + kLimit, {})) {
    camera->second->want({event.id, event.device, now, now + kLimit, most});
  }
  book_->await(event.id, now + kLimit);
  auto jpeg = find(event.id);
  book_->store().forget({event.id});
  return jpeg;
}

Clock::time_point Snapshots::watch() {
  auto next = Clock::time_point::max();
  for (const auto& photographer : all()) next = std::min(next, photographer->watch());
  return next;
}

// While the disk fails, the outbox may not know what waits there.
Clock::time_point Snapshots::tidy() {
  endRetired();
  const auto now = time_.now();
  if (const auto at = book_->lookAt(); at > now) return at;
  book_->beginLook();
  const bool knowsAll = outbox_.health().problem.empty();
  const auto gone = knowsAll ? outbox_.gone(book_->unheld()) : std::vector<std::string>();
  book_->store().forget(gone);
  lookWait_ = gone.empty() ? std::min(lookWait_ * 2, kLongestLook) : SnapshotBook::kFirstLook;
  if (book_->store().counts().kept > 0) book_->expectLook(now + lookWait_);
  return book_->lookAt();
}

bool Snapshots::stop(Clock::time_point deadline) {
  wanted_ = false;
  const auto photographers = all();
  for (const auto& photographer : photographers) photographer->askToStop();
  bool ended = true;
  for (const auto& photographer : photographers) ended = photographer->join(deadline) && ended;
  return ended;
}

SnapshotStatus Snapshots::status() const {
  const auto active = this->active();
  SnapshotStatus status{{}, book_->store().counts(), !active->sinks.empty()};
  for (const auto& [source, photographer] : active->cameras) status.cameras[source] = book_->countsOf(source);
  return status;
}

}  // namespace herald::core
