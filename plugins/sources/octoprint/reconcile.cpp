#include "reconcile.h"

#include <cmath>

#include "herald/json.h"
#include "printing/numbers.h"

namespace herald::octoprint {

using common::number;

namespace {

// OctoPrint rounds to whole seconds.
constexpr double kRounding = 2;

constexpr double kHeldBack = 3;  // seconds; no state is later

constexpr double kLate = 60;  // seconds; OctoPrint's own word of an end does not come later

/// Another file, or the same one from its beginning again: how long it prints never goes back within a job.
bool isAnother(const Job& known, const PrinterState::Snapshot& now) {
  if (!now.path.empty() && !known.isFile(now.origin, now.path)) return true;
  return now.printTime && *now.printTime + kRounding < known.printTime;
}

}  // namespace

Gap compare(const std::optional<Job>& known, const PrinterState::Snapshot& now) {
  Gap gap;
  if (!known) {
    gap.started = now.busy && !now.ending;
  } else if (!now.busy) {
    gap.ended = true;
  } else if (isAnother(*known, now)) {
    gap.ended = true;
    gap.started = !now.ending;
  } else if (!now.changing && !now.ending) {
    gap.paused = now.paused && !known->paused;
    gap.resumed = !now.paused && known->paused;
  }
  return gap;
}

bool isOfRunBefore(const Job& job, const PrinterState::Snapshot& now, double serverTime) {
  const double age = serverTime - job.startedAt;
  return std::abs(age) < kHeldBack && now.printTime && *now.printTime > age + kRounding;
}

bool UnseenEnd::isTold(std::string_view otherType, std::string_view payload, double now) const {
  const std::optional<double> time = number(jsonAt(payload, "time"));
  const bool sameRun = !time || *time + kRounding >= job.printTime;
  return otherType == type && job.isIn(payload) && sameRun && std::abs(now - at) <= kLate;
}

std::string UnseenEnd::text() const {
  return JsonObject().add("type", type).add("at", at).addRaw("job", job.text()).text();
}

UnseenEnd UnseenEnd::parse(std::string_view text) {
  return {jsonToText(jsonAt(text, "type")), number(jsonAt(text, "at")).value_or(0), Job::parse(jsonAt(text, "job"))};
}

Ending endingOf(const Job& job, const PrinterState::Snapshot& now, std::string_view file) {
  const std::string_view last = jsonAt(file, "prints.last");
  const std::optional<double> date = number(jsonAt(last, "date"));
  if (date && *date >= job.startedAt)
    return {common::isTrue(jsonAt(last, "success")), number(jsonAt(last, "printTime"))};
  const bool same = !now.busy && job.isFile(now.origin, now.path);
  return {same && now.percent == 100, same ? now.printTime : std::nullopt};
}

}  // namespace herald::octoprint
