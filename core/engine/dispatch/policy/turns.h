// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <utility>
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
/// It owns none of them. One that comes after another has gone takes over its node, so a turn allocates no memory. One
/// thread at a time may use it.
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

  void remove(const TurnPlace& place) {
    auto& equals = of(place.urgency);
    spare_ = equals.extract(equals.find(place.position));
  }

  /// Who is next. Only if it is not empty. With `inOrder`, that is the one that has waited longest.
  T& next(bool inOrder = false) const { return *waiting_.at(nextOf(inOrder)).begin()->second; }

  /// Removes and returns that one.
  T& take(bool inOrder = false) {
    const auto place = nextOf(inOrder);
    overtakings_ = place == oldestOf() ? 0 : overtakings_ + 1;
    auto& equals = waiting_.at(place);
    spare_ = equals.extract(equals.begin());
    return *spare_.mapped();
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

  TurnPlace put(T& one, const TurnPlace& place) {
    auto& equals = of(place.urgency);
    const auto near = place.position > 0 ? equals.end() : equals.begin();  // where it belongs, if it is a new one
    if (spare_.empty()) {
      equals.emplace_hint(near, place.position, &one);
    } else {
      spare_.key() = place.position;
      spare_.mapped() = &one;
      equals.insert(near, std::move(spare_));
    }
    return place;
  }

  /// Among which equals the one is that has waited longest.
  std::size_t oldestOf() const {
    std::size_t oldest = 0;
    auto position = std::numeric_limits<std::int64_t>::max();
    for (std::size_t i = 0; i < waiting_.size(); ++i) {
      if (waiting_[i].empty() || waiting_[i].begin()->first > position) continue;
      oldest = i;
      position = waiting_[i].begin()->first;
    }
    return oldest;
  }

  std::size_t nextOf(bool inOrder) const {
    if (inOrder || overtakings_ >= kMostOvertakings) return oldestOf();
    const auto first =
        std::find_if(waiting_.begin(), waiting_.end(), [](const auto& equals) { return !equals.empty(); });
    return static_cast<std::size_t>(first - waiting_.begin());
  }

  std::array<Equals, 3> waiting_{};                     // by urgency, the most urgent ones first
  decltype(Equals().extract(std::int64_t{})) spare_{};  // a node
  std::int64_t first_ = 0;
  std::int64_t last_ = 0;
  int overtakings_ = 0;  // in a row
};

}  // namespace herald::core
