// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/file_reader.h"

#include <utility>

namespace herald::core {

std::shared_ptr<const OutboxFile> FileReader::open(std::shared_ptr<const OutboxFile> file) {
  const MutexLock lock(mutex_);
  ++openings_;
  file_.swap(file);
  return file;
}

int FileReader::opening() const {
  const MutexLock lock(mutex_);
  return openings_;
}

RowReader::Rows FileReader::read(const std::vector<std::uint64_t>& sequences) {
  std::shared_ptr<const OutboxFile> file;
  int opening = 0;
  {
    const MutexLock lock(mutex_);
    file = file_;
    opening = openings_;
  }
  if (!file) throw ReadProblem("the outbox's file is not open", opening);
  auto rows = file->read(sequences);
  noteFailures(rows, opening);
  for (const auto sequence : std::exchange(rows.failed, {})) rows.damaged.emplace(sequence, file->nameOf(sequence));
  return rows;
}

/// Throws if a read of this opening has failed, and may work in the next one.
void FileReader::noteFailures(const RowReader::Rows& rows, int opening) {
  const MutexLock lock(mutex_);
  for (const auto& [sequence, delivery] : rows.found) failedIn_.erase(sequence);
  // A failure of a file that was replaced during the read says nothing about the new one.
  if (opening != openings_ && !rows.failed.empty()) throw ReadProblem(rows.problem, opening);
  bool again = false;
  for (const auto sequence : rows.failed) again |= failedIn_.emplace(sequence, opening).first->second == opening;
  if (again) throw ReadProblem(rows.problem, opening);
}

FileReader::Deliveries FileReader::readLast(const std::vector<std::uint64_t>& sequences) const {
  std::shared_ptr<const OutboxFile> file;
  {
    const MutexLock lock(mutex_);
    file = file_;
  }
  return file ? file->read(sequences).found : Deliveries{};
}

}  // namespace herald::core
