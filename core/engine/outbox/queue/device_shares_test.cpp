// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/queue/device_shares.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

#include "engine/outbox/queue/fair_bound.h"

namespace herald::core {
namespace {

using Item = DeviceShares::Item;

/// How much somebody has.
struct Has {
  double items = 0;
  double bytes = 0;
};

/// What waits in one place, in a plain list, beside the bound.
class Place {
 public:
  static constexpr std::size_t kMost = 10;
  static constexpr std::size_t kMostBytes = 1000;

  void put(std::size_t rank, std::size_t source, std::size_t device, std::size_t bytes) {
    items_.push_back({++last_, rank, source, device, bytes});
    bound_.add(items_.back());
    while (bound_.overfull()) {
      const auto dropped =
          bound_.first([this](const auto& visit) { std::for_each(items_.begin(), items_.end(), visit); },
                       [this](const Item& item) { return mayDrop(item); });
      if (!dropped) break;
      check(*dropped);
      end(find(dropped->sequence));
    }
    RC_ASSERT(!bound_.overfull() ||
              std::none_of(items_.begin(), items_.end(), [&](const auto& item) { return mayDrop(item); }));
  }

  /// One of what waits is claimed, waits again, or ends.
  void touch(std::size_t number, std::size_t what) {
    if (items_.empty()) return;
    const auto place = items_.begin() + static_cast<std::ptrdiff_t>(number % items_.size());
    if (what == 0) claimed_.insert(place->sequence);
    if (what == 1) claimed_.erase(place->sequence);
    if (what >= 2) end(place);
  }

 private:
  using Items = std::vector<Item>;

  bool mayDrop(const Item& item) const { return !claimed_.contains(item.sequence); }
  Items::iterator find(std::uint64_t sequence) {
    return std::find_if(items_.begin(), items_.end(), [=](const auto& item) { return item.sequence == sequence; });
  }
  void end(Items::iterator place) {
    bound_.remove(*place);
    claimed_.erase(place->sequence);
    items_.erase(place);
  }

  template <typename IsIt>
  Has of(IsIt isIt) const {
    Has has;
    for (const auto& item : items_) {
      if (!isIt(item)) continue;
      has.items += 1;
      has.bytes += static_cast<double>(item.bytes);
    }
    return has;
  }
  bool isAboveItsShare(const Item& one) const {
    std::set<std::size_t> sources, devices;
    for (const auto& item : items_) {
      sources.insert(item.source);
      if (item.source == one.source) devices.insert(item.device);
    }
    const auto isAbove = [](const Has& has, std::size_t parts) {
      const auto count = static_cast<double>(parts);
      return has.items * count > kMost || has.bytes * count > kMostBytes;
    };
    return isAbove(of([&](const Item& item) { return item.source == one.source; }), sources.size()) &&
           isAbove(of([&](const Item& item) { return item.source == one.source && item.device == one.device; }),
                   sources.size() * devices.size());
  }

  /// The rule, as docs/promises.md has it.
  void check(const Item& dropped) {
    RC_ASSERT(mayDrop(dropped));
    const bool above = isAboveItsShare(dropped);
    for (const auto& other : items_) {
      if (!mayDrop(other)) continue;
      if (isAboveItsShare(other)) {
        RC_ASSERT(above);                       // no device within its share loses anything meanwhile
        RC_ASSERT(other.rank >= dropped.rank);  // the least important goes first
      }
      if (other.source == dropped.source && other.device == dropped.device && other.rank == dropped.rank)
        RC_ASSERT(other.sequence >= dropped.sequence);
    }
  }

  Items items_{};
  std::set<std::uint64_t> claimed_{};
  std::uint64_t last_ = 0;
  FairBound bound_{kMost, kMostBytes};
};

RC_GTEST_PROP(DeviceShares, a_device_within_its_share_loses_nothing_while_one_above_it_waits, ()) {
  Place place;
  for (const unsigned number : *rc::gen::container<std::vector<unsigned>>(rc::gen::arbitrary<unsigned>())) {
    const unsigned what = number % 8;
    if (what < 4) {
      place.touch(number / 8, what);
    } else {
      const unsigned flood = number / 8 % 3;  // most of it comes from one device
      place.put(number / 24 % DeviceShares::kRanks, flood ? 0 : number / 7680 % 3, flood ? 0 : number / 96 % 5,
                number / 480 % 8 ? 50 : 700);
    }
  }
}

class DeviceSharesTest : public ::testing::Test {
 protected:
  void add(std::uint64_t sequence, std::size_t rank, std::size_t device, std::size_t bytes = 1) {
    shares_.add({sequence, rank, 0, device, bytes});
  }
  std::uint64_t first() const {
    const auto item = shares_.first([](const auto&) { return true; });
    return item ? item->sequence : 0;
  }

