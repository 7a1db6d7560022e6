// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/text/tags.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "engine/routes/pattern.h"
#include "herald/json.h"
#include "herald/settings.h"

namespace herald::core::ctl {

bool hasTag(std::string_view object, const std::string& pattern) {
  const auto tags = jsonElements(jsonAt(object, "tags"));
  return pattern.empty() ||
         std::any_of(tags.begin(), tags.end(), [&](auto tag) { return globMatches(pattern, jsonToText(tag)); });
}

void requireTag(std::string_view all, const std::string& pattern) {
  std::vector<std::string> known;
  for (const auto& [name, object] : jsonMembers(all)) {
    if (hasTag(object, pattern)) return;
    for (const auto tag : jsonElements(jsonAt(object, "tags"))) known.push_back(jsonToText(tag));
  }
  if (!pattern.empty())
    throw std::runtime_error("no source has the tag `" + pattern + "`" + didYouMean(pattern, known));
}

}  // namespace herald::core::ctl
