// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

namespace herald::core {

/// Decides what goes first when what several devices have in one place exceeds its bound. Every device has an equal
/// share: the bound, divided by the number of devices that have something there. Only a device above its share loses
/// something. Of what such devices have, the least important goes first; of equals, that of the device with the most;
/// of that, the oldest. So a device that floods drops its own.
///
/// A change costs the logarithm of the number of devices. One thread at a time may use it.
class DeviceShares {
 public:
  static constexpr std::size_t kRanks = 4;

  struct Item {
    std::uint64_t sequence = 0;
    std::size_t rank = 0;    ///< how important it is: 0 goes first
    std::size_t device = 0;  ///< a hash of its name
    std::size_t bytes = 0;
  };
  using MayDrop = std::function<bool(const Item& item)>;

  /// The bound: so many items, and so many bytes.
  DeviceShares(std::size_t most, std::size_t mostBytes) : most_(most), mostBytes_(mostBytes) {}

  void add(const Item& item);
  void remove(const Item& item);

  /// What goes first, without its bytes; nothing if `mayDrop` permits none. An item of a device within its share goes
  /// only if `mayDrop` permits none of the others.
  std::optional<Item> first(const MayDrop& mayDrop) const;

 private:
  struct Device {
    std::size_t items = 0;
    std::size_t bytes = 0;
    double load = 0;                                       // the part of the bound that it takes
    std::array<std::set<std::uint64_t>, kRanks> byRank{};  // the sequences
  };

  std::optional<Item> first(const MayDrop& mayDrop, double leastLoad) const;
  void unlink(std::size_t name, const Device& device);
  void link(std::size_t name, Device& device);

  std::size_t most_;
  std::size_t mostBytes_;
  std::unordered_map<std::size_t, Device> devices_{};
  std::array<std::set<std::pair<double, std::size_t>>, kRanks> byLoad_{};  // the devices that have items of this rank
};

}  // namespace herald::core
