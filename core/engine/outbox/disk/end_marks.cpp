// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/end_marks.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <system_error>

#include "base/files/file_identity.h"
#include "engine/outbox/disk/disk_problem.h"

namespace herald::core {

namespace {

/// One place of the file; all zero if it is free. The second number tells a mark from a damaged one.
struct Mark {
  std::uint64_t mark = 0;
  std::uint64_t inverse = 0;
};

constexpr std::size_t kLeastRoom = 512;  // marks: two pages of a disk
constexpr auto kReason = "it ended while the disk took no changes, and its reason is lost";

::off_t offsetOf(std::size_t place) { return static_cast<::off_t>(place * sizeof(Mark)); }

bool writeAll(int fd, const std::vector<Mark>& places, std::size_t first) {
  const auto size = places.size() * sizeof(Mark);
  return ::pwrite(fd, places.data(), size, offsetOf(first)) == static_cast<::ssize_t>(size);
}

/// The same row as a dead letter.
Change burial(const StoredDelivery& stored, Clock::time_point now) {
  return {.kind = Change::Kind::Update,
          .row = stored.sequence,
          .delivery = {.sequence = stored.sequence,
                       .sink = stored.sink,
                       .accepted = stored.accepted,
                       .attempts = stored.attempts,
                       .ending = {.reason = kReason, .time = std::chrono::system_clock::now(), .at = now}}};
}

}  // namespace

EndMarks::EndMarks(std::filesystem::path file) : path_(std::move(file)) {
  open();
  read();
}

bool EndMarks::isEnd(const Change& change) {
  return change.kind == Change::Kind::Remove ||
         (change.kind == Change::Kind::Update && !change.delivery.ending.reason.empty());
}

void EndMarks::open() {
  fd_ = FileDescriptor(::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  struct ::stat file {};
  const bool there = fd_.get() >= 0 && ::fstat(fd_.get(), &file) == 0;
  room_ = there ? static_cast<std::size_t>(file.st_size) / sizeof(Mark) : 0;
  used_ = 0;
}

void EndMarks::read() {
  std::vector<Mark> places(room_);
  const auto size = ::pread(fd_.get(), places.data(), room_ * sizeof(Mark), 0);
  places.resize(size < 0 ? 0 : static_cast<std::size_t>(size) / sizeof(Mark));
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto [mark, inverse] = places[i];
    if (mark == 0 && inverse == 0) continue;
    used_ = i + 1;
    if (mark == ~inverse) marks_[mark >> 1] = (mark & 1) != 0 ? End::Dead : End::Gone;
  }
}

void EndMarks::reserve(std::size_t rows) {
  const auto needed = rows + used_;
  if (needed <= room_) return;
  if (fd_.get() < 0) open();
  const auto room = std::max(kLeastRoom, 2 * needed);
  // Zeros and not only a size: the places must exist when the disk is full.
  if (fd_.get() >= 0 && writeAll(fd_.get(), std::vector<Mark>(room - room_), room_)) {
    room_ = room;
    return;
  }
  const auto why = std::generic_category().message(errno);
  if (fd_.get() >= 0 && ::ftruncate(fd_.get(), offsetOf(room_)) != 0) room_ = 0;
  throw DiskProblem(path_.string() + ": " + why);
}

void EndMarks::add(const std::vector<Change>& changes) {
  std::vector<Mark> places;
  for (const auto& change : changes) {
    if (!isEnd(change)) continue;
    const bool dead = change.kind == Change::Kind::Update;
    const auto [known, isNew] = marks_.try_emplace(change.row, dead ? End::Dead : End::Gone);
    if (!isNew && (dead || known->second == End::Gone)) continue;
    if (!dead) known->second = End::Gone;
    const auto mark = change.row << 1 | (dead ? 1U : 0U);
    places.push_back({mark, ~mark});
  }
  places.resize(std::min(places.size(), room_ - used_));
  if (!places.empty() && writeAll(fd_.get(), places, used_)) used_ += places.size();
}

void EndMarks::clear() {
  if (used_ == 0) return;
  writeAll(fd_.get(), std::vector<Mark>(used_), 0);
  used_ = 0;
  marks_.clear();
}

void EndMarks::renew() {
  struct ::stat file {};
  const auto there = identityOf(path_);
  const bool wasThere = fd_.get() >= 0;
  if (wasThere && ::fstat(fd_.get(), &file) == 0 && there == FileIdentity{file.st_dev, file.st_ino}) return;
  open();
  if (!wasThere) return read();
  used_ = room_;
  clear();
  marks_.clear();
}

std::uint64_t EndMarks::lastRow() const { return marks_.empty() ? 0 : marks_.rbegin()->first; }

std::vector<Change> EndMarks::applyTo(std::vector<StoredDelivery>& stored, Clock::time_point now) const {
  std::vector<Change> changes;
  std::erase_if(stored, [&](StoredDelivery& one) {
    const auto found = marks_.find(one.sequence);
    if (found == marks_.end()) return false;
    if (found->second == End::Gone) {
      changes.push_back({.kind = Change::Kind::Remove, .row = one.sequence});
      return true;
    }
    changes.push_back(burial(one, now));
    one.accepted = now;
    one.ended = now;
    return false;
  });
  return changes;
}

}  // namespace herald::core
