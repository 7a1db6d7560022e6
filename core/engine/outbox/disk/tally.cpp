// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/tally.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <bit>

#include "base/text/counted.h"

namespace herald::core {

namespace {

using Words = std::array<std::uint64_t, 4>;

std::uint64_t checkOf(const Words& words) { return ~(words[0] ^ std::rotl(words[1], 21) ^ std::rotl(words[2], 42)); }

FileDescriptor openTally(const std::filesystem::path& path) {
  return FileDescriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
}

}  // namespace

Tally::Tally(std::filesystem::path file) : path_(std::move(file)), fd_(openTally(path_)) {
  Words words{};
  if (::pread(fd_.get(), words.data(), sizeof(words), 0) != static_cast<::ssize_t>(sizeof(words))) return;
  if (words[3] == checkOf(words)) count_ = Count{words[0], words[1], words[2] != 0};
}

void Tally::set(const Count& count) {
  if (count_ == count) return;
  count_ = count;
  if (fd_.get() < 0) fd_ = openTally(path_);
  Words words{count.sequence, count.rows, count.clean ? 1U : 0U, 0};
  words[3] = checkOf(words);
  if (::pwrite(fd_.get(), words.data(), sizeof(words), 0) != static_cast<::ssize_t>(sizeof(words))) count_.reset();
}

std::string Tally::missing(const std::filesystem::path& file, const Count& now) const {
  if (!count_) return {};
  if (count_->clean && count_->rows <= now.rows) return {};
  if (!count_->clean && count_->sequence <= now.sequence) return {};
  const auto lost = count_->clean ? count_->rows - now.rows : count_->sequence - now.sequence;
  return file.string() +
         " has less than when Herald used it last, as if it or its -wal file had been removed or damaged: " +
         (count_->clean ? "" : "up to ") + counted(lost, "delivery is lost", "deliveries are lost");
}

}  // namespace herald::core
