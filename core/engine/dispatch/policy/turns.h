// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "engine/dispatch/policy/urgency.h"

namespace herald::core {

/// Where somebody waits for a turn. A value.
struct TurnPlace {
  Urgency urgency = Urgency::Usual;
  std::int64_t position = 0;  ///< of all who wait: the smallest one has waited longest
};

/// Those that wait for a turn. The most urgent one is next, and of equals the one that has waited longest. After nine
/// turns in a row that overtook somebody, the one that has waited longest of all is next. So a flood of urgent ones
/// delays the others, and stops nobody.
///
/// It owns nothing. One thread at a time may use it.
template <typename T>
class Turns {
 public:
  static constexpr int kMostOvertakings = 9;

  bool empty() const {
    return std::all_of(waiting_.begin(), waiting_.end(), [](const auto& equals) { return equals.empty(); });
  }

  TurnPlace add(T& one, Urgency urgency) { return put(one, {urgency, ++last_}); }        ///< behind all others
  TurnPlace addFirst(T& one, Urgency urgency) { return put(one, {urgency, --first_}); }  ///< as if it waited longest

  /// It has another urgency now. It has waited just as long.
  TurnPlace change(const TurnPlace& place, Urgency urgency) {
    auto& one = *of(place.urgency).at(place.position);
    remove(place);
    return put(one, {urgency, place.position});
  }

  void remove(const TurnPlace& place) { of(place.urgency).erase(place.position); }

  /// Who is next. Only if it is not empty. With `inOrder`, that is the one that has waited longest.
  T& next(bool inOrder = false) const { return *of(nextPlace(inOrder).urgency).begin()->second; }

  /// Removes and returns that one.
  T& take(bool inOrder = false) {
    const auto place = nextPlace(inOrder);
    overtakings_ = place.position == oldest().position ? 0 : overtakings_ + 1;
    auto& one = *of(place.urgency).at(place.position);
    remove(place);
    return one;
  }

  /// Removes and returns all. The one that has waited longest comes first.
  std::vector<T*> takeAll() {
    std::map<std::int64_t, T*> all;
    for (auto& equals : waiting_) all.merge(equals);
    std::vector<T*> result;
    for (const auto& [position, one] : all) result.push_back(one);
    return result;
  }

 private:
  using Equals = std::map<std::int64_t, T*>;  // by position

  Equals& of(Urgency urgency) { return waiting_.at(static_cast<std::size_t>(urgency)); }
  const Equals& of(Urgency urgency) const { return waiting_.at(static_cast<std::size_t>(urgency)); }

  TurnPlace put(T& one, const TurnPlace& place) {
    of(place.urgency).emplace(place.position, &one);
    return place;
  }

  TurnPlace oldest() const {
    TurnPlace oldest{.position = last_ + 1};
    for (const auto urgency : kAll) {
      if (of(urgency).empty() || of(urgency).begin()->first >= oldest.position) continue;
      oldest = {urgency, of(urgency).begin()->first};
    }
    return oldest;
  }

  TurnPlace nextPlace(bool inOrder) const {
    if (inOrder || overtakings_ >= kMostOvertakings) return oldest();
    for (const auto urgency : kAll) {
      if (!of(urgency).empty()) return {urgency, of(urgency).begin()->first};
    }
    return {};
  }

  static constexpr std::array kAll{Urgency::Urgent, Urgency::Usual, Urgency::Latest};

  std::array<Equals, kAll.size()> waiting_{};
  std::int64_t first_ = 0;
  std::int64_t last_ = 0;
  int overtakings_ = 0;  // in a row
};

}  // namespace herald::core
