#include "rest_memory.h"

#include <utility>

namespace herald::serial {
namespace {

constexpr double kToStop = 10;  // seconds in which a cancelled print may still go on

bool isUnderWay(const SdPosition& at) { return at.byte > 0 && at.byte < at.size; }

/// The firmware answers M73 with 0 % and no time when it does not print.
bool isUnderWay(const Progress73& at) {
  return at.percent && *at.percent < 100 && (*at.percent > 0 || at.minutesLeft.value_or(0) > 0);
}

}  // namespace

bool RestMemory::wakes(const SdPosition& position, bool known, double now) {
  const auto before = std::exchange(position_, position);
  if ((!known && !before) || !isUnderWay(position) || before == position) return false;
  return !isStopping(now) || (before && (before->size != position.size || before->byte > position.byte));
}

bool RestMemory::wakes(const Progress73& progress, double now) {
  const auto before = std::exchange(progress_, progress);
  if (!isUnderWay(progress) || before == progress) return false;
  return !isStopping(now) || (before && before->percent > progress.percent);
}

void RestMemory::opened(std::optional<std::int64_t> size) {
  position_ = SdPosition{0, size.value_or(0)};
  cancelledAt_ = RestMemory().cancelledAt_;
}

void RestMemory::ended(const Job& job, bool silent) {
  if (job.position) position_ = job.position;
  if (job.percent) progress_ = Progress73{job.percent, job.minutesLeft, silent};
}

bool RestMemory::isStopping(double now) const { return now - cancelledAt_ < kToStop; }

}  // namespace herald::serial
