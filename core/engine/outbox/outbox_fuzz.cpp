// SPDX-License-Identifier: Apache-2.0
// Opens any bytes as the outbox's file. Whatever they are, Herald gets a sound file, keeps what it can, and gives back
// the same when it opens the file again.
#include <stdlib.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock/time_source.h"
#include "engine/outbox/disk/disk_problem.h"
#include "engine/outbox/disk/outbox_file.h"
#include "herald/json.h"

namespace {

namespace fs = std::filesystem;
using namespace herald::core;

void require(bool promise) {
  if (!promise) __builtin_trap();
}

/// A folder in memory, if the system has a place for that.
class Folder {
 public:
  Folder() {
    std::string name = fs::is_directory("/dev/shm") ? "/dev/shm/herald-fuzz-XXXXXX" : "/tmp/herald-fuzz-XXXXXX";
    require(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void empty() const {
    for (const auto& entry : fs::directory_iterator(path_)) fs::remove_all(entry.path());
  }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_{};
};

struct Opened {
  std::vector<std::uint64_t> there{};  ///< the sequences in its index
  std::size_t whole = 0;               ///< how many of them have their event
  std::size_t notes = 0;
  int reports = 0;
};

Opened open(const fs::path& path) {
  SystemTime time;
  Opened opened;
  OutboxFile file({.path = path, .fullSync = false}, time, [&](const std::string& report) {
    require(!report.empty());
    ++opened.reports;
  });
  std::uint64_t last = 0;
  for (const auto& stored : file.takeStored()) {
    require(opened.there.empty() || stored.sequence > last);
    last = stored.sequence;
    opened.there.push_back(last);
  }
  require(last <= file.lastSequence());
  const auto rows = file.read(opened.there);
  for (const auto& [sequence, delivery] : rows.found) require(delivery.event && delivery.sequence == sequence);
  opened.whole = rows.found.size();
  opened.notes = file.takeNotes().size();
  file.write({{.kind = Change::Kind::Keep, .note = std::make_shared<Note>(Note{"source.fuzz", "key", "value"})}}, false,
             file.lastSequence());
  return opened;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Folder folder;
  folder.empty();
  const auto path = folder.path() / "outbox.db";
  std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  try {
    const auto first = open(path);
    const auto again = open(path);
    require(again.there == first.there && again.whole == first.whole && again.notes >= first.notes);
    if (first.reports > 0) require(again.reports == 0);
  } catch (const DiskProblem& problem) {
    require(*problem.what() != '\0');
  } catch (const NewerOutbox& newer) {
    require(*newer.what() != '\0');
  }
  return 0;
}
