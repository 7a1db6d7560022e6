// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>

#include "engine/outbox/queue/device_shares.h"

namespace herald::core {

/// The bound of what one sink has in one place: how much is there, whether that is too much, and what goes first. It
/// counts single devices only from the moment when the bound is exceeded until half of it is free. So fairness costs
/// nothing while there is room. One thread at a time may use it.
class FairBound {
 public:
  using Item = DeviceShares::Item;

  FairBound(std::size_t most, std::size_t mostBytes) : most_(most), mostBytes_(mostBytes) {}

  void add(const Item& item) {
    ++size_;
    bytes_ += item.bytes;
    if (shares_) shares_->add(item);
  }

  void remove(const Item& item) {
    --size_;
    bytes_ -= item.bytes;
    if (!shares_) return;
    shares_->remove(item);
    if (size_ <= most_ / 2 && bytes_ <= mostBytes_ / 2) shares_.reset();
  }

  std::size_t size() const { return size_; }
  std::size_t bytes() const { return bytes_; }
  bool overfull() const { return size_ > most_ || bytes_ > mostBytes_; }
  bool holds(std::size_t bytes) const { return bytes <= mostBytes_; }  ///< one of this size fits into it

  /// Whether these fit too. If there is nothing, anything fits.
  bool fits(std::size_t items, std::size_t bytes) const {
    return size_ == 0 || (size_ + items <= most_ && bytes_ + bytes <= mostBytes_);
  }

  /// What goes first if the bound is exceeded; see DeviceShares. `visitAll` calls its argument with each item that is
  /// there.
  template <typename VisitAll>
  std::optional<Item> first(VisitAll visitAll, const DeviceShares::MayDrop& mayDrop) {
    return sharesOf(visitAll).first(mayDrop);
  }

  /// Whether these fit, or else are within their shares; see DeviceShares.
  template <typename VisitAll>
  bool admits(VisitAll visitAll, const DeviceShares::Newcomers& newcomers) {
    return fits(newcomers.all.items, newcomers.all.bytes) || sharesOf(visitAll).areWithinTheirShares(newcomers);
  }

 private:
  template <typename VisitAll>
  DeviceShares& sharesOf(VisitAll visitAll) {
    if (!shares_) {
      shares_.emplace(most_, mostBytes_);
      visitAll([this](const Item& item) { shares_->add(item); });
    }
    return *shares_;
  }

  std::size_t most_;
  std::size_t mostBytes_;
  std::size_t size_ = 0;
  std::size_t bytes_ = 0;
  std::optional<DeviceShares> shares_{};
};

}  // namespace herald::core
