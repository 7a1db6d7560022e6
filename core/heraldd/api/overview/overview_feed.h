// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "heraldd/admin/status_report.h"

namespace herald::core {

/// Tells the open pages which printers, sinks and sources have changed. If no page is open, it does nothing and knows
/// nothing. For one thread.
class OverviewFeed {
 public:
  struct Outlet {
    std::function<std::size_t()> pages{};                        ///< how many are open
    std::function<void(const std::string& overview)> publish{};  ///< to all of them
  };

  /// Several events say what does not fit into one.
  static constexpr std::size_t kMostItems = 40;
  /// A page loads everything, and then listens: what changed between reaches it with its first event.
  static constexpr std::uint64_t kRecent = 10;

  OverviewFeed(std::function<StatusReport()> report, Outlet outlet)
      : report_(std::move(report)), outlet_(std::move(outlet)) {}

  /// Publishes what has changed since the last call. Returns false if no page is open.
  bool tick();

 private:
  struct Seen {
    std::string what{};
    std::uint64_t changed = 0;  ///< the tick of the last change
  };
  using Items = std::map<std::string, Seen>;

  bool isNews(const Seen& seen) const { return seen.changed + (hasNewPage_ ? kRecent : 1) > tick_; }
  std::string see(Items& items, const std::map<std::string, std::string>& now) const;

  const std::function<StatusReport()> report_;
  const Outlet outlet_;
  std::uint64_t tick_ = kRecent;
  std::size_t pages_ = 0;
  bool hasNewPage_ = false;
  Items printers_{};
  Items sinks_{};
  Items sources_{};  // their numbers
  Seen problems_{};
};

}  // namespace herald::core
