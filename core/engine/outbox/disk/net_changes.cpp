// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/net_changes.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

namespace herald::core {

namespace {

using Kind = Change::Kind;

class NetChanges {
 public:
  void add(Change change) {
    if (change.kind == Kind::Keep || change.kind == Kind::Add) return put(std::move(change));
    auto earlier = takeEarlier(change.row);
    if (!earlier) return put(std::move(change));
    if (change.kind == Kind::Remove) {
      if (earlier->kind != Kind::Add) put({.kind = Kind::Remove, .row = earlier->row});
      return;
    }
    if (!change.delivery.event) change.delivery.event = std::move(earlier->delivery.event);
    if (!earlier->from.empty()) change.from = std::move(earlier->from);
    change.kind = earlier->kind;
    change.row = earlier->kind == Kind::Add ? change.delivery.sequence : earlier->row;
    put(std::move(change));
  }

  std::vector<Change> take() {
    std::vector<Change> result;
    result.reserve(net_.size());
    for (auto& [order, change] : net_) result.push_back(std::move(change));
    return result;
  }

 private:
  void put(Change change) {
    if (change.kind == Kind::Add || change.kind == Kind::Update) place_[change.delivery.sequence] = next_;
    net_.emplace(next_++, std::move(change));
  }

  /// The change that made what has this sequence now.
  std::optional<Change> takeEarlier(std::uint64_t sequence) {
    const auto place = place_.find(sequence);
    if (place == place_.end()) return std::nullopt;
    auto node = net_.extract(place->second);
    place_.erase(place);
    return std::move(node.mapped());
  }

  std::map<std::size_t, Change> net_{};  // in their order
  std::unordered_map<std::uint64_t, std::size_t> place_{};
  std::size_t next_ = 0;
};

}  // namespace

std::vector<Change> netOf(std::vector<Change> changes) {
  NetChanges net;
  for (auto& change : changes) net.add(std::move(change));
  return net.take();
}

}  // namespace herald::core
