// SPDX-License-Identifier: Apache-2.0
// Opens any bytes as the outbox's file. Whatever they are, Herald gets a sound file, keeps what it can, and gives back
// the same when it opens the file again.
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock/time_source.h"
#include "engine/outbox/disk/disk_problem.h"
#include "engine/outbox/disk/outbox_file.h"
#include "herald/testing/require.h"
#include "testing/memory_folder.h"

namespace {

namespace fs = std::filesystem;
using namespace herald::core;

using herald::testing::require;

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
  static const herald::testing::MemoryFolder folder;
  folder.empty();
  const auto path = folder.write("outbox.db", {reinterpret_cast<const char*>(data), size});
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
