// SPDX-License-Identifier: Apache-2.0
#include "engine/routes/pattern.h"

#include <Poco/Ascii.h>

#include <algorithm>

namespace herald::core {

namespace {

bool same(char one, char other) { return Poco::Ascii::toLower(one) == Poco::Ascii::toLower(other); }

}  // namespace

// A later star makes the earlier ones final, so only the last star is tried again. That takes at most
// |glob| * |name| steps, and no recursion.
bool globMatches(std::string_view glob, std::string_view name) {
  std::size_t g = 0, n = 0;
  std::size_t star = std::string_view::npos, starred = 0;
  while (n < name.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      starred = n;
    } else if (g < glob.size() && (glob[g] == '?' || same(glob[g], name[n]))) {
      ++g;
      ++n;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      n = ++starred;
    } else {
      return false;
    }
  }
  return glob.find_first_not_of('*', g) == std::string_view::npos;
}

// overlaps[j] says whether some text matches both the rest of `one` from i and the rest of `other` from j.
bool globsOverlap(std::string_view one, std::string_view other) {
  std::vector<bool> overlaps(other.size() + 1), behind;
  for (std::size_t i = one.size() + 1; i-- > 0;) {
    behind.swap(overlaps);
    overlaps.assign(other.size() + 1, false);
    for (std::size_t j = other.size() + 1; j-- > 0;) {
      const bool atEnd = i == one.size(), otherAtEnd = j == other.size();
      const bool skipsOne = !atEnd && (one[i] == '*' || (!otherAtEnd && other[j] == '*'));
      const bool skipsOther = !otherAtEnd && (other[j] == '*' || (!atEnd && one[i] == '*'));
      const bool alike = !atEnd && !otherAtEnd && (one[i] == '?' || other[j] == '?' || same(one[i], other[j]));
      overlaps[j] = (atEnd && otherAtEnd) || (skipsOne && behind[j]) || (skipsOther && overlaps[j + 1]) ||
                    (alike && behind[j + 1]);
    }
  }
  return overlaps[0];
}

bool isExact(std::string_view glob) { return glob.find_first_of("*?") == std::string_view::npos; }

bool anyMatches(const std::vector<std::string>& globs, std::string_view name) {
  return std::any_of(globs.begin(), globs.end(), [&](const auto& glob) { return globMatches(glob, name); });
}

}  // namespace herald::core
