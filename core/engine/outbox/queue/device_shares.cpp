// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/queue/device_shares.h"

#include <algorithm>

namespace herald::core {

void DeviceShares::add(const Item& item) {
  auto& device = devices_[item.device];
  unlink(item.device, device);
  ++device.items;
  device.bytes += item.bytes;
  device.byRank.at(item.rank).insert(item.sequence);
  link(item.device, device);
}

void DeviceShares::remove(const Item& item) {
  const auto found = devices_.find(item.device);
  auto& device = found->second;
  unlink(item.device, device);
  --device.items;
  device.bytes -= item.bytes;
  device.byRank.at(item.rank).erase(item.sequence);
  if (device.items == 0) {
    devices_.erase(found);
  } else {
    link(item.device, device);
  }
}

std::optional<DeviceShares::Item> DeviceShares::first(const MayDrop& mayDrop) const {
  if (devices_.empty()) return std::nullopt;
  auto item = first(mayDrop, 1.0 / static_cast<double>(devices_.size()));
  return item ? item : first(mayDrop, 0);
}

std::optional<DeviceShares::Item> DeviceShares::first(const MayDrop& mayDrop, double leastLoad) const {
  for (std::size_t rank = 0; rank < kRanks; ++rank) {
    for (auto place = byLoad_[rank].rbegin(); place != byLoad_[rank].rend() && place->first > leastLoad; ++place) {
      for (const auto sequence : devices_.at(place->second).byRank[rank]) {
        const Item item{.sequence = sequence, .rank = rank, .device = place->second};
        if (mayDrop(item)) return item;
      }
    }
  }
  return std::nullopt;
}

void DeviceShares::unlink(std::size_t name, const Device& device) {
  for (std::size_t rank = 0; rank < kRanks; ++rank) {
    if (!device.byRank[rank].empty()) byLoad_[rank].erase({device.load, name});
  }
}

void DeviceShares::link(std::size_t name, Device& device) {
  device.load = std::max(static_cast<double>(device.items) / static_cast<double>(most_),
                         static_cast<double>(device.bytes) / static_cast<double>(mostBytes_));
  for (std::size_t rank = 0; rank < kRanks; ++rank) {
    if (!device.byRank[rank].empty()) byLoad_[rank].emplace(device.load, name);
  }
}

}  // namespace herald::core
