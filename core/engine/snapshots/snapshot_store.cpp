// SPDX-License-Identifier: Apache-2.0
#include "engine/snapshots/snapshot_store.h"

#include <Poco/Logger.h>
#include <Poco/SHA2Engine.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <system_error>
#include <tuple>
#include <utility>

#include "base/files/private_folder.h"
#include "engine/snapshots/snapshot_file.h"

namespace herald::core {

namespace fs = std::filesystem;

namespace {

/// A file that an earlier process left. Names of one file are one picture.
struct Left {
  std::pair<std::int64_t, std::int64_t> written{};
  ::ino_t inode = 0;
  std::string event{};
  std::size_t bytes = 0;

  auto order() const { return std::tie(written, inode, event); }
};

std::vector<Left> leftIn(const fs::path& folder) {
  std::vector<Left> all;
  std::error_code none;
  for (fs::directory_iterator entry(folder, none), end; !none && entry != end; entry.increment(none)) {
    const auto name = entry->path().filename().string();
    if (name.ends_with(".jpg.new")) ::unlink(entry->path().c_str());  // what a kill has interrupted
    const auto event = eventOfSnapshotFile(name);
    struct stat file {};
    if (!event || ::lstat(entry->path().c_str(), &file) != 0 || !S_ISREG(file.st_mode)) continue;
    all.push_back(
        {{file.st_mtim.tv_sec, file.st_mtim.tv_nsec}, file.st_ino, *event, static_cast<std::size_t>(file.st_size)});
  }
  std::sort(all.begin(), all.end(), [](const Left& one, const Left& other) { return one.order() < other.order(); });
  return all;
}

}  // namespace

SnapshotStore::SnapshotStore(SnapshotPlace place) : place_(std::move(place)) { adopt(); }

void SnapshotStore::adopt() {
  if (place_.folder.empty()) return;
  Names dropped;
  {
    const MutexLock lock(mutex_);
    ::ino_t inode = 0;
    for (const auto& left : leftIn(place_.folder)) {
      if (left.inode != std::exchange(inode, left.inode)) ++last_;
      add(left.event, last_, left.bytes, true, nullptr);
    }
    dropped = bound();
  }
  remove(dropped);
}

void SnapshotStore::put(const std::string& event, const Jpeg& jpeg) {
  if (has(event)) return;
  auto twin = twinOf(jpeg);
  const bool onDisk = write(event, jpeg, twin);
  if (jpeg->size() > (onDisk ? place_.bytes : std::min(place_.bytes, place_.memoryBytes))) {
    const MutexLock lock(mutex_);
    ++dropped_;  // alone it is too much: no other one makes room for it
    return;
  }
  remove(add(event, jpeg, twin, onDisk));
}

bool SnapshotStore::has(const std::string& event) const {
  const MutexLock lock(mutex_);
  return byEvent_.contains(event);
}

/// Another event with this very picture; empty if there is none.
std::string SnapshotStore::twinOf(const Jpeg& jpeg) const {
  const MutexLock lock(mutex_);
  for (auto kept = kept_.rbegin(); kept != kept_.rend(); ++kept) {
    if (kept->second.jpeg == jpeg) return *kept->second.events.begin();
  }
  return {};
}

fs::path SnapshotStore::fileOf(const std::string& event) const { return place_.folder / snapshotFileName(event); }

/// Forgets the twin if the file system cannot share its file: then the picture takes room of its own.
bool SnapshotStore::write(const std::string& event, const Jpeg& jpeg, std::string& twin) try {
  if (place_.folder.empty() || jpeg->size() > place_.bytes || snapshotFileName(event).empty()) return false;
  if (!twin.empty() && linkSnapshot(fileOf(twin), fileOf(event))) return true;
  makePrivateFolder(place_.folder);
  if (fs::space(place_.folder).available < place_.reserve + jpeg->size()) {
    throw std::runtime_error("the disk is full, except what outbox.reserveBytes keeps free");
  }
  writeSnapshot(fileOf(event), *jpeg);
  twin.clear();
  if (refused_.exchange(false)) Poco::Logger::get("herald").notice("pictures are kept on disk again");
  return true;
} catch (const std::exception& error) {
  sayRefused(error.what());
  return false;
}

void SnapshotStore::sayRefused(const std::string& why) {
  if (refused_.exchange(true)) return;
  Poco::Logger::get("herald").warning("cannot keep pictures on disk: " + why +
                                      "; Herald keeps the newest ones in memory");
}

SnapshotStore::Names SnapshotStore::add(const std::string& event, const Jpeg& jpeg, const std::string& twin,
                                        bool onDisk) {
  const MutexLock lock(mutex_);
  if (byEvent_.contains(event)) return {};
  const auto there = byEvent_.find(twin);
  const bool isTwin = there != byEvent_.end() && kept_.at(there->second).onDisk == onDisk;
  add(event, isTwin ? there->second : ++last_, jpeg->size(), onDisk, jpeg);
  return bound();
}

void SnapshotStore::add(const std::string& event, std::uint64_t number, std::size_t bytes, bool onDisk,
                        const Jpeg& jpeg) {
  const auto [kept, isNew] = kept_.try_emplace(number, Kept{{}, bytes, onDisk, jpeg});
  kept->second.events.insert(event);
  byEvent_[event] = number;
  if (!isNew) return;
  bytes_ += bytes;
  if (jpeg) memoryBytes_ += bytes;
}

SnapshotStore::Names SnapshotStore::bound() {
  Names dropped;
  while (bytes_ > place_.bytes) drop(kept_.begin(), dropped);
  boundMemory(dropped);
  return dropped;
}

/// Of pictures on disk only the copy in memory goes.
void SnapshotStore::boundMemory(Names& dropped) {
  for (auto kept = kept_.begin(); memoryBytes_ > place_.memoryBytes && kept != kept_.end();) {
    const auto oldest = kept++;
    if (!oldest->second.jpeg) continue;
    if (!oldest->second.onDisk) {
      drop(oldest, dropped);
      continue;
    }
    memoryBytes_ -= oldest->second.bytes;
    oldest->second.jpeg.reset();
  }
}

void SnapshotStore::drop(ByAge::iterator oldest, Names& dropped) {
  const auto& kept = oldest->second;
  for (const auto& event : kept.events) {
    byEvent_.erase(event);
    if (kept.onDisk) dropped.push_back(event);
  }
  bytes_ -= kept.bytes;
  if (kept.jpeg) memoryBytes_ -= kept.bytes;
  kept_.erase(oldest);
  ++dropped_;
}

void SnapshotStore::remove(const Names& events) const {
  for (const auto& event : events) ::unlink(fileOf(event).c_str());
}

Jpeg SnapshotStore::find(const std::string& event) {
  {
    const MutexLock lock(mutex_);
    const auto found = byEvent_.find(event);
    if (found == byEvent_.end()) return nullptr;
    if (const auto& jpeg = kept_.at(found->second).jpeg) return jpeg;
  }
  try {
    return std::make_shared<const std::string>(readSnapshot(fileOf(event)));
  } catch (const std::exception& error) {
    Poco::Logger::get("herald").warning(std::string("a picture is lost: ") + error.what());
    forget({event});
    const MutexLock lock(mutex_);
    ++dropped_;
    return nullptr;
  }
}

std::optional<SnapshotFacts> SnapshotStore::facts(const std::string& event) {
  const auto jpeg = find(event);
  if (!jpeg) return std::nullopt;
  Poco::SHA2Engine hash(Poco::SHA2Engine::SHA_256);
  hash.update(*jpeg);
  return SnapshotFacts{jpeg->size(), Poco::DigestEngine::digestToHex(hash.digest())};
}

std::vector<std::string> SnapshotStore::events() const {
  const MutexLock lock(mutex_);
  Names all;
  for (const auto& [event, number] : byEvent_) all.push_back(event);
  return all;
}

void SnapshotStore::forget(const std::vector<std::string>& events) {
  Names files;
  {
    const MutexLock lock(mutex_);
    for (const auto& event : events) {
      const auto found = byEvent_.find(event);
      if (found == byEvent_.end()) continue;
      const auto number = found->second;
      byEvent_.erase(found);
      auto& kept = kept_.at(number);
      kept.events.erase(event);
      if (kept.onDisk) files.push_back(event);
      if (!kept.events.empty()) continue;
      bytes_ -= kept.bytes;
      if (kept.jpeg) memoryBytes_ -= kept.bytes;
      kept_.erase(number);
    }
  }
  remove(files);
}

SnapshotCounts SnapshotStore::counts() const {
  const MutexLock lock(mutex_);
  return {kept_.size(), bytes_, dropped_};
}

}  // namespace herald::core
