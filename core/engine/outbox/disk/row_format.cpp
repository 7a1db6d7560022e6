// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/row_format.h"

#include <algorithm>
#include <initializer_list>
#include <string>

#include "engine/outbox/disk/byte_sum.h"

namespace herald::core {

namespace {

std::int64_t checksumOf(std::initializer_list<const std::string*> texts) {
  ByteSum sum;
  for (const auto* text : texts) sum.add(text->data(), text->size() + 1);
  return sum.value();
}

}  // namespace

std::int64_t inNanos(WallTime time) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

WallTime wallTimeOf(std::chrono::nanoseconds since1970) {
  return WallTime(std::chrono::duration_cast<WallTime::duration>(since1970));
}

WallTime wallTimeOf(std::chrono::milliseconds since1970) {
  constexpr auto kMost = std::chrono::floor<std::chrono::milliseconds>(WallTime::max().time_since_epoch());
  return WallTime(std::clamp(since1970, -kMost, kMost));
}

std::int64_t checksumOf(const Event& event) {
  const auto time = std::to_string(inNanos(event.time));
  return checksumOf(
      {&event.id, &event.type, &event.source, &event.device, &event.subject, &event.payload, &event.context, &time});
}

std::int64_t checksumOf(const ClockRow& clock) {
  const auto text = std::to_string(clock.mark.line) + ' ' + std::to_string(clock.mark.wall) + ' ' +
                    (clock.mark.synchronized ? "1 " : "0 ") + std::to_string(clock.lastSequence);
  return std::max<std::int64_t>(1, checksumOf({&text}));
}

std::int64_t checksumOf(const Note& note) { return checksumOf({&note.owner, &note.key, &note.value}); }

}  // namespace herald::core
