// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace herald::kafka {

/// One partition of a topic. A value.
struct Partition {
  std::string topic{};
  std::int32_t number = 0;

  auto operator<=>(const Partition&) const = default;
};

/// "orders/3", as Herald shows a partition to people.
inline std::string toString(const Partition& partition) {
  return partition.topic + "/" + std::to_string(partition.number);
}

/// One record of a topic, as the log has it. A value.
struct Record {
  Partition partition{};
  std::int64_t offset = 0;
  std::int64_t millis = -1;  ///< when it was written, in Unix milliseconds; -1 if the log does not say
  std::string key{};
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string value{};

  std::size_t bytes() const { return key.size() + value.size(); }
};

/// What a group keeps about a partition. A value.
struct Committed {
  std::int64_t offset = 0;  ///< where the next member begins
  std::string note{};       ///< whatever the last member wrote beside it

  bool operator==(const Committed&) const = default;
};

using Offsets = std::map<Partition, Committed>;

}  // namespace herald::kafka
