// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <iosfwd>
#include <map>
#include <string>
#include <string_view>

namespace herald::core::ctl {

/// Dead letters by sink and reason, for a table with one line for hundreds of them. Two reasons are one if they differ
/// only in words with digits, such as the id of a request. A value.
class DeadLetterGroups {
 public:
  /// `letter` is one delivery in the JSON of the daemon's list. Letters come in the order of their sequences.
  void add(std::string_view letter);

  /// The groups by sink, the largest one first, then how many deliveries there are.
  void print(std::ostream& out) const;

 private:
  struct Key {
    std::string sink{};
    std::string status{};                          ///< of the receiver
    std::string shape{};                           ///< the reason without words that have digits
    auto operator<=>(const Key&) const = default;  // NOLINT(modernize-use-nullptr): the check takes it for a zero
  };
  struct Group {
    std::size_t count = 0;
    std::string first{}, last{};  ///< when they died
    std::string newest{};         ///< a sequence
    std::string reason{};         ///< of the newest
  };

  std::map<Key, Group> groups_{};
};

}  // namespace herald::core::ctl