  DeviceShares shares_{10, 1000};
};

TEST_F(DeviceSharesTest, the_device_above_its_share_gives_its_least_important_first) {
  EXPECT_EQ(first(), 0u);
  add(1, 0, 7);
  for (std::uint64_t i = 2; i <= 11; ++i) add(i, 3, 8);
  EXPECT_EQ(first(), 2u) << "although the other one has something less important";
  add(12, 1, 8);
  EXPECT_EQ(first(), 12u);
}

TEST_F(DeviceSharesTest, the_least_important_of_all_devices_above_their_share_goes_first) {
  for (std::uint64_t i = 1; i <= 6; ++i) add(i, 3, 7);
  for (std::uint64_t i = 7; i <= 10; ++i) add(i, 0, 8);
  add(11, 0, 9);
  EXPECT_EQ(first(), 7u) << "the share is 3.3";
}

TEST(DeviceSharesOfMany, cost_no_search) {
  DeviceShares shares(1005, 100000);
  for (std::uint64_t i = 1; i <= 1000; ++i) shares.add({i, i % 4, 0, i, 1});
  for (std::uint64_t i = 1001; i <= 1010; ++i) shares.add({i, 3, 0, 5000, 1});
  int asked = 0;
  const auto item = shares.first([&](const Item& one) { return ++asked, one.sequence > 1002; });
  ASSERT_TRUE(item);
  EXPECT_EQ(item->sequence, 1003u);
  EXPECT_EQ(asked, 3) << "it asks about nothing except what is claimed";
}

TEST_F(DeviceSharesTest, a_share_counts_bytes_too) {
  add(1, 3, 7, 600);
  for (std::uint64_t i = 2; i <= 6; ++i) add(i, 0, 8, 100);
  EXPECT_EQ(first(), 1u);
}

TEST_F(DeviceSharesTest, a_source_that_invents_devices_has_the_share_of_one_source) {
  for (std::uint64_t i = 1; i <= 4; ++i) shares_.add({i, 0, 7, 7, 1});
  for (std::uint64_t i = 5; i <= 11; ++i) shares_.add({i, 3, 8, i, 1});
  EXPECT_GE(first(), 5u);
}

TEST_F(DeviceSharesTest, who_is_within_its_share_is_known_before) {
  const auto isWithin = [&](std::size_t source, std::size_t device, std::size_t items, std::size_t bytes = 1) {
    const DeviceShares::Amount more{items, bytes};
    return shares_.areWithinTheirShares({.source = source, .all = more, .devices = {{device, more}}});
  };
  EXPECT_TRUE(isWithin(1, 1, 10)) << "of an empty place";
  EXPECT_FALSE(isWithin(1, 1, 11));
  for (std::uint64_t i = 1; i <= 10; ++i) shares_.add({i, 3, 1, 1, 1});
  EXPECT_FALSE(isWithin(1, 1, 1));
  EXPECT_TRUE(isWithin(1, 2, 5)) << "another device of that source";
  EXPECT_FALSE(isWithin(1, 2, 6));
  EXPECT_TRUE(isWithin(2, 1, 5)) << "another source";
  EXPECT_FALSE(isWithin(2, 1, 6));
  EXPECT_FALSE(isWithin(2, 1, 1, 501)) << "bytes count, too";
  for (std::uint64_t i = 11; i <= 13; ++i) shares_.add({i, 3, 2, 1, 1});
  shares_.add({14, 3, 2, 2, 1});
  EXPECT_TRUE(isWithin(2, 1, 1)) << "the source has less than its share, so its devices are not asked";
  EXPECT_FALSE(isWithin(2, 1, 2));
}

}  // namespace
}  // namespace herald::core
