// What ends a delivery that waits in a line without an attempt: its successor, and its age.
#include <algorithm>
#include <set>
#include <utility>

#include "engine/dispatch/policy/lines.h"

namespace herald::core {

namespace {

std::string asText(Millis time) {
  static constexpr std::pair<Millis::rep, const char*> kUnits[] = {
      {86'400'000, " d"}, {3'600'000, " h"}, {60'000, " min"}, {1000, " s"}};
  for (const auto& [size, unit] : kUnits) {
    if (time.count() % size == 0) return std::to_string(time.count() / size) + unit;
  }
  return std::to_string(time.count()) + " ms";
}

}  // namespace

void Lines::setHealthy(bool healthy) {
  if (std::exchange(healthy_, healthy) == healthy || healthy) return;
  for (auto& [device, line] : lines_) collapse(line);
}

/// Lets what stands in the line replace what stands before it, but for what is being attempted. A successor of the head
/// waits as long as the head would have.
void Lines::collapse(Line& line) {
  std::set<std::size_t> newer;
  bool any = false;
  for (auto i = line.queue_.size(); i-- > (line.taken_ ? 1 : 0);) {
    auto& older = line.queue_[i];
    if (older.topic == 0 || newer.insert(older.topic).second || (healthy_ && older.attempts == 0)) continue;
    const auto whole = fetch(older);
    if (!whole) continue;
    if (whole->event) outbox_.discard(*whole, "replaced by a newer one");
    older.sequence = 0;
    any = true;
  }
  if (!any) return;
  if (line.queue_.front().sequence == 0) forgetHead(line);
  std::erase_if(line.queue_, [](const Waiting& one) { return one.sequence == 0; });
  watchHead(line);
}

void Lines::forgetHead(Line& line) {
  line.head_ = {};
  line.failure_ = {};
  line.refusedAt.reset();
  line.unansweredAt.reset();
  line.alone = false;
}

Lines::Expired Lines::expire(Clock::time_point now, std::chrono::system_clock::time_point wallClock) {
  Expired expired;
  if (now < expiry_) return expired;
  expiry_ = Clock::time_point::max();
  for (auto* line : std::exchange(ready_, {})) {
    endTooOld(*line, now, wallClock, expired);
    queueUp(*line);
  }
  for (const auto& [due, line] : std::exchange(waiting_, {})) {
    if (endTooOld(*line, now, wallClock, expired)) {
      queueUp(*line);
    } else {
      waiting_.emplace(due, line);
    }
  }
  return expired;
}

/// True if the line has another head than before, or one that cannot be read.
bool Lines::endTooOld(Line& line, Clock::time_point now, std::chrono::system_clock::time_point wallClock,
                      Expired& expired) {
  bool any = false;
  while (!line.queue_.empty() && expiryOf(line.queue_.front()) <= now) {
    any = true;
    const auto head = fetchHead(line);
    if (head == Head::Unreadable) return true;
    if (head == Head::There && outbox_.claim(line.head_)) endHead(line, now, wallClock, expired);
    pop(line);
  }
  if (!line.queue_.empty()) watchHead(line);
  return any;
}

void Lines::endHead(Line& line, Clock::time_point now, std::chrono::system_clock::time_point wallClock,
                    Expired& expired) {
  const auto category = line.head_.event->category;
  const std::string name(toString(category));
  if (category == Category::Progress) {
    outbox_.discard(line.head_, "too old: " + name);
    ++expired.discarded;
    return;
  }
  auto ending = line.failure_;
  const auto last = ending.reason.empty() ? std::string() : "; the last attempt: " + ending.reason;
  ending.reason = "too old: age." + name + " is " + asText(policy_.ages.of(category)) + last;
  ending.time = wallClock;
  ending.at = now;
  outbox_.bury(line.head_, ending);
  ++expired.deadLetters;
}

void Lines::watchHead(const Line& line) { expiry_ = std::min(expiry_, expiryOf(line.queue_.front())); }

Clock::time_point Lines::expiryOf(const Waiting& one) const {
  const auto limit = policy_.ages.of(one.category);
  return limit > Millis(0) ? one.accepted + limit : Clock::time_point::max();
}

}  // namespace herald::core
