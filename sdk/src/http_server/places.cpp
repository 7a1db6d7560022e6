// SPDX-License-Identifier: Apache-2.0
#include "http_server/places.h"

#include <map>
#include <string_view>
#include <utility>

namespace herald::inline v1 {

Places::Id Places::add(std::unique_ptr<ServedConnection> connection) {
  ++groups_[connection->group()];
  connections_.emplace(next_, std::move(connection));
  return next_++;
}

void Places::remove(Id id) {
  const auto found = connections_.find(id);
  if (found == connections_.end()) return;
  const auto group = groups_.find(found->second->group());
  if (--group->second == 0) groups_.erase(group);
  connections_.erase(found);
}

ServedConnection* Places::find(Id id) {
  const auto found = connections_.find(id);
  return found == connections_.end() ? nullptr : found->second.get();
}

std::optional<Places::Id> Places::oldestOfLargestGroup() const {
  std::optional<Id> oldest;
  std::pair<std::size_t, Clock::duration> most{};
  const auto now = Clock::now();
  for (const auto& [id, connection] : connections_) {
    if (connection->isAnswering()) continue;
    const std::pair rank(groups_.at(connection->group()), now - connection->since());
    if (oldest && rank <= most) continue;
    oldest = id;
    most = rank;
  }
  return oldest;
}

std::optional<Places::Id> Places::oldestBodyOfLargestGroup() const {
  std::map<std::string_view, std::size_t> held;
  for (const auto& [id, connection] : connections_) {
    if (connection->hasBody()) held[connection->group()] += connection->held();
  }
  std::optional<Id> oldest;
  std::pair<std::size_t, Clock::duration> most{};
  const auto now = Clock::now();
  for (const auto& [id, connection] : connections_) {
    if (!connection->hasBody()) continue;
    const std::pair rank(held.at(connection->group()), now - connection->since());
    if (oldest && rank <= most) continue;
    oldest = id;
    most = rank;
  }
  return oldest;
}

}  // namespace herald::inline v1
