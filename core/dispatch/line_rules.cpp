// What ends a delivery that waits in a line without an attempt: its successor, and its age.
#include <algorithm>
#include <utility>

#include "core/dispatch/lines.h"

namespace herald::core {

namespace {

bool isSuccessor(const Event& newer, const Event& older) {
  return newer.category == Category::Progress && older.category == Category::Progress && newer.type == older.type &&
         newer.subject == older.subject;
}

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
  for (auto& [device, line] : lines_) {
    collapse(line);
    watchHead(line);
  }
}

/// Lets what stands in the line replace what stands before it.
void Lines::collapse(Line& line) {
  for (auto i = line.queue_.size(); i-- > 1;) {
    const auto size = line.queue_.size();
    replace(line, *std::shared_ptr(line.queue_[i].event), i);
    i -= size - line.queue_.size();
  }
}

/// Lets `newer` replace what stands before place `end`. What is being attempted is not replaced. A successor of the
/// head waits as long as the head would have.
void Lines::replace(Line& line, const Event& newer, std::size_t end) {
  for (std::size_t i = line.taken_ ? 1 : 0; i < end;) {
    if (line.unread_ != 0 && line.queue_.size() == 1) return;  // a line is never empty
    const auto& older = line.queue_[i];
    if (!isSuccessor(newer, *older.event) || (healthy_ && older.attempts == 0)) {
      ++i;
      continue;
    }
    outbox_.discard(older, "replaced by a newer one");
    line.queue_.erase(line.queue_.begin() + static_cast<std::ptrdiff_t>(i));
    --end;
    if (i == 0) {
      line.failure_ = {};
      line.refusedAt.reset();
    }
  }
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

/// True if the line has another head than before.
bool Lines::endTooOld(Line& line, Clock::time_point now, std::chrono::system_clock::time_point wallClock,
                      Expired& expired) {
  bool any = false;
  while (!line.queue_.empty() && expiryOf(line.head()) <= now) {
    any = true;
    const auto& delivery = line.head();
    const auto category = delivery.event->category;
    const std::string name(toString(category));
    if (!outbox_.claim(delivery)) {
      // it has ended otherwise
    } else if (category == Category::Progress) {
      outbox_.discard(delivery, "too old: " + name);
      ++expired.discarded;
    } else {
      auto ending = line.failure_;
      const auto last = ending.reason.empty() ? std::string() : "; the last attempt: " + ending.reason;
      ending.reason = "too old: age." + name + " is " + asText(policy_.ages.of(category)) + last;
      ending.time = wallClock;
      outbox_.bury(delivery, ending);
      ++expired.deadLetters;
    }
    pop(line);
  }
  if (!line.queue_.empty()) watchHead(line);
  return any;
}

void Lines::watchHead(const Line& line) { expiry_ = std::min(expiry_, expiryOf(line.head())); }

Clock::time_point Lines::expiryOf(const Delivery& delivery) const {
  const auto limit = policy_.ages.of(delivery.event->category);
  return limit > Millis(0) ? delivery.accepted + limit : Clock::time_point::max();
}

}  // namespace herald::core
