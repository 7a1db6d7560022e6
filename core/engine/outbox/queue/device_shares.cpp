// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/queue/device_shares.h"

#include <algorithm>

namespace herald::core {

void DeviceShares::Ranking::link(std::size_t name, const Part& part) {
  for (std::size_t rank = 0; rank < kRanks; ++rank) {
    if (part.ofRank[rank] != 0) byLoad_[rank].emplace(part.load, name);
  }
}

void DeviceShares::Ranking::unlink(std::size_t name, const Part& part) {
  for (std::size_t rank = 0; rank < kRanks; ++rank) {
    if (part.ofRank[rank] != 0) byLoad_[rank].erase({part.load, name});
  }
}

void DeviceShares::add(const Item& item) { change(item, true); }

void DeviceShares::remove(const Item& item) { change(item, false); }

void DeviceShares::change(const Item& item, bool isThere) {
  auto& source = sources_[item.source];
  auto& device = source.devices[item.device];
  ranking_.unlink(item.source, source);
  source.ranking.unlink(item.device, device);
  change(source, item, isThere);
  change(device, item, isThere);
  auto& sequences = device.byRank.at(item.rank);
  isThere ? static_cast<void>(sequences.insert(item.sequence)) : static_cast<void>(sequences.erase(item.sequence));
  source.ranking.link(item.device, device);
  ranking_.link(item.source, source);
  if (device.items == 0) source.devices.erase(item.device);
  if (source.items == 0) sources_.erase(item.source);
}

void DeviceShares::change(Part& part, const Item& item, bool isThere) const {
  part.items += isThere ? 1 : -1;
  part.bytes += isThere ? item.bytes : -item.bytes;
  part.ofRank.at(item.rank) += isThere ? 1 : -1;
  part.load = loadOf(part.items, part.bytes);
}

double DeviceShares::loadOf(std::size_t items, std::size_t bytes) const {
  return std::max(static_cast<double>(items) / static_cast<double>(most_),
                  static_cast<double>(bytes) / static_cast<double>(mostBytes_));
}

std::optional<DeviceShares::Item> DeviceShares::first(const MayDrop& mayDrop) const {
  if (sources_.empty()) return std::nullopt;
  const double share = 1.0 / static_cast<double>(sources_.size());
  for (const Least& least : {Least{share, true}, Least{share, false}, Least{0, false}}) {
    if (const auto item = first(mayDrop, least)) return item;
  }
  return std::nullopt;
}

std::optional<DeviceShares::Item> DeviceShares::first(const MayDrop& mayDrop, const Least& least) const {
  for (std::size_t rank = 0; rank < kRanks; ++rank) {
    const auto& byLoad = ranking_.ofRank(rank);
    for (auto place = byLoad.rbegin(); place != byLoad.rend() && place->first > least.source; ++place) {
      const auto& source = sources_.at(place->second);
      const double leastLoad = least.ofDevices ? least.source / static_cast<double>(source.devices.size()) : 0;
      if (const auto item = first(mayDrop, source, {.rank = rank, .source = place->second}, leastLoad)) return item;
    }
  }
  return std::nullopt;
}

/// `item` has the rank and the source.
std::optional<DeviceShares::Item> DeviceShares::first(const MayDrop& mayDrop, const Source& source, Item item,
                                                      double leastLoad) const {
  const auto& byLoad = source.ranking.ofRank(item.rank);
  for (auto place = byLoad.rbegin(); place != byLoad.rend() && place->first > leastLoad; ++place) {
    item.device = place->second;
    for (const auto sequence : source.devices.at(place->second).byRank.at(item.rank)) {
      item.sequence = sequence;
      if (mayDrop(item)) return item;
    }
  }
  return std::nullopt;
}

bool DeviceShares::areWithinTheirShares(const Newcomers& newcomers) const {
  static const Source kNoSource{};
  static const Device kNoDevice{};
  const auto foundSource = sources_.find(newcomers.source);
  const bool isNew = foundSource == sources_.end();
  const auto& source = isNew ? kNoSource : foundSource->second;
  const auto loadWith = [this](const Part& part, const Amount& more) {
    return loadOf(part.items + more.items, part.bytes + more.bytes);
  };
  const double share = 1.0 / static_cast<double>(sources_.size() + (isNew ? 1 : 0));
  if (loadWith(source, newcomers.all) <= share) return true;
  auto devices = source.devices.size();
  for (const auto& [name, more] : newcomers.devices) devices += source.devices.contains(name) ? 0 : 1;
  return std::all_of(newcomers.devices.begin(), newcomers.devices.end(), [&](const auto& one) {
    const auto found = source.devices.find(one.first);
    const Part& device = found == source.devices.end() ? kNoDevice : found->second;
    return loadWith(device, one.second) <= share / static_cast<double>(devices);
  });
}

}  // namespace herald::core
