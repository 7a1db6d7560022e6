// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/outbox/queue/storage.h"

namespace herald::core {

/// Reads from storage what the index does not hold in memory. A delivery that can never be read again is removed from
/// the index and counted. Every thread may call it.
class BodyReader {
 public:
  explicit BodyReader(Storage& storage) : storage_(storage) {}  ///< `storage` outlives this

  /// Reads the missing events of these deliveries and removes deliveries that have ended. If the disk fails now, it
  /// returns false and keeps only those before the first one that has no event.
  bool fill(std::vector<Delivery>& deliveries) const HERALD_EXCLUDES(storage_.mutex);

  /// Reads dead letters by sequence and sink. Throws Unreadable if the disk fails now.
  std::vector<Delivery> deadLetters(const std::vector<std::pair<std::uint64_t, std::string>>& wanted) const
      HERALD_EXCLUDES(storage_.mutex);

 private:
  std::shared_ptr<const Event> lose(const std::string& sink, std::uint64_t sequence) const;

  Storage& storage_;
};

}  // namespace herald::core
