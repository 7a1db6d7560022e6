// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "engine/outbox/delivery.h"

namespace herald::core {

/// Dead letters of one sink that failed for the same reason. A value.
struct DeadLetterGroup {
  std::string sink{};
  int status = 0;        ///< of the receiver; 0 if it did not answer
  std::string reason{};  ///< what their reasons have in common, see commonReason()
  std::size_t count = 0;
  std::chrono::system_clock::time_point first{};  ///< when the first of them ended
  std::chrono::system_clock::time_point last{};
  std::uint64_t example = 0;  ///< the sequence of the newest one
};

/// The reason with `…` in place of what differs from one delivery to the next: numbers of four digits or more, and
/// words of letters and digits, such as ids and the names of printers. "404" and "24 h" stay.
std::string commonReason(std::string_view reason);

/// Collects dead letters into groups. For one thread.
class DeadLetterGroups {
 public:
  static constexpr std::size_t kMost = 1000;  ///< then the rest of a sink is one group, whose reason is `…`

  void add(const Delivery& letter);

  /// In the order of the sinks, and the largest of each first.
  std::vector<DeadLetterGroup> groups() const;

 private:
  std::map<std::tuple<std::string, int, std::string>, DeadLetterGroup> groups_{};
};

}  // namespace herald::core
