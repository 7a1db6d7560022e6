// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/file_reader.h"

#include <utility>

namespace herald::core {

void FileReader::open(std::shared_ptr<const OutboxFile> file) {
  const MutexLock lock(mutex_);
  file_ = std::move(file);
  ++openings_;
}

FileReader::Deliveries FileReader::read(const std::vector<std::uint64_t>& sequences) {
  const MutexLock lock(mutex_);
  if (!file_) return {};
  auto rows = file_->read(sequences);
  bool again = false;
  for (const auto sequence : rows.failed) again |= failedIn_.emplace(sequence, openings_).first->second == openings_;
  if (again) throw DiskProblem(rows.problem);
  return std::move(rows.found);
}

FileReader::Deliveries FileReader::readLast(const std::vector<std::uint64_t>& sequences) const {
  const MutexLock lock(mutex_);
  return file_ ? file_->read(sequences).found : Deliveries{};
}

}  // namespace herald::core
