// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "http_server/served_connection.h"

namespace herald::inline v1 {

/// The connections of a server, by number, and which of them gives way to another one. For one thread.
class Places {
 public:
  using Id = std::uint64_t;

  /// `first` is the smallest number that it may give.
  explicit Places(Id first) : next_(first) {}

  Id add(std::unique_ptr<ServedConnection> connection);
  void remove(Id id);
  ServedConnection* find(Id id);  ///< null if there is no such connection

  std::size_t size() const { return connections_.size(); }
  auto begin() const { return connections_.begin(); }
  auto end() const { return connections_.end(); }

  /// The connection that a new one may replace: of the group with the most connections, the one that has waited longest
  /// for its client. One whose request waits for its answer stays. Nothing if all of them stay.
  std::optional<Id> oldestOfLargestGroup() const;

  /// Of the group whose incomplete bodies take the most memory, the connection that has been sending one for the
  /// longest time. Nothing if there are no such bodies.
  std::optional<Id> oldestBodyOfLargestGroup() const;

 private:
  Id next_;
  std::unordered_map<Id, std::unique_ptr<ServedConnection>> connections_{};
  std::map<std::string, std::size_t> groups_{};
};

}  // namespace herald::inline v1
