// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/file_gap.h"

#include <algorithm>
#include <utility>

namespace herald::core {

FileGap::FileGap(const OutboxIndex& index, const std::vector<StoredDelivery>& there)
    : lastSequence_(index.lastSequence()) {
  for (auto& note : index.notes().all()) changes_.push_back({.kind = Change::Kind::Keep, .note = std::move(note)});
  const auto kept = index.keptRows();
  auto wanted = index.onDisk();
  std::sort(wanted.begin(), wanted.end());
  auto next = wanted.begin();
  for (const auto& stored : there) {
    while (next != wanted.end() && *next < stored.sequence) missing_.push_back(*next++);
    if (next != wanted.end() && *next == stored.sequence) {
      ++next;
    } else if (!kept.contains(stored.sequence)) {
      changes_.push_back({.kind = Change::Kind::Remove, .row = stored.sequence});
    }
  }
  missing_.insert(missing_.end(), next, wanted.end());
}

std::vector<std::uint64_t> FileGap::close(OutboxFile& file, const FileReader& source) const {
  constexpr std::size_t kChunk = 256;
  file.write(changes_, true, lastSequence_);
  std::vector<std::uint64_t> lost;
  for (std::size_t begin = 0; begin < missing_.size(); begin += kChunk) {
    const auto end = std::min(missing_.size(), begin + kChunk);
    const std::vector<std::uint64_t> chunk(missing_.begin() + static_cast<std::ptrdiff_t>(begin),
                                           missing_.begin() + static_cast<std::ptrdiff_t>(end));
    auto whole = source.readLast(chunk);
    std::vector<Change> changes;
    for (const auto sequence : chunk) {
      const auto found = whole.find(sequence);
      if (found == whole.end()) {
        lost.push_back(sequence);
      } else {
        changes.push_back({Change::Kind::Add, sequence, std::move(found->second), {}});
      }
    }
    file.write(changes, true, lastSequence_);
  }
  return lost;
}

}  // namespace herald::core
