// SPDX-License-Identifier: Apache-2.0
#include "engine/event_bus/derived_ids.h"

namespace herald::core {

DerivedIds::DerivedIds(const std::vector<std::shared_ptr<const Event>>& inputs) {
  for (const auto& event : inputs) inputs_.insert(event->id);
}

std::string DerivedIds::take(const Event& parent, const std::string& wish) {
  if (wish.empty()) return derive(parent.id);
  const bool anothers = wish != parent.id && inputs_.contains(wish);
  return !anothers && taken_.insert(wish).second ? wish : derive(wish);
}

std::string DerivedIds::derive(const std::string& base) {
  auto& number = last_.try_emplace(base, 1).first->second;
  std::string id;
  do id = base + "-" + std::to_string(++number);
  while (inputs_.contains(id) || !taken_.insert(id).second);
  return id;
}

}  // namespace herald::core
