// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "heraldctl/doctor/examination.h"

namespace herald::core::ctl {

/// What is known of the disk below a folder.
struct DiskFacts {
  std::filesystem::path folder{};  ///< the nearest one that exists
  std::uint64_t freeBytes = 0;     ///< for users that are not root
  std::uint64_t freeFiles = 0;     ///< how many more files fit
  bool countsFiles = false;        ///< the file system has a limit of files
  bool readOnly = false;
  std::string card{};  ///< "mmcblk0" if it is an SD card or an eMMC chip
  int wear = 0;        ///< how much of its life an eMMC chip has used, in tenths; 0 if it does not say
};

/// Looks below `folder`, or below the nearest folder above it that exists. Throws std::system_error.
DiskFacts diskFacts(const std::filesystem::path& folder);

/// Is there room for the data folder, and can it be written?
class DiskExamination : public Examination {
 public:
  /// What the configuration wants of the disk.
  struct Wish {
    std::uint64_t reserveBytes = 0;  ///< outbox.reserveBytes
    bool syncsEach = false;          ///< outbox.sync = full, on a disk
  };

  DiskExamination(DiskFacts facts, Wish wish) : facts_(std::move(facts)), wish_(wish) {}
  std::string name() const override { return "disk"; }
  std::vector<Finding> look() const override;

 private:
  DiskFacts facts_;
  Wish wish_;
};

}  // namespace herald::core::ctl
