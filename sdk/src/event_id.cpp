// SPDX-License-Identifier: Apache-2.0
#include "herald/event_id.h"

#include <random>

namespace herald::inline v1 {

namespace {

std::uint64_t randomBits() {
  thread_local std::mt19937_64 random = [] {
    std::random_device device;
    std::seed_seq seed{device(), device(), device(), device(), device(), device(), device(), device()};
    return std::mt19937_64(seed);
  }();
  return random();
}

void appendHex(std::string& text, std::uint64_t value, int digits) {
  for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) text += "0123456789abcdef"[(value >> shift) & 0xF];
}

}  // namespace

// The first bit of the counter starts as 0, so at least 2,048 ids fit into one millisecond.
EventIds::EventIds(std::chrono::system_clock::time_point time)
    : stamp_(static_cast<std::uint64_t>(
                 std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count())
                 << 12 |
             (randomBits() & 0x7FF)) {}

std::string EventIds::next() {
  const auto stamp = stamp_++;
  const auto random = randomBits();
  std::string text;
  text.reserve(36);
  appendHex(text, stamp >> 28, 8);
  text += '-';
  appendHex(text, stamp >> 12, 4);
  text += "-7";
  appendHex(text, stamp, 3);
  text += '-';
  appendHex(text, 0x8000 | (random >> 50), 4);
  text += '-';
  appendHex(text, random, 12);
  return text;
}

std::string newEventId(std::chrono::system_clock::time_point time) { return EventIds(time).next(); }

}  // namespace herald::inline v1
