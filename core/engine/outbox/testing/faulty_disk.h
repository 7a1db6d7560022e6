// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sqlite3.h>

#include <condition_variable>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <limits>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace herald::core {

/// For tests: SQLite's layer to a disk that can be full, can fail and can lose its power. After a power cut, the files
/// have everything that was synced, and any part of later writes in any order. Every thread may call it. It outlives
/// the databases.
class FaultyDisk {
 public:
  FaultyDisk() : vfs_(*sqlite3_vfs_find(nullptr)) {
    vfs_.zName = name_.c_str();
    vfs_.pAppData = this;
    vfs_.xOpen = &FaultyDisk::open;
    sqlite3_vfs_register(&vfs_, 0);
  }
  ~FaultyDisk() { sqlite3_vfs_unregister(&vfs_); }
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;

  const char* name() const { return name_.c_str(); }

  void refuseWrites(bool refuse) {
    const std::lock_guard guard(mutex_);
    refusing_ = refuse;
  }

  /// Refuses writes after this many.
  void refuseWritesAfter(int writes) {
    const std::lock_guard guard(mutex_);
    writesLeft_ = writes;
  }

  /// From now on no file grows beyond what all files take now, until one of them is removed. With `isFreed` = false,
  /// also not then.
  void refuseGrowth(bool refuse, bool isFreed = true) {
    const std::lock_guard guard(mutex_);
    room_ = refuse ? sizeOfAll() : std::numeric_limits<std::uintmax_t>::max();
    isFreed_ = isFreed;
  }

  void refuseReads(bool refuse) {
    const std::lock_guard guard(mutex_);
    refusingReads_ = refuse;
  }

  /// From now on, every write waits until releaseWrites().
  void holdWrites() {
    const std::lock_guard guard(mutex_);
    holdsWrites_ = true;
  }
  void releaseWrites() {
    const std::lock_guard guard(mutex_);
    holdsWrites_ = false;
    writes_.notify_all();
  }
  void awaitHeldWrite() {
    std::unique_lock lock(mutex_);
    writes_.wait(lock, [this] { return heldWrites_ > 0; });
  }

  /// Calls the function before each write, with no lock.
  void beforeEachWrite(std::function<void()> call) {
    const std::lock_guard guard(mutex_);
    beforeWrite_ = std::move(call);
  }

  /// From now on, every read waits until releaseReads(), or only the next `most` ones.
  void holdReads(int most = std::numeric_limits<int>::max()) {
    const std::lock_guard guard(mutex_);
    toHold_ = most;
  }
  /// With `failing`, the reads that wait fail.
  void releaseReads(bool failing = false) {
    const std::lock_guard guard(mutex_);
    toHold_ = 0;
    heldReadsFail_ = failing;
    ++releases_;
    reads_.notify_all();
  }
  void awaitHeldRead() {
    std::unique_lock lock(mutex_);
    reads_.wait(lock, [this] { return heldReads_ > 0; });
  }

  /// From now on, every read of this byte fails.
  void breakByte(const std::filesystem::path& file, std::size_t offset) {
    const std::lock_guard guard(mutex_);
    broken_.insert({file.string(), offset});
  }

  /// Writes the files to another folder as a power cut would leave them now.
  void cutPower(const std::filesystem::path& to, std::mt19937& random) {
    const std::lock_guard guard(mutex_);
    for (const auto& [path, image] : images_) {
      std::string left = image.synced;
      for (const auto& write : image.unsynced) {
        if (std::bernoulli_distribution(0.5)(random)) apply(write, left);
      }
      std::ofstream(to / std::filesystem::path(path).filename(), std::ios::binary) << left;
    }
  }

  int syncs() const {
    const std::lock_guard guard(mutex_);
    return syncs_;
  }

