// SPDX-License-Identifier: Apache-2.0
#include "base/text/kept_text.h"

#include "herald/field_limits.h"

namespace herald::core {

std::string keptText(std::string_view text) {
  constexpr std::string_view kMore = " …";
  constexpr std::size_t kLongestWord = 1024;
  if (text.size() <= kMostText) return std::string(text);
  const auto blank = text.find_last_of(" \t\n", kMostText - kMore.size());
  if (blank == text.npos || blank + kLongestWord < kMostText) return cutText(text, kMostText, Count::Bytes);
  return std::string(text.substr(0, blank)).append(kMore);
}

}  // namespace herald::core
