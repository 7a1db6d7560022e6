// SPDX-License-Identifier: Apache-2.0
#include "engine/routes/route.h"

#include <algorithm>
#include <string_view>

#include "engine/routes/pattern.h"
#include "herald/json.h"

namespace herald::core {

namespace {

constexpr std::string_view kTag = "tag:";

bool comesFrom(std::string_view selector, const Origin& origin, const Event& event) {
  if (selector.starts_with(kTag)) {
    const auto glob = selector.substr(kTag.size());
    return std::any_of(origin.tags.begin(), origin.tags.end(), [&](const auto& tag) { return globMatches(glob, tag); });
  }
  return globMatches(selector, origin.source) || globMatches(selector, event.device);
}

}  // namespace

std::string contextOf(const Origin& origin, std::string context) {
  if (origin.tags.empty()) return context;
  std::string tags;
  for (const auto& tag : origin.tags) tags += (tags.empty() ? "" : ",") + jsonQuote(tag);
  return jsonWith(context, "tags", "[" + tags + "]");
}

Origin ownOrigin(std::string device, std::vector<std::string> tags, std::string notTo) {
  return {.source = kOwnSource, .device = std::move(device), .tags = std::move(tags), .notTo = std::move(notTo)};
}

bool isOwn(const Origin& origin) { return origin.source == kOwnSource; }

bool Route::matches(const Origin& origin, const Event& event) const {
  const bool wanted = events.empty() || anyMatches(events, event.type);
  return wanted && (from.empty() || std::any_of(from.begin(), from.end(), [&](const auto& selector) {
                      return comesFrom(selector, origin, event);
                    }));
}

}  // namespace herald::core
