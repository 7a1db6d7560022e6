// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>

#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "engine/outbox/kinds/disk_outbox.h"
#include "engine/outbox/testing/faulty_disk.h"
#include "engine/outbox/testing/roomy_outbox.h"
#include "herald/testing/temporary_folder.h"
#include "testing/fake_time.h"

namespace herald::core {

/// An outbox on a disk that can refuse, opened by one process after the other.
class DiskOutboxFixture : public ::testing::Test {
 protected:
  DiskOutbox& outbox() {
    if (!outbox_) outbox_ = std::make_unique<DiskOutbox>(options_, time_);
    return *outbox_;
  }
  void restart() { outbox_.reset(); }
  Delivery store(Delivery delivery) { return storeOne(outbox(), std::move(delivery)); }
  std::vector<std::string> waitingIds(const std::string& sink = "slack") { return core::waitingIds(outbox(), sink); }

  void keepNote(const std::string& key) {
    std::vector<Delivery> none;
    outbox().store(none, true, {{"source.mk3", key, key + " "}});
    outbox().flush();
  }

  void expectNothingSetAside() const {
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
      EXPECT_THAT(entry.path().filename().string(), ::testing::Not(::testing::HasSubstr("damaged")));
  }

  /// How much SQLite's log beside the database has.
  std::uintmax_t logBytes() const {
    std::error_code isMissing;
    const auto size = std::filesystem::file_size(file_.string() + "-wal", isMissing);
    return isMissing ? 0 : size;
  }

  /// Copies the files of the outbox as a kill leaves them now.
  void copyTo(const std::filesystem::path& folder) const {
    for (const auto* name : {"outbox.db", "outbox.db-wal", "ended", "in-flight", "spare", "tally"}) {
      if (std::filesystem::exists(folder_.path() / name)) {
        std::filesystem::copy_file(folder_.path() / name, folder / name);
      }
    }
  }

  /// Lets the outbox try a disk again that refused.
  void retry() {
    outbox().flush();  // then no end waits to be marked
    time_.advanceTo(time_.awaitWaiterIn(DiskStorage::kRetry, DiskStorage::kRetry));
    time_.awaitWaiter(time_.now() + Millis(1), Clock::time_point::max());
  }

  void takeFileAway() const {
    std::filesystem::rename(file_, away_);
    std::filesystem::create_directory(file_);
  }
  void giveFileBack() const {
    std::filesystem::remove(file_);
    std::filesystem::rename(away_, file_);
  }

  testing::TemporaryFolder folder_{};
  const std::filesystem::path file_ = folder_.path() / "outbox.db";
  const std::filesystem::path away_ = folder_.path() / "away";
  FaultyDisk disk_{};
  FakeTime time_{};
  DiskOutbox::Options options_ = [this] {
    auto options = diskIn(folder_.path());
    options.disk.file.vfs = disk_.name();
    return options;
  }();
  std::unique_ptr<DiskOutbox> outbox_{};
};

}  // namespace herald::core
