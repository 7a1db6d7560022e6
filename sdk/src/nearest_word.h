// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace herald::inline v1 {

/// The candidate that a mistyped word probably means; nullptr if no candidate is near. See didYouMean(). Not for
/// plugins.
const std::string* nearestWord(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace herald::inline v1
