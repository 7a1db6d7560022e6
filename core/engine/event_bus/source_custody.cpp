// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/source_custody.h"

#include <set>
#include <utility>

#include "engine/plugin_host/plugin_call.h"
#include "engine/plugin_host/plugin_thread.h"
#include "herald/thread.h"

namespace herald::core {

namespace {

constexpr Millis kRefused = std::chrono::seconds(10);        // when to ask a disk again that refuses
constexpr Millis kAtStop = std::chrono::milliseconds(2500);  // for what is under way then

}  // namespace

SourceCustody::SourceCustody(SourcePublisher& publisher, EventBus& bus, TimeSource& time, std::shared_ptr<Host> host,
                             std::string plugin)
    : publisher_(publisher),
      bus_(bus),
      time_(time),
      host_(std::move(host)),
      name_(publisher.origin().source),
      plugin_(std::move(plugin)) {}

void SourceCustody::publish(std::string_view group, std::span<HeldEvent> events, std::optional<Millis> atMost) {
  if (take(group, events, atMost, true) != EventBus::Held::Stopped) return;
  throw Failure(Outcome::Verdict::Retry, "the source was asked to stop while it waited for room in memory");
}

bool SourceCustody::tryPublish(std::string_view group, std::span<HeldEvent> events, std::optional<Millis> atMost) {
  return take(group, events, atMost, false) != EventBus::Held::NoRoom;
}

EventBus::Held SourceCustody::take(std::string_view group, std::span<HeldEvent> events, std::optional<Millis> atMost,
                                   bool waits) {
  begin();
  std::vector<Event> copies;
  copies.reserve(events.size());
  for (const auto& one : events) copies.push_back(one.event);
  const auto items = desk_->open(group, events, atMost);
  SourcePublisher::Held result;
  try {
    result = publisher_.publishHeld(copies, {items.begin(), items.end()}, waits);
  } catch (...) {
    desk_->refused(items);
    throw;
  }
  if (result.how == EventBus::Held::NoRoom || result.how == EventBus::Held::Stopped) {
    desk_->refused(items);
  } else {
    for (auto& one : events) one = {};
    desk_->published(items, result.how == EventBus::Held::StoredWithTimers, result.at);
  }
  return result.how;
}

void SourceCustody::release(const std::vector<std::string>& names, Clock::time_point deadline) {
  std::set<std::shared_ptr<CustodyDesk::Group>> groups;
  for (const auto& name : names)
    if (auto group = desk_->leave(name)) groups.insert(std::move(group));
  if (groups.empty()) return;
  const auto isOfThem = [&](const Holding& holding) {
    return holding.owner() == desk_.get() && groups.contains(static_cast<const CustodyDesk::Item&>(holding).group());
  };
  publisher_.giveBack(isOfThem, false);
  bool all = true;
  for (const auto& group : groups) all &= desk_->awaitEnd(group, time_, deadline);
  for (const auto& group : groups) desk_->close(group);
  if (!all) publisher_.giveBack(isOfThem, true);
}

void SourceCustody::requestStop() { desk_->hurry(time_.now() + kAtStop); }

void SourceCustody::endRun() {
  desk_->closeAll();
  publisher_.giveBack([this](const Holding& holding) { return holding.owner() == desk_.get(); }, true);
}

void SourceCustody::begin() {
  const MutexLock lock(mutex_);
  if (closed_ || thread_.joinable()) return;
  try {
    thread_ = startThread([self = shared_from_this()] { self->work(); });
  } catch (const NoThread& none) {
    throw Failure(Outcome::Verdict::Retry, none.what());
  }
}

void SourceCustody::close() {
  const bool isFree = desk_->stop();
  std::thread thread;
  {
    const MutexLock lock(mutex_);
    closed_ = true;
    thread.swap(thread_);
  }
  if (thread.joinable()) isFree ? thread.join() : thread.detach();
  bus_.outbox().giveBack([this](const Holding& holding) { return holding.owner() == desk_.get(); }, true);
}

void SourceCustody::work() {
  for (;;) {
    const auto work = desk_->awaitWork(time_);
    if (work.stop) return;
    if (work.save) {
      desk_->saved(save());
    } else {
      tell(*work.settled);
      desk_->told(*work.settled);
    }
  }
}

void SourceCustody::tell(const CustodyDesk::Item& item) const {
  const PluginCall call("source", name_, plugin_);
  try {
    item.tell();
  } catch (...) {
    host_->log(Level::Error, "its function `settled` has thrown, which it must not: " + currentExceptionText());
  }
}

Clock::time_point SourceCustody::save() {
  auto& outbox = bus_.outbox();
  auto next = outbox.saveHeld(desk_.get(), time_.now());
  auto unsaved = desk_->takeUnsaved();
  if (unsaved.empty()) return next;
  outbox.flush();
  if (outbox.health().problem.empty()) {
    for (const auto& item : unsaved) item->ended(Holding::End::Over);
    return next;
  }
  desk_->keepUnsaved(std::move(unsaved));
  return std::min(next, time_.now() + kRefused);
}

}  // namespace herald::core
