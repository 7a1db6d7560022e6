// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/outbox/dead_letters.h"
#include "engine/outbox/queue/body_reader.h"
#include "engine/outbox/queue/storage.h"

namespace herald::core {

/// The dead letters of all queues in a storage. Every thread may call it.
class QueueDeadLetters final : public DeadLetters {
 public:
  explicit QueueDeadLetters(Storage& storage) : storage_(storage), bodies_(storage) {}  ///< `storage` outlives this

  std::vector<Delivery> list(const DeadLetterQuery& query, std::uint64_t after, std::size_t limit) override;
  Replay replay(const DeadLetterQuery& query, Clock::time_point now) override;
  std::size_t purge(const DeadLetterQuery& query) override;
  Clock::time_point expire(Clock::time_point now) override;

 private:
  using OnDisk = std::vector<std::pair<std::uint64_t, std::string>>;  // sequences and their sinks, in order

  OnDisk collect(const DeadLetterQuery& query, std::uint64_t after, std::vector<Delivery>& inMemory);

  Storage& storage_;
  const BodyReader bodies_;
};

}  // namespace herald::core
