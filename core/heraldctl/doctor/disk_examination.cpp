// SPDX-License-Identifier: Apache-2.0
#include "heraldctl/doctor/disk_examination.h"

#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iomanip>
#include <system_error>

namespace herald::core::ctl {

namespace fs = std::filesystem;

namespace {

constexpr int kWorn = 9;  // tenths
constexpr std::uint64_t kFewFiles = 100;

fs::path nearestFolder(fs::path folder) {
  std::error_code error;
  while (!fs::is_directory(folder, error) && folder.has_relative_path()) folder = folder.parent_path();
  return folder;
}

/// The greater one of the two estimates of an eMMC chip: "0x01 0x02". An SD card has none.
int wearOf(const fs::path& device) {
  std::ifstream file(device / "device" / "life_time");
  int first = 0, second = 0;
  file >> std::setbase(0) >> first >> second;
  return std::max(first, second);
}

void addCard(dev_t device, DiskFacts& facts) {
  std::error_code error;
  const auto number = std::to_string(major(device)) + ":" + std::to_string(minor(device));
  auto place = fs::canonical(fs::path("/sys/dev/block") / number, error);
  if (error) return;
  if (fs::exists(place / "partition", error)) place = place.parent_path();
  if (!place.filename().string().starts_with("mmcblk")) return;
  facts.card = place.filename().string();
  facts.wear = wearOf(place);
}

std::string mebibytes(std::uint64_t bytes) { return std::to_string(bytes >> 20) + " MiB"; }

}  // namespace

DiskFacts diskFacts(const fs::path& folder) {
  DiskFacts facts{.folder = nearestFolder(folder)};
  struct statvfs room {};
  struct stat info {};
  if (::statvfs(facts.folder.c_str(), &room) != 0 || ::stat(facts.folder.c_str(), &info) != 0) {
    throw std::system_error(errno, std::generic_category(), facts.folder.string());
  }
  facts.freeBytes = static_cast<std::uint64_t>(room.f_bavail) * room.f_frsize;
  facts.freeFiles = room.f_favail;
  facts.countsFiles = room.f_files > 0;
  facts.readOnly = (room.f_flag & ST_RDONLY) != 0;
  addCard(info.st_dev, facts);
  return facts;
}

std::vector<Finding> DiskExamination::look() const {
  using Severity = Finding::Severity;
  std::vector<Finding> findings;
  const auto where = " of " + facts_.folder.string();
  if (facts_.readOnly) {
    findings.push_back(
        {Severity::Error, "the disk" + where + " is read-only",
         "see `dmesg` for errors of the disk; otherwise set herald.dataDir to a place that can be written"});
  }
  if (facts_.freeBytes < wish_.reserveBytes) {
    findings.push_back({Severity::Error,
                        "the disk" + where + " has only " + mebibytes(facts_.freeBytes) +
                            " left, less than outbox.reserveBytes, " + mebibytes(wish_.reserveBytes),
                        "free some room: `sudo du -xh --max-depth=2 / | sort -h | tail` shows where it is"});
  }
  if (facts_.countsFiles && facts_.freeFiles < kFewFiles) {
    findings.push_back({Severity::Error, "the disk" + where + " has no room for more files (`df -i`)",
                        "delete files that nobody needs"});
  }
  if (facts_.wear >= kWorn) {
    findings.push_back({Severity::Warning, facts_.card + " says that it has used nearly all of its life",
                        "make a copy of what is on it, and replace it"});
  } else if (!facts_.card.empty() && wish_.syncsEach) {
    findings.push_back({Severity::Hint,
                        "the data folder is on a card (" + facts_.card + "), and each event is synced to it",
                        "if a power cut may take the last seconds, set outbox.sync = normal: it spares the card"});
  }
  return findings;
}

}  // namespace herald::core::ctl
