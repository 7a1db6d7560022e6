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

/// The last digits of the value in hexadecimal.
void writeHex(char* to, std::uint64_t value, int digits) {
  for (int i = digits; i-- > 0; value >>= 4) to[i] = "0123456789abcdef"[value & 0xF];
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
  std::string text = "........-....-7...-....-............";
  writeHex(&text[0], stamp >> 28, 8);
  writeHex(&text[9], stamp >> 12, 4);
  writeHex(&text[15], stamp, 3);
  writeHex(&text[19], 0x8000 | (random >> 50), 4);
  writeHex(&text[24], random, 12);
  return text;
}

std::string newEventId(std::chrono::system_clock::time_point time) { return EventIds(time).next(); }

}  // namespace herald::inline v1
