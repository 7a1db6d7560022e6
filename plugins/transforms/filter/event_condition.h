// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "herald/event.h"
#include "matching/condition.h"

namespace herald::filter {

/// A condition over the fields of an event: type, device, subject, category, source, payload.NAME and context.NAME. An
/// empty one always holds. Immutable; any thread may use it.
class EventCondition {
 public:
  EventCondition() = default;
  explicit EventCondition(std::string_view text);  ///< throws matching::BadCondition

  bool holds(const Event& event) const;

 private:
  matching::Condition condition_;
};

}  // namespace herald::filter
