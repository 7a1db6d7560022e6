// SPDX-License-Identifier: Apache-2.0
#include "engine/delivery_log/delivery_log.h"

#include <algorithm>
#include <exception>
#include <iterator>
#include <utility>

#include "herald/thread.h"

namespace herald::core {

namespace {

constexpr std::size_t kSoon = DeliveryLog::kMostWaiting / 2;  // then the thread does not wait for the rest of kWrite
constexpr std::size_t kUsual = 256;                           // entries: there is always room for so many

/// Gives back the room that a flood has needed.
template <typename Element>
void keepUsualRoom(std::vector<Element>& empty) {
  if (empty.capacity() <= kUsual) return;
  std::vector<Element> usual;
  usual.reserve(kUsual);
  empty.swap(usual);
}

}  // namespace

DeliveryLog::DeliveryLog(LogStore& store, TimeSource& time, Mask mask, const LogBounds& bounds)
    : store_(store), time_(time), mask_(std::move(mask)), bounds_(bounds), budget_(time.now(), bounds) {
  waiting_.reserve(kUsual);
  thread_ = startThread([this] { run(); });
}

DeliveryLog::~DeliveryLog() {
  {
    const MutexLock lock(mutex_);
    ends_ = true;
    work_.notifyOne();
  }
  thread_.join();
}

/// The first entry wakes the thread, and asks for the time. Each of the others costs no system call.
void DeliveryLog::add(LogEntry entry, LogDetail detail) {
  std::vector<LogDetail> dropped;  // ends without the lock
  const auto entryBytes = sizeOf(entry), bytes = sizeOf(detail);
  auto mask = mask_ ? mask_() : Masking();  // by the time the thread needs it, a reload may have dropped old secrets
  const MutexLock lock(mutex_);
  if (waiting_.empty()) budget_.refill(time_.now(), bounds_);
  const bool hasBudget = takeFromBudget(entryBytes + bytes, entry.step);
  if (waiting_.size() >= kMostWaiting || (!hasBudget && !takeFromBudget(entryBytes, entry.step))) {
    ++health_.lost;
    return;
  }
  if (hasBudget && makeRoom(bytes, entry.step, dropped))
    detailBytes_ += bytes;
  else
    std::swap(dropped.emplace_back(), detail);
  waiting_.push_back({std::move(entry), std::move(detail), std::move(mask)});
  if (waiting_.size() == 1 || waiting_.size() == kSoon) work_.notifyOne();
}

/// An attempt that failed never has to go without.
bool DeliveryLog::takeFromBudget(std::size_t bytes, LogStep step) {
  return budget_.take(bytes) || step != LogStep::Delivered;
}

/// An attempt that failed takes room from those that delivered, but not the other way round. False if there is none.
bool DeliveryLog::makeRoom(std::size_t bytes, LogStep step, std::vector<LogDetail>& dropped) {
  const auto isFailure = [](LogStep one) { return one != LogStep::Delivered; };
  for (const bool failed : {false, true}) {
    if (failed && !isFailure(step)) break;
    for (auto& at = firstWithDetail_[failed ? 1 : 0]; at < waiting_.size() && detailBytes_ + bytes > kMostDetailBytes;
         ++at) {
      auto& one = waiting_[at];
      if (isFailure(one.entry.step) != failed) continue;
      detailBytes_ -= sizeOf(one.detail);
      std::swap(dropped.emplace_back(), one.detail);
    }
  }
  return detailBytes_ + bytes <= kMostDetailBytes;
}

void DeliveryLog::setBounds(const LogBounds& bounds) {
  const MutexLock lock(mutex_);
  bounds_ = bounds;
}

DeliveryLog::Health DeliveryLog::health() const {
  const MutexLock lock(mutex_);
  return health_;
}

void DeliveryLog::run() {
  const MutexLock lock(mutex_);
  const auto isDue = [this]() HERALD_REQUIRES(mutex_) { return ends_ || waiting_.size() >= kSoon; };
  std::vector<Waiting> batch;
  batch.reserve(kUsual);
  for (bool last = false; !last;) {
    time_.waitUntil(work_, mutex_, unwritten_.empty() ? Clock::time_point::max() : time_.now() + kRetry,
                    [this]() HERALD_REQUIRES(mutex_) { return ends_ || !waiting_.empty(); });
    time_.waitUntil(work_, mutex_, time_.now() + kWrite, isDue);
    last = ends_;
    batch.swap(waiting_);
    const bool isFlood = batch.size() > kUsual;
    detailBytes_ = 0;
    firstWithDetail_ = {};
    const auto bounds = bounds_;
    std::string problem;
    std::size_t lost = 0;
    {
      const MutexUnlock unlocked(mutex_);
      problem = write(batch, bounds);
      lost = dropSurplus();
      if (!isFlood) keepUsualRoom(batch);
      if (!isFlood && unwritten_.empty()) keepUsualRoom(unwritten_);
    }
    health_.problem = std::move(problem);
    health_.lost += lost;
  }
}

/// Returns why the store refuses; empty if it does not. Leaves nothing in `waiting`. Listeners hear it behind the
/// write: whoever subscribes and then asks find() misses nothing.
std::string DeliveryLog::write(std::vector<Waiting>& waiting, const LogBounds& bounds) {
  take(waiting);
  std::string problem;
  std::size_t written = 0;
  auto fresh = unwritten_.end();
  try {
    fresh = numberNew();
    writeSlices(bounds, written);
  } catch (const std::exception& error) {
    problem = error.what();
  }
  std::vector<const LogEntry*> news;
  std::transform(fresh, unwritten_.end(), std::back_inserter(news), [](const LogRow& row) { return &row.entry; });
  feed_.publish(news);
  unwritten_.erase(unwritten_.begin(), unwritten_.begin() + static_cast<std::ptrdiff_t>(written));
  return problem;
}

/// Those that have no sequence yet are at the end. They get it. Returns the first of them.
std::vector<LogRow>::iterator DeliveryLog::numberNew() {
  if (!last_) last_ = store_.extent().last;
  const auto first =
      std::find_if(unwritten_.begin(), unwritten_.end(), [](const LogRow& row) { return row.entry.sequence == 0; });
  for (auto row = first; row != unwritten_.end(); ++row) row->entry.sequence = ++*last_;
  return first;
}

/// Makes rows of what waits.
void DeliveryLog::take(std::vector<Waiting>& waiting) {
  for (auto& one : waiting) unwritten_.push_back(rowOf(one));
  waiting.clear();
}

LogRow DeliveryLog::rowOf(Waiting& waiting) const {
  LogRow row{.entry = std::move(waiting.entry)};
  if (row.entry.time == std::chrono::system_clock::time_point{}) row.entry.time = time_.wallClock();
  const auto& detail = waiting.detail;
  const auto& mask = waiting.mask;
  if (mask && !row.entry.address.empty()) row.entry.address = mask(row.entry.address);
  if (!detail.exchanges.empty()) row.exchanges = exchangesText(detail.exchanges, mask);
  if (detail.event) row.event = eventText(*detail.event);
  return row;
}

/// `written`: how many of the rows the store has.
void DeliveryLog::writeSlices(const LogBounds& bounds, std::size_t& written) {
  while (written < unwritten_.size()) {
    const auto from = unwritten_.begin() + static_cast<std::ptrdiff_t>(written);
    const auto size = std::min(kSlice, unwritten_.size() - written);
    store_.write({from, from + static_cast<std::ptrdiff_t>(size)}, bounds, time_.wallClock());
    written += size;
  }
}

/// Of the entries that the store refuses, the oldest ones go first, and their details before them. Returns how many are
/// lost.
std::size_t DeliveryLog::dropSurplus() {
  const auto lost = unwritten_.size() - std::min(unwritten_.size(), kMostWaiting);
  unwritten_.erase(unwritten_.begin(), unwritten_.begin() + static_cast<std::ptrdiff_t>(lost));
  std::size_t bytes = 0;
  for (auto row = unwritten_.rbegin(); row != unwritten_.rend(); ++row) {
    bytes += row->exchanges.size() + row->event.size();
    if (bytes > kMostDetailBytes) row->exchanges = row->event = {};
  }
  return lost;
}

}  // namespace herald::core
