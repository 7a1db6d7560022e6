// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/outbox/ages/age_rule.h"
#include "engine/outbox/outbox.h"

namespace herald::core {

/// Something that a schedule needs from the outbox and that may wait for the disk. A schedule only asks; the lane does
/// it while it holds no lock, unless memory has the answer, and gives the answer back. So a slow disk never blocks a
/// thread that needs the lane.
struct OutboxRequest {
  static constexpr std::size_t kSlice = 256;

  enum class Kind : std::uint8_t {
    ReadSlice,  ///< the waiting deliveries after `sequence`, at most kSlice
    ReadOne,    ///< the waiting delivery with this sequence
    Replace,    ///< the waiting delivery with this sequence ends: a newer one replaces it
    EndByAge,   ///< what is `tooOld`
  };

  struct TooOld {
    Delivery delivery{};
    Ending failure{};  ///< of its last attempt
    AgeRule rule{};
  };

  Kind kind = Kind::ReadSlice;
  std::uint64_t sequence = 0;
  std::shared_ptr<const TooOld> tooOld{};  ///< only for EndByAge
};

struct OutboxAnswer {
  bool readable = true;                ///< false: the disk did not give the delivery
  std::vector<Delivery> deliveries{};  ///< ReadOne: empty if it has ended
  ExpiredCounts expired{};
};

/// Answers a request to read one delivery whose event is in memory; nullopt for any other request. Never waits for the
/// disk, so the caller may hold a lock.
std::optional<OutboxAnswer> answerFromMemory(const OutboxRequest& request, const std::string& sink,
                                             const Outbox& outbox);

/// The same, and also for a slice of which memory has every event. Takes longer, so hold no lock.
std::optional<OutboxAnswer> readFromMemory(const OutboxRequest& request, const std::string& sink, const Outbox& outbox);

/// Does what the request says. May wait for the disk. Throws nothing for what the disk does.
OutboxAnswer perform(const OutboxRequest& request, const std::string& sink, Outbox& outbox, Clock::time_point now,
                     std::chrono::system_clock::time_point wallClock);

}  // namespace herald::core
