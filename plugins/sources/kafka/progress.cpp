// SPDX-License-Identifier: Apache-2.0
#include "progress.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <system_error>

namespace herald::kafka {
namespace {

constexpr std::size_t kMostBytes = 2000;
constexpr std::string_view kAt = "at=";  // of the offset: a tool may copy a note to another one
constexpr std::string_view kSeen = " seen=";
constexpr std::string_view kSettled = " settled=";

/// Takes a number from the front of the text.
std::optional<std::int64_t> numberAtFront(std::string_view& text) {
  std::int64_t number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
  return number;
}

bool takes(std::string_view& text, std::string_view front) {
  if (!text.starts_with(front)) return false;
  text.remove_prefix(front.size());
  return true;
}

/// Takes "3-7" or "3" from the front: offsets from `base` on. Nothing if they do not lie behind `after`.
std::optional<Progress::Range> rangeAtFront(std::string_view& text, std::int64_t base, std::int64_t after) {
  constexpr std::int64_t kFarthest = std::int64_t{1} << 40;
  const auto first = numberAtFront(text);
  const auto last = first && takes(text, "-") ? numberAtFront(text) : first;
  if (!last || *first < 0 || *last < *first || *last > kFarthest || base + *first <= after) return std::nullopt;
  return Progress::Range{base + *first, base + *last};
}

}  // namespace

bool Progress::isSettled(std::int64_t offset) const {
  const auto range = std::ranges::lower_bound(settled, offset, {}, &Range::last);
  return range != settled.end() && range->first <= offset;
}

Committed Progress::toCommit() const {
  std::string note = std::string(kAt) + std::to_string(done) + std::string(kSeen) + std::to_string(seen);
  auto before = kSettled;
  for (const auto& [first, last] : settled) {
    const auto text = std::to_string(first - done) + (first == last ? "" : "-" + std::to_string(last - done));
    if (note.size() + before.size() + text.size() > kMostBytes) break;
    note.append(before) += text;
    before = ",";
  }
  return {done, note};
}

std::optional<Progress> Progress::of(const Committed& committed) {
  std::string_view text = committed.note;
  Progress progress{.done = committed.offset};
  if (!takes(text, kAt) || numberAtFront(text) != committed.offset || !takes(text, kSeen)) return std::nullopt;
  const auto seen = numberAtFront(text);
  if (!seen) return std::nullopt;
  progress.seen = *seen;
  for (bool isMore = takes(text, kSettled); isMore; isMore = takes(text, ",")) {
    const auto after = progress.settled.empty() ? committed.offset - 1 : progress.settled.back().last;
    const auto range = rangeAtFront(text, committed.offset, after);
    if (!range) return std::nullopt;
    progress.settled.push_back(*range);
  }
  return text.empty() ? std::optional(progress) : std::nullopt;
}

}  // namespace herald::kafka
