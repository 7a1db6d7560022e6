// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

namespace herald::core {

/// Decides what goes first when what several devices have in one place exceeds its bound. Every source has an equal
/// share: the bound, divided by the number of sources that have something there. Every device of a source has an equal
/// part of that share. Only a device above its share, of a source above its share, loses something. Of what such
/// devices have, the least important goes first; of equals, that of the source, and then of the device, with the most;
/// of that, the oldest. So a source that floods drops its own, also if it invents devices.
///
/// A change costs the logarithm of the number of devices. One thread at a time may use it.
class DeviceShares {
 public:
  static constexpr std::size_t kRanks = 4;

  struct Item {
    std::uint64_t sequence = 0;
    std::size_t rank = 0;    ///< how important it is: 0 goes first
    std::size_t source = 0;  ///< a hash of its name
    std::size_t device = 0;  ///< a hash of its name
    std::size_t bytes = 0;
  };
  using MayDrop = std::function<bool(const Item& item)>;

  struct Amount {
    std::size_t items = 0;
    std::size_t bytes = 0;
  };

  /// What one source would add, in all and by device.
  struct Newcomers {
    std::size_t source = 0;
    Amount all{};
    std::map<std::size_t, Amount> devices{};  ///< by the hash of the name
  };

  /// The bound: so many items, and so many bytes.
  DeviceShares(std::size_t most, std::size_t mostBytes) : most_(most), mostBytes_(mostBytes) {}

  void add(const Item& item);
  void remove(const Item& item);

  /// What goes first, without its bytes; nothing if `mayDrop` permits none. An item of a device within its share goes
  /// only if `mayDrop` permits none of the others.
  std::optional<Item> first(const MayDrop& mayDrop) const;

  /// Whether the source, or else each of the devices, is within its share with what it would add. If the bound is
  /// exceeded then, something of others goes first.
  bool areWithinTheirShares(const Newcomers& newcomers) const;

 private:
  /// What a source or a device has.
  struct Part {
    std::size_t items = 0;
    std::size_t bytes = 0;
    double load = 0;  // the part of the bound that it takes
    std::array<std::size_t, kRanks> ofRank{};
  };

  /// Parts by their load, for each rank of which they have something.
  class Ranking {
   public:
    using ByLoad = std::set<std::pair<double, std::size_t>>;

    void link(std::size_t name, const Part& part);
    void unlink(std::size_t name, const Part& part);
    const ByLoad& ofRank(std::size_t rank) const { return byLoad_.at(rank); }

   private:
    std::array<ByLoad, kRanks> byLoad_{};
  };

  struct Device : Part {
    std::array<std::set<std::uint64_t>, kRanks> byRank{};  // the sequences
  };
  struct Source : Part {
    std::unordered_map<std::size_t, Device> devices{};
    Ranking ranking{};
  };

  /// Only parts with a greater load lose something.
  struct Least {
    double source = 0;
    bool ofDevices = false;  // a device only above its part of `source`
  };

  void change(const Item& item, bool isThere);
  void change(Part& part, const Item& item, bool isThere) const;
  double loadOf(std::size_t items, std::size_t bytes) const;
  std::optional<Item> first(const MayDrop& mayDrop, const Least& least) const;
  std::optional<Item> first(const MayDrop& mayDrop, const Source& source, Item item, double leastLoad) const;

  std::size_t most_;
  std::size_t mostBytes_;
  std::unordered_map<std::size_t, Source> sources_{};
  Ranking ranking_{};
};

}  // namespace herald::core