  static std::string contentOf(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

 private:
  struct Write {
    std::size_t offset = 0;
    std::string data{};
    bool truncates = false;
  };
  struct Image {
    std::string synced{};
    std::vector<Write> unsynced{};
  };
  struct Open {
    FaultyDisk* disk = nullptr;
    std::string path{};
    const sqlite3_io_methods* real = nullptr;
    sqlite3_io_methods mine{};
  };
  using Files = std::map<sqlite3_file*, Open>;

  std::uintmax_t sizeOfAll() const {
    std::uintmax_t sum = 0;
    for (const auto& [path, image] : images_) {
      std::error_code error;
      if (const auto size = std::filesystem::file_size(path, error); !error) sum += size;
    }
    return sum;
  }

  static void apply(const Write& write, std::string& content) {
    if (write.truncates) return content.resize(write.offset);
    content.resize(std::max(content.size(), write.offset + write.data.size()));
    std::memcpy(content.data() + write.offset, write.data.data(), write.data.size());
  }

  static std::pair<std::mutex&, Files&> files() {
    static std::mutex mutex;
    static Files files;
    return {mutex, files};
  }

  static Open& of(sqlite3_file* file) {
    const auto [mutex, all] = files();
    const std::lock_guard guard(mutex);
    return all.at(file);
  }

  static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* outFlags) {
    auto* disk = static_cast<FaultyDisk*>(vfs->pAppData);
    const auto* real = sqlite3_vfs_find("unix");
    const int result = real->xOpen(sqlite3_vfs_find("unix"), path, file, flags, outFlags);
    if (result != SQLITE_OK || !(flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL))) return result;
    const auto [mutex, all] = files();
    const std::lock_guard guard(mutex);
    auto& open = all[file];
    open = {disk, path, file->pMethods, *file->pMethods};
    open.mine.xRead = &FaultyDisk::read;
    open.mine.xWrite = &FaultyDisk::write;
    open.mine.xTruncate = &FaultyDisk::truncate;
    open.mine.xSync = &FaultyDisk::sync;
    open.mine.xClose = &FaultyDisk::close;
    file->pMethods = &open.mine;
    const std::lock_guard images(disk->mutex_);
    if (!disk->images_.contains(path)) disk->images_[path].synced = contentOf(path);
    return result;
  }

  static int close(sqlite3_file* file) {
    const auto [mutex, all] = files();
    const std::lock_guard guard(mutex);
    const auto* real = all.at(file).real;
    const int result = real->xClose(file);
    all.erase(file);
    return result;
  }

  static int read(sqlite3_file* file, void* data, int size, sqlite3_int64 offset) {
    auto& open = of(file);
    std::unique_lock lock(open.disk->mutex_);
    const bool failed = open.disk->awaitRelease(lock);
    const auto begin = static_cast<std::size_t>(offset);
    const auto& all = open.disk->broken_;
    const auto next = all.lower_bound({open.path, begin});
    const bool broken =
        next != all.end() && next->first == open.path && next->second < begin + static_cast<std::size_t>(size);
    return failed || open.disk->refusingReads_ || broken ? SQLITE_IOERR_READ
                                                         : open.real->xRead(file, data, size, offset);
  }

  /// Returns true if the read fails.
  bool awaitRelease(std::unique_lock<std::mutex>& lock) {
    if (toHold_ == 0) return false;
    --toHold_;
    ++heldReads_;
    reads_.notify_all();
    reads_.wait(lock, [this, release = releases_] { return releases_ != release; });
    --heldReads_;
    return heldReadsFail_;
  }

  static int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
    auto& open = of(file);
    open.disk->callBeforeWrite();
    std::unique_lock lock(open.disk->mutex_);
    open.disk->awaitWrites(lock);
    if (open.disk->refusing_ || open.disk->writesLeft_ == 0) return SQLITE_FULL;
    --open.disk->writesLeft_;
    if (open.disk->room_ != std::numeric_limits<std::uintmax_t>::max()) {
      std::error_code error;
      const auto end = static_cast<std::uintmax_t>(offset) + static_cast<std::uintmax_t>(size);
      const auto now = std::filesystem::file_size(open.path, error);
      if (end > now && (!open.disk->isFreed_ || open.disk->sizeOfAll() + end - now > open.disk->room_))
        return SQLITE_FULL;
    }
    open.disk->images_[open.path].unsynced.push_back(
        {static_cast<std::size_t>(offset), {static_cast<const char*>(data), static_cast<std::size_t>(size)}});
    return open.real->xWrite(file, data, size, offset);
  }

  void callBeforeWrite() {
    std::function<void()> call;
    {
      const std::lock_guard guard(mutex_);
      call = beforeWrite_;
    }
    if (call) call();
  }

  void awaitWrites(std::unique_lock<std::mutex>& lock) {
    ++heldWrites_;
    writes_.notify_all();
    writes_.wait(lock, [this] { return !holdsWrites_; });
    --heldWrites_;
  }

  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    auto& open = of(file);
    const std::lock_guard guard(open.disk->mutex_);
    open.disk->images_[open.path].unsynced.push_back({static_cast<std::size_t>(size), {}, true});
    return open.real->xTruncate(file, size);
  }

  static int sync(sqlite3_file* file, int flags) {
    auto& open = of(file);
    const std::lock_guard guard(open.disk->mutex_);
    ++open.disk->syncs_;
    auto& image = open.disk->images_[open.path];
    for (const auto& write : image.unsynced) apply(write, image.synced);
    image.unsynced.clear();
    return open.real->xSync(file, flags);
  }

  std::string name_ = "faulty-disk-" + std::to_string(reinterpret_cast<std::uintptr_t>(this));
  sqlite3_vfs vfs_;
  mutable std::mutex mutex_{};
  std::map<std::string, Image> images_{};
  bool refusing_ = false;
  int writesLeft_ = std::numeric_limits<int>::max();
  std::uintmax_t room_ = std::numeric_limits<std::uintmax_t>::max();
  bool refusingReads_ = false;
  bool isFreed_ = true;
  bool holdsWrites_ = false;
  int heldWrites_ = 0;
  std::condition_variable writes_{};
  std::function<void()> beforeWrite_{};
  int toHold_ = 0;
  int heldReads_ = 0;
  int releases_ = 0;
  bool heldReadsFail_ = false;
  std::condition_variable reads_{};
  std::set<std::pair<std::string, std::size_t>> broken_{};
  int syncs_ = 0;
};

}  // namespace herald::core
