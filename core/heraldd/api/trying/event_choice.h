// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/pipeline/plan.h"
#include "herald/event.h"

namespace herald::core {

/// The events with which somebody can try a hook: those that have happened, and examples. Every thread may call it.
class EventChoice {
 public:
  struct Sources {
    std::function<std::vector<std::shared_ptr<const Event>>()> recent{};  ///< in memory, the newest first
    std::function<std::vector<Event>(std::size_t most)> logged{};         ///< on disk, the newest first; may be null
    std::function<std::optional<Event>(const std::string& id)> loggedById{};  ///< may be null
    std::function<std::shared_ptr<const Plan>()> plan{};                      ///< the running one
  };

  explicit EventChoice(Sources sources) : sources_(std::move(sources)) {}

  /// Those that have happened, the newest first, each once. With a sink, only those that a route leads to it. Empty
  /// texts select all.
  std::vector<Event> past(const std::string& sink, const std::string& type, std::size_t most) const;

  /// The types of which there may be events: what a sink without `events` gets, and what the sources of the plan say.
  std::vector<std::string> types() const;

  std::optional<Event> find(const std::string& id) const;

 private:
  const Sources sources_;
};

}  // namespace herald::core
