// SPDX-License-Identifier: Apache-2.0
#include <Poco/String.h>

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <utility>

#include "herald/settings.h"
#include "nearest_word.h"

namespace herald::inline v1 {

namespace {

// The number of letters that are missing, added, wrong or swapped with their neighbour (the optimal string alignment
// distance).
std::size_t typos(const std::string& from, const std::string& to) {
  std::vector<std::size_t> beforeLast, last(to.size() + 1), row(to.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 1; i <= from.size(); ++i) {
    beforeLast = std::exchange(last, row);
    row[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t mistaken = from[i - 1] == to[j - 1] ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + mistaken});
      if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1]) {
        row[j] = std::min(row[j], beforeLast[j - 2] + 1);
      }
    }
  }
  return row.back();
}

}  // namespace

const std::string* nearestWord(std::string_view word, const std::vector<std::string>& candidates) {
  const auto mistyped = Poco::toLower(std::string(word));
  const std::string* nearest = nullptr;
  std::size_t fewest = (mistyped.size() + 1) / 3 + 1;
  for (const auto& candidate : candidates) {
    const auto count = typos(mistyped, Poco::toLower(candidate));
    if (count < fewest) {
      fewest = count;
      nearest = &candidate;
    }
  }
  return nearest;
}

std::string didYouMean(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string* nearest = nearestWord(word, candidates);
  return nearest ? ", did you mean `" + *nearest + "`?" : std::string();
}

}  // namespace herald::inline v1
